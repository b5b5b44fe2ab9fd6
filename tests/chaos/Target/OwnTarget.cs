using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Chaos.Target;

/// <summary>
/// The driver's own SCIM server for one application. It outlives a killed engine, notes every request, and misbehaves
/// as it is told.
/// </summary>
internal sealed class OwnTarget(string name, bool unique, Func<double> clock) : ITarget
{
    private readonly Lock _lock = new();
    private readonly Accounts _accounts = new(unique);
    private readonly List<Seen> _seen = [];
    private readonly List<ArmedFault> _armed = [];
    private ArmedFault? _lasting;
    private double _lastingUntil;
    private double _stale;
    private double _slow;
    private int _late;
    private int _faults;
    private int _open;

    public string Token => $"token-{name}";

    public int Faults => Volatile.Read(ref _faults);

    public int Writes
    {
        get
        {
            lock (_lock)
                return _seen.Count(s => s.IsWrite);
        }
    }

    /// <summary>No request is under way or still to be carried out.</summary>
    public bool IsQuiet => Volatile.Read(ref _late) == 0 && Volatile.Read(ref _open) == 0;

    public void Arm(ArmedFault fault)
    {
        lock (_lock)
            _armed.Add(fault);
    }

    /// <summary>Every request that fits fails for a while.</summary>
    public void Last(ArmedFault fault, double seconds)
    {
        lock (_lock)
            (_lasting, _lastingUntil) = (fault, clock() + seconds);
    }

    public void Stale(double seconds) => Volatile.Write(ref _stale, seconds);

    public void Slow(double seconds) => Volatile.Write(ref _slow, seconds);

