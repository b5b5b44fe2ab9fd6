using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Provost.Benchmarks.Creating;

namespace Provost.Benchmarks.Server;

/// <summary>The sample server in its own process, over a file, with this many users in it.</summary>
internal sealed class StoredUsers : IAsyncDisposable
{
    public const int Concurrency = 8;

    private readonly Child _server;
    private readonly HttpClient _http;
    private readonly Dictionary<int, string> _ids = [];
    private int _changes;

    private StoredUsers(Child server, Uri address)
    {
        _server = server;
        _http = new HttpClient
        {
            BaseAddress = address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "secret") },
        };
    }

    public int Count { get; private set; }

    public static async Task<StoredUsers> StartAsync(string file, int count, CancellationToken ct)
    {
        var (server, address) = await Child.ListenAsync(
            "ScimServer",
            ct,
            "--urls",
            "http://127.0.0.1:0",
            "--token",
            "secret",
            "--data",
            file
        );
        var users = new StoredUsers(server, address);
        await AtOnceAsync(count, n => users.CreateAsync(n, ct));
        users.Count = count;
        return users;
    }

    /// <summary>Calls with all numbers below <paramref name="calls"/>, some at a time.</summary>
    public static Task AtOnceAsync(int calls, Func<int, Task> call)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => Task.Run(WorkAsync)));

        async Task WorkAsync()
        {
            for (int number; (number = Interlocked.Increment(ref next)) < calls; )
                await call(number);
        }
    }

    public async Task CreateAsync(int number, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            ScimUser.Of(People.Person(number)),
            ScimUserJson.Default.ScimUser
        );
        using var created = await SendAsync(HttpMethod.Post, "Users", body, ct);
        var id = created.RootElement.GetProperty("id").GetString() ?? throw new InvalidOperationException("No id.");
        lock (_ids)
            _ids[number] = id;
    }

    public async Task FindAsync(int number, CancellationToken ct)
    {
        var name = People.Person(Somebody(number)).UserPrincipalName;
        var filter = Uri.EscapeDataString($"userName eq \"{name}\"");
        using var found = await SendAsync(HttpMethod.Get, $"Users?filter={filter}", null, ct);
        if (found.RootElement.GetProperty("totalResults").GetInt32() != 1)
            throw new InvalidOperationException($"{name} was not found once.");
    }

    public async Task PatchAsync(int number, CancellationToken ct)
    {
        var title = $"Engineer {Interlocked.Increment(ref _changes)}";
        var body = Encoding.UTF8.GetBytes(
            $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations":[{"op":"replace","path":"title","value":"{{title}}"}]}
            """
        );
        using var patched = await SendAsync(HttpMethod.Patch, $"Users/{_ids[Somebody(number)]}", body, ct);
    }

    /// <summary>Deletes everybody from this number on.</summary>
    public async Task ForgetAsync(int from, CancellationToken ct)
    {
        foreach (var (number, id) in _ids.Where(i => i.Key >= from).ToList())
        {
            using var deleted = await _http.DeleteAsync(new Uri($"Users/{id}", UriKind.Relative), ct);
            deleted.EnsureSuccessStatusCode();
            _ids.Remove(number);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Somebody stored, spread over all of them.</summary>
    private int Somebody(int number) => (int)(number * 7919L % Count);

    private async Task<JsonDocument> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        }

        using var response = await _http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadAsByteArrayAsync(ct);
        return JsonDocument.Parse(answer.Length == 0 ? "{}"u8.ToArray() : answer);
    }
}
