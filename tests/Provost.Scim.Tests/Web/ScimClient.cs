using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScimServer;

namespace Provost.Scim.Tests.Web;

/// <summary>What came back: everything a test wants to look at.</summary>
internal sealed record Answer(int Status, string? ContentType, HttpResponseHeaders Headers, string Text)
{
    public JsonObject? Body { get; } = Parse(Text);

    public string? Detail => (string?)Body?["detail"];

    public string? ScimType => (string?)Body?["scimType"];

    public string Id => (string)Body!["id"]!;

    private static JsonObject? Parse(string text)
    {
        try
        {
            return text.Length is 0 ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A client of a server in this process that changes nothing of what a case sends.</summary>
internal sealed class ScimClient(ScimServerHost server, string? token = "secret") : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PatchAsync(string path, string operations, params (string, string)[] headers) =>
        SendAsync(
            HttpMethod.Patch,
            path,
            $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}""",
            headers.ToDictionary()
        );

    public async Task<string> AddUserAsync(string userName) =>
        (await PostAsync("/Users", $$"""{"userName":"{{userName}}","active":true}""")).Id;

    public async Task<string> AddGroupAsync(string displayName, params string[] members) =>
        (
            await PostAsync(
                "/Groups",
                new JsonObject
                {
                    ["displayName"] = displayName,
                    ["members"] = new JsonArray([.. members.Select(static id => new JsonObject { ["value"] = id })]),
                }.ToJsonString()
            )
        ).Id;

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        Dictionary<string, string>? headers = null
    )
    {
        using var request = new HttpRequestMessage(method, Address(path));
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        if (body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (request.Content is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/scim+json; charset=utf-8");
        foreach (var (name, value) in headers ?? [])
            Set(request, name, value);

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers, text);
    }

    public void Dispose() => _http.Dispose();

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content is { } content)
        {
            content.Headers.Remove(name);
            content.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>The path as it is written, dots and percent signs too.</summary>
    private Uri Address(string path) =>
        new(
            server.BaseAddress.ToString().TrimEnd('/') + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
}