    public Task HealAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            _armed.Clear();
            _lasting = null;
        }

        Stale(0);
        Slow(0);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JsonObject>> ReadAsync(bool groups, CancellationToken ct)
    {
        lock (_lock)
            return Task.FromResult(_accounts.All(groups));
    }

    public IReadOnlyList<Seen> Seen(Func<Seen, bool> which)
    {
        lock (_lock)
            return [.. _seen.Where(which)];
    }

    public async Task AnswerAsync(HttpContext http, string path)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync(http.RequestAborted);
            await AnswerAsync(http, new Asked(http.Request.Method, path, http.Request.Query, body));
        }
        catch (OperationCanceledException)
        {
            // The client is gone before all of the request came: nothing was done.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task AnswerAsync(HttpContext http, Asked asked)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await WriteAsync(http, Accounts.Error(401, null, "The token is wrong."));
            return;
        }

        var fault = Take(asked);
        if (fault.Fault != Fault.None)
            Interlocked.Increment(ref _faults);
        if (Volatile.Read(ref _slow) is > 0 and var slow)
            await Task.Delay(TimeSpan.FromSeconds(slow), CancellationToken.None);
        await SufferAsync(http, asked, fault);
    }

    private async Task SufferAsync(HttpContext http, Asked asked, ArmedFault fault)
    {
        switch (fault.Fault)
        {
            case Fault.LoseAnswer:
                Work(asked, "answer lost");
                http.Abort();
                break;
            case Fault.Late:
                _ = WorkLaterAsync(asked, fault.Seconds);
                http.Abort();
                break;
            case Fault.Drop:
                Note(asked, "dropped");
                http.Abort();
                break;
            case Fault.TooMany or Fault.TooManyPlain:
                if (fault.Fault == Fault.TooMany)
                    http.Response.Headers.RetryAfter = "1";
                await RefuseAsync(http, asked, 429, "Too many requests.");
                break;
            case Fault.Error500:
                await RefuseAsync(http, asked, 500, "It failed.");
                break;
            case Fault.Error503:
                await RefuseAsync(http, asked, 503, "It is busy.");
                break;
            case Fault.Unauthorized:
                await RefuseAsync(http, asked, 401, "The token has expired.");
                break;
            case Fault.Error500After:
                Work(asked, "done, answered 500");
                await WriteAsync(http, Accounts.Error(500, null, "It failed after the work."));
                break;
            case Fault.Html:
                Note(asked, "HTML");
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync("<html><body>Welcome</body></html>", CancellationToken.None);
                break;
            case Fault.Truncated:
                await TruncateAsync(http, Work(asked, "done, answer cut"));
                break;
            case Fault.WrongPages:
                await WriteAsync(http, WithWrongPages(Work(asked, "wrong pages")));
                break;
            case Fault.Slow:
                await Task.Delay(TimeSpan.FromSeconds(fault.Seconds), CancellationToken.None);
                await WriteAsync(http, Work(asked, "slow"));
                break;
            default:
                await WriteAsync(http, Work(asked, ""));
                break;
        }
    }

    private ArmedFault Take(Asked asked)
    {
        lock (_lock)
        {
            var fits = _armed.FindIndex(f => f.Fits(asked.Method, asked.Path));
            if (fits >= 0)
            {
                var fault = _armed[fits];
                _armed.RemoveAt(fits);
                return fault;
            }

            return _lasting is { } lasting && clock() < _lastingUntil && lasting.Fits(asked.Method, asked.Path)
                ? lasting
                : new ArmedFault(Fault.None, null, null, 0);
        }
    }

    private async Task WorkLaterAsync(Asked asked, double seconds)
    {
        Interlocked.Increment(ref _late);
        await Task.Delay(TimeSpan.FromSeconds(seconds), CancellationToken.None);
        Work(asked, $"cut, carried out {seconds:0.0} s later");
        Interlocked.Decrement(ref _late);
    }

    private Task RefuseAsync(HttpContext http, Asked asked, int status, string detail)
    {
        Note(asked, $"refused with {status}");
        return WriteAsync(http, Accounts.Error(status, null, detail));
    }

    private void Note(Asked asked, string outcome)
    {
        lock (_lock)
            _seen.Add(asked.Seen(clock(), outcome, null));
    }

    private Reply Work(Asked asked, string outcome)
    {
        lock (_lock)
        {
            Reply reply;
            try
            {
                reply = Carry(asked);
            }
            catch (Exception wrong) when (wrong is FormatException or JsonException)
            {
                reply = Accounts.Error(400, "invalidSyntax", wrong.Message);
            }

            _seen.Add(asked.Seen(clock(), $"{reply.Status}{(outcome.Length > 0 ? $" ({outcome})" : "")}", reply.Id));
            return reply;
        }
    }

    private Reply Carry(Asked asked)
    {
        var groups = asked.Path.StartsWith("/Groups", StringComparison.Ordinal);
        var id = asked.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, var one] ? one : null;
        var members = asked.Query["excludedAttributes"] != "members";
        return (asked.Method, id) switch
        {
            ("GET", null) => _accounts.List(
                groups,
                asked.Query["filter"],
                Number(asked.Query["startIndex"], 1),
                Number(asked.Query["count"], 100),
                members,
                clock() - Volatile.Read(ref _stale)
            ),
            ("GET", _) => _accounts.Get(groups, id, members),
            ("POST", null) => _accounts.Create(groups, asked.Json(), clock()),
            ("PATCH", { }) => _accounts.Patch(groups, id, asked.Json()),
            ("PUT", { }) => _accounts.Put(groups, id, asked.Json()),
            ("DELETE", { }) => _accounts.Delete(groups, id),
            _ => Accounts.Error(404, null, "There is nothing here."),
        };
    }

    private static int Number(string? text, int otherwise) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static Reply WithWrongPages(Reply reply)
    {
        if (reply.Body is { } body && body["totalResults"] is { } total)
        {
            body["totalResults"] = (int)total + 7;
            body["itemsPerPage"] = 3;
        }

        return reply;
    }

    private static Task WriteAsync(HttpContext http, Reply reply)
    {
        http.Response.StatusCode = reply.Status;
        if (reply.Body is null)
            return Task.CompletedTask;
        http.Response.ContentType = "application/scim+json";
        return http.Response.WriteAsync(reply.Body.ToJsonString(), CancellationToken.None);
    }

    private static Task TruncateAsync(HttpContext http, Reply reply)
    {
        http.Response.StatusCode = reply.Status;
        if (reply.Body?.ToJsonString() is not { } text)
            return Task.CompletedTask;
        http.Response.ContentType = "application/scim+json";
        return http.Response.WriteAsync(text[..(text.Length / 2)], CancellationToken.None);
    }

    private sealed record Asked(string Method, string Path, IQueryCollection Query, string Body)
    {
        public JsonObject Json() => JsonNode.Parse(Body)?.AsObject() ?? throw new FormatException("no object");

        public Seen Seen(double at, string outcome, string? id) =>
            new(at, Method, Path + (Query["filter"] is [{ } filter] ? $"?{filter}" : ""), Body, outcome, id);
    }
}
