using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Chaos.Engine;

/// <param name="WasLost">An earlier try had no answer: it may have counted.</param>
internal sealed record Answer(int Status, JsonNode? Json, bool WasLost)
{
    public bool Succeeded => Status is >= 200 and < 300;

    public string? this[string name] => Json?[name]?.ToString();

    /// <summary>
    /// Acknowledged, or refused the second time because it is so already, where nobody saw the answer to the first.
    /// </summary>
    public bool Counts => Succeeded || (WasLost && Status is 400 or 404 or 409);
}

/// <summary>The program's API, with the credentials of its first start.</summary>
internal sealed class Graph(Installation installation) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{installation.Port}"),
        Timeout = TimeSpan.FromSeconds(60),
    };
    private volatile string? _token;

    /// <summary>
    /// Asks until there is an answer that says whether it counted: an engine that is killed in the middle is waited for
    /// and asked again, and so is one that cannot store anything.
    /// </summary>
    public async Task<Answer> AskAsync(string method, string path, JsonNode? body, CancellationToken ct)
    {
        var lost = false;
        while (true)
        {
            await installation.UpAsync(ct);
            var (status, json, sent) = await TryAsync(method, path, body, ct);
            if (status is > 0 and < 500 and not (401 or 429))
                return new Answer(status, json, lost);
            lost |= sent && status is 0 or >= 500;
            if (status == 401)
                _token = null;
            await Task.Delay(TimeSpan.FromMilliseconds(status == 429 ? 2000 : 200), ct);
        }
    }

    /// <summary>Once, whatever comes of it.</summary>
    public async Task<Answer> OnceAsync(string method, string path, JsonNode? body, CancellationToken ct)
    {
        await installation.UpAsync(ct);
        var (status, json, sent) = await TryAsync(method, path, body, ct);
        return new Answer(status, json, sent && status == 0);
    }

    public Task<Answer> GetAsync(string path, CancellationToken ct) => AskAsync("GET", path, null, ct);

    /// <summary>All pages of a collection.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string path, CancellationToken ct)
    {
        var all = new List<JsonNode>();
        for (string? next = path; next is not null; )
        {
            var page = await GetAsync(next, ct);
            if (!page.Succeeded)
                throw new InvalidOperationException($"GET {next}: {page.Status} {page.Json?.ToJsonString()}");
            all.AddRange(page.Json!["value"]!.AsArray().OfType<JsonNode>());
            next = page["@odata.nextLink"] is { } link ? new Uri(link).PathAndQuery["/v1.0".Length..] : null;
        }

        return all;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Status 0 where no complete answer came; whether the request may have arrived.</summary>
    private async Task<(int Status, JsonNode? Json, bool Sent)> TryAsync(
        string method,
        string path,
        JsonNode? body,
        CancellationToken ct
    )
    {
        try
        {
            if (_token is null && (_token = await TokenAsync(ct)) is null)
                return (401, null, false);
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1.0{path}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await _http.SendAsync(request, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            return ((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, true);
        }
        catch (HttpRequestException e)
        {
            // HttpClient repeats a request without a body by itself when the connection ends before the answer. That
            // nobody listens then says nothing about the first time.
            return (0, null, body is null || e.HttpRequestError != HttpRequestError.ConnectionError);
        }
        catch (Exception e)
            when (e is IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (0, null, true);
        }
    }

    private async Task<string?> TokenAsync(CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("client_id", Installation.ClientId),
            new("client_secret", Installation.ClientSecret),
            new("scope", "https://graph.microsoft.com/.default"),
        ]);
        using var response = await _http.PostAsync($"/{Installation.TenantId}/oauth2/v2.0/token", form, ct);
        if (response.StatusCode != HttpStatusCode.OK)
            return null;
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))?["access_token"]?.ToString();
    }
}
