using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Provost.Engine.Directory;

namespace Provost.Engine.Targets;

/// <summary>
/// Sends requests to one target: headers, deadline, pace, tries again; and hands the answers to judgement.
/// </summary>
internal sealed partial class ScimRequests(
    CredentialSession session,
    TargetProfile profile,
    OutboundHttp http,
    TimeProvider time,
    ILogger logger
)
{
    private const int MaxAnswerBytes = 32 * 1024 * 1024;
    private const string Accept = "application/scim+json, application/json;q=0.9";

    private static readonly string UserAgent =
        $"Provost/{typeof(ScimRequests).Assembly.GetName().Version?.ToString(2) ?? "1.0"}";

    private readonly Exchanges _exchanges = new(() => session.Secrets, profile.SensitiveAttributes);
    private readonly TargetPace _pace = new(profile.RequestsPerSecond, time);
    private readonly ConcurrentDictionary<(Asked, ObjectKind), TargetAnswer> _missing = new();
    private readonly Deadlines _deadlines = new(profile.RequestTimeout, time);

    public TargetProfile Profile => profile;

    public Func<bool>? MaySend { get; set; }

    /// <summary>After it no request is begun, and nobody waits for one.</summary>
    public CancellationToken Stop { get; set; }

    public DateTimeOffset? PausedUntil =>
        _pace.PauseLeft is var left && left > RetryRules.LongestWait ? time.GetUtcNow() + left : null;

    /// <summary>Between 0 and 1; spreads workers that were sent away together.</summary>
    public Func<double> Jitter { get; set; } = static () => RandomNumberGenerator.GetInt32(1000) / 1000.0;

    /// <summary>
    /// A kind of write that the target said it has not is not asked for again in this cycle (scim-wire A.11).
    /// </summary>
    public async Task<TargetAnswer> AskAsync(Asking asking, CancellationToken ct)
    {
        if (_missing.TryGetValue((asking.What, asking.Kind), out var known))
            return known with
            {
                Detail = _exchanges.Hide($"{asking.Method} {asking.Shown} was not sent, because {known.Detail}"),
            };

        using var reply = await SendAsync(asking, ct);
        var answer = Judge(asking, reply);
        if (reply.Status is 405 or 501 && answer.Outcome == TargetOutcome.Refused)
            _missing[(asking.What, asking.Kind)] = answer;
        return answer;
    }

    public TargetAnswer Judge(Asking asking, Reply reply) => Answers.Judge(asking, reply, profile, _exchanges);

    /// <summary>The last reply after as many tries as <see cref="RetryRules"/> allow.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Reply> SendAsync(Asking asking, CancellationToken ct, int maxTries = RetryRules.MaxTries)
    {
        Reply? before = null;
        var lingers = false;
        for (var tries = 1; ; tries++)
        {
            var reply = await SendOnceAsync(asking, ct);
            lingers |= reply.IsLost;
            reply.Lingers = lingers;

            // A try that was answered with more than "later" counts, where the next one is not sent any more.
            if (before is not null && reply.Fault is Fault.Stopped or Fault.Paused)
                return before;
            before?.Dispose();
            before = null;
            if (reply.IsSuccess)
                return reply;

            var throttled = RetryRules.IsThrottled(reply);
            if (throttled)
                _pace.Pause(reply.RetryAfter ?? RetryRules.BackOff(tries, Jitter()));
            if (tries >= maxTries || RetryRules.Wait(asking, reply, tries, Jitter()) is not { } wait)
                return reply;

            TryingAgain(asking.What, reply.Status, reply.Fault, tries, wait);
            if (throttled)
            {
                reply.Dispose();
                continue;
            }

            before = reply;
            await WaitAsync(wait, ct);
        }
    }

    /// <summary>Waits, or until the cycle is stopped.</summary>
    private async Task WaitAsync(TimeSpan wait, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(Stop, ct);
        try
        {
            await Task.Delay(wait, time, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nothing is sent any more, which the next try sees.
        }
    }

    /// <summary>
    /// One try, with the credential that is valid now. A 401 counts where there is nothing else to show, or where that
    /// is refused as well.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Reply> SendOnceAsync(Asking asking, CancellationToken ct)
    {
        if (Stop.IsCancellationRequested)
            return Reply.Failed(Fault.Stopped);
        var reply = await SendOnceAsync(asking, await session.HeaderAsync(ct), ct);
        if (reply.Status != 401 || reply.SentWith is not { } refused)
            return reply;
        if (await session.AfterRefusalAsync(refused, ct) is not { } other)
            return reply;

        reply.Dispose();
        return await SendOnceAsync(asking, other, ct);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Reply> SendOnceAsync(Asking asking, Shown shown, CancellationToken ct)
    {
        if (shown.Header is not { } header)
            return Reply.Failed(shown.Failure);

        var reply = await SendOnceAsync(asking, header, ct);
        reply.SentWith = header;
        if (reply is { Fault: Fault.None, Status: not 401 })
            await session.AcceptedAsync(header);
        return reply;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Reply> SendOnceAsync(Asking asking, string header, CancellationToken ct)
    {
        await _pace.WaitAsync(Stop, ct);
        if (_pace.PauseLeft is var pause && pause > RetryRules.LongestWait)
            return Reply.Failed(Fault.Paused, retryAfter: pause);
        if (Stop.IsCancellationRequested)
            return Reply.Failed(Fault.Stopped);
        if (MaySend is { } maySend && !maySend())
            return Reply.Failed(Fault.LeaseLost);

        var body = asking.Body.IsEmpty ? null : new JsonBody(asking.Body);
        using var request = CreateRequest(asking, body, header);
        using var deadline = _deadlines.Start(ct);
        try
        {
            using var response = await http.SendAsync(request, deadline.Token);
            return await Reply.ReadAsync(response, MaxAnswerBytes, time.GetUtcNow(), deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var seconds = profile.RequestTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return Reply.Failed(Fault.TimedOut, $"{seconds} s", Arrived(body));
        }
        catch (HttpRequestException e) when (e.InnerException is EngineException refused)
        {
            return Reply.Failed(Fault.Blocked, refused.Message);
        }
        catch (EngineException e)
        {
            return Reply.Failed(Fault.Blocked, e.Message);
        }
        catch (HttpRequestException e)
        {
            return Reply.Failed(FaultOf(e), e.Message, Arrived(body));
        }
        catch (IOException e)
        {
            return Reply.Failed(Fault.Broken, e.Message, Arrived(body));
        }
    }

    /// <summary>A request with a body that never began to leave cannot have been carried out.</summary>
    private static bool Arrived(JsonBody? body) => body is null or { Started: true };

    private static Fault FaultOf(HttpRequestException e) =>
        e.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError
            ? Fault.Unreachable
            : Fault.Broken;

    private HttpRequestMessage CreateRequest(Asking asking, JsonBody? body, string authorization)
    {
        var request = new HttpRequestMessage(asking.Method, asking.Url) { Content = body };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("Authorization", authorization);
        headers.TryAddWithoutValidation("Accept", Accept);
        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("client-request-id", Guid.CreateVersion7(time.GetUtcNow()).ToString());
        return request;
    }

    [LoggerMessage(
        LogLevel.Debug,
        "{What} was answered with {Status} ({Fault}); try {Tries} of 5, the next one after {Wait}"
    )]
    private partial void TryingAgain(Asked what, int status, Fault fault, int tries, TimeSpan wait);
}
