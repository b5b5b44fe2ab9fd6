using System.Net.Http.Headers;
using System.Text.Json;

namespace Provost.Benchmarks.Creating;

/// <summary>
/// The bare HttpClient loop that the engine is measured against: builds the same bodies, posts them, parses the
/// answers, keeps nothing.
/// </summary>
internal sealed class PlainLoop(Uri target, int concurrency) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = concurrency })
    {
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "secret") },
    };
    private readonly Uri _users = new(target, "Users");

    public async Task RunAsync(int users, CancellationToken ct)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(WorkAsync, ct)));

        async Task WorkAsync()
        {
            for (int number; (number = Interlocked.Increment(ref next)) < users; )
                await CreateAsync(number, ct);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> CreateAsync(int number, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            ScimUser.Of(People.Person(number)),
            ScimUserJson.Default.ScimUser
        );
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        using var response = await _http.PostAsync(_users, content, ct);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
        return answer.RootElement.GetProperty("id").GetString();
    }
}
