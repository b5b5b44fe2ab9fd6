using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Provost.Chaos.Engine;

namespace Provost.Chaos.Target;

/// <summary><c>samples/ScimServer</c> in a process of its own, with its quirks until it is healed.</summary>
internal sealed class SampleTarget : ITarget, IAsyncDisposable
{
    private readonly string _dll;
    private readonly string _folder;
    private readonly HttpClient _http = new();
    private readonly int _port = Installation.FreePort();
    private Child _child;

    public SampleTarget(string dll, string folder, string quirks)
    {
        (_dll, _folder) = (dll, folder);
        _child = Start(quirks);
    }

    public string Token => "token-sample";

    public bool IsQuiet => true;

    public string Address => $"http://127.0.0.1:{_port}/scim";

    /// <summary>The same data without quirks.</summary>
    public async Task HealAsync(CancellationToken ct)
    {
        await _child.DisposeAsync();
        _child = Start("");
    }

    public IReadOnlyList<Seen> Seen(Func<Seen, bool> which) => [];

    public async Task<IReadOnlyList<JsonObject>> ReadAsync(bool groups, CancellationToken ct)
    {
        var all = new List<JsonObject>();
        while (true)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                $"{Address}/{(groups ? "Groups" : "Users")}?startIndex={all.Count + 1}&count=100"
            );
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            using var response = await _http.SendAsync(request, ct);
            response.EnsureSuccessStatusCode();
            var page = JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))!;
            all.AddRange(
                (page["Resources"]?.AsArray() ?? []).OfType<JsonObject>().Select(r => r.DeepClone().AsObject())
            );
            if (all.Count >= (int?)page["totalResults"] || page["Resources"]?.AsArray().Count is null or 0)
                return all;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _http.Dispose();
    }

    private Child Start(string quirks) =>
        Child.Start(
            _dll,
            [
                "--urls",
                $"http://127.0.0.1:{_port}",
                "--token",
                Token,
                "--data",
                Path.Combine(_folder, "sample.db"),
                .. quirks.Length > 0 ? (string[])["--quirk", quirks] : [],
            ],
            Path.Combine(_folder, "sample.log"),
            new Dictionary<string, string>()
        );
}
