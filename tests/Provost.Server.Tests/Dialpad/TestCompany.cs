using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Dialpad;
using Dialpad.Cli;
using Microsoft.Extensions.Time.Testing;

namespace Provost.Server.Tests.Dialpad;

/// <summary>The stand-in on a free port and a new data directory, with commands and a client with a key.</summary>
internal sealed class TestCompany : IAsyncDisposable
{
    public const string Owner = "owner@contoso.example";
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private readonly HttpClient _http = new();
    private DialpadHost? _host;
    private string _key = "";

    private TestCompany() { }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2027, 1, 4, 9, 0, 0, TimeSpan.Zero));

    public string Data { get; } = Path.Combine(Path.GetTempPath(), $"dialpad-{Guid.CreateVersion7():n}");

    public Uri BaseAddress => _host?.BaseAddress ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TestCompany> StartAsync(int rateLimit = 0)
    {
        var company = new TestCompany();
        var options = new DialpadOptions
        {
            DataDirectory = company.Data,
            RateLimit = rateLimit,
            Time = company.Time,
        };
        company._host = await DialpadHost.StartAsync(options, Ct);
        company._key = await company.NewKeyAsync("tests");
        return company;
    }

    /// <summary>Runs a command beside the server; it has to succeed.</summary>
    public async Task<string> CommandAsync(params string[] args)
    {
        var result = await TryCommandAsync(args);
        Assert.True(result.Exit == 0, $"{string.Join(' ', args)}: {result.Error}");
        return result.Output;
    }

    public async Task<(int Exit, string Output, string Error)> TryCommandAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await new CommandLine(Time).RunAsync([.. args, "--data", Data], output, error, Ct);
        return (exit, output.ToString(), error.ToString());
    }

    public async Task<string> NewKeyAsync(params string[] args) =>
        LastLine(await CommandAsync(["keys", "add", .. args]));

    public static string LastLine(string output) => output.TrimEnd('\n').Split('\n')[^1];

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, $"{BaseAddress}scim{path}");
        if (key != "")
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? _key);
        if (body is not null)
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/scim+json", "utf-8"));

        using var response = await _http.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        var json = text.Length == 0 ? [] : JsonNode.Parse(text)?.AsObject() ?? [];
        return new Answer(response.StatusCode, json, response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    public Task<Answer> GetAsync(string path, string? key = null) => SendAsync(HttpMethod.Get, path, null, key);

    public Task<Answer> FindAsync(string endpoint, string filter) =>
        GetAsync($"{endpoint}?filter={Uri.EscapeDataString(filter)}");

    public Task<Answer> PostUserAsync(string userName, JsonObject? enterprise = null, string? country = null)
    {
        var user = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User", Enterprise),
            ["userName"] = userName,
            ["active"] = true,
        };
        if (enterprise is not null)
            user[Enterprise] = enterprise;
        if (country is not null)
            user["addresses"] = new JsonArray(new JsonObject { ["type"] = "work", ["country"] = country });
        return SendAsync(HttpMethod.Post, "/Users", user.ToJsonString());
    }

    /// <summary>Makes a user and returns the id.</summary>
    public async Task<string> AddUserAsync(string userName, JsonObject? enterprise = null, string? country = null) =>
        (await PostUserAsync(userName, enterprise, country)).Expect(HttpStatusCode.Created).Id;

    public Task<Answer> PostGroupAsync(string displayName, params string[] members)
    {
        var group = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Group"),
            ["displayName"] = displayName,
            ["members"] = new JsonArray([.. members.Select(m => new JsonObject { ["value"] = m })]),
        };
        return SendAsync(HttpMethod.Post, "/Groups", group.ToJsonString());
    }

    /// <summary>One PATCH operation; the value is JSON.</summary>
    public Task<Answer> PatchAsync(string path, string op, string attribute, string? value = null)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = attribute };
        if (value is not null)
            operation["value"] = JsonNode.Parse(value);
        var body = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
            ["Operations"] = new JsonArray(operation),
        };
        return SendAsync(HttpMethod.Patch, path, body.ToJsonString());
    }

    /// <summary>What <c>people list</c> says of a provisioned user: state, office, licence and number.</summary>
    public async Task<string[]> SeatOfAsync(string userName)
    {
        var lines = (await CommandAsync("people", "list")).Split('\n');
        var line = Assert.Single(lines, l => l.StartsWith(userName + " ", StringComparison.Ordinal));
        return line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _http.Dispose();
        Directory.Delete(Data, recursive: true);
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonObject Body, HttpResponseHeaders Headers, string? MediaType)
{
    public string Id => Text("id");
    public string Detail => Text("detail");
    public JsonArray Resources => Body[nameof(Resources)]?.AsArray() ?? [];
    public int Total => Body["totalResults"]?.GetValue<int>() ?? -1;

    public string? Number =>
        Body["phoneNumbers"]
            ?.AsArray()
            .FirstOrDefault(n => n?["type"]?.GetValue<string>() == "Dialpad")
            ?["value"]?.GetValue<string>();

    public string Text(string attribute) => Body[attribute]?.GetValue<string>() ?? "";

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Body.ToJsonString()}");
        return this;
    }

    /// <summary>An error in SCIM form (RFC 7644 §3.12).</summary>
    public Answer Refused(HttpStatusCode status, string? scimType)
    {
        Expect(status);
        Assert.Equal("application/scim+json", MediaType);
        Assert.Equal(((int)status).ToString(), Text("status"));
        Assert.Equal(scimType, Body["scimType"]?.GetValue<string>());
        Assert.NotEqual("", Detail);
        return this;
    }
}
