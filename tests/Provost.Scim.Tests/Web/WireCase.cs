using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Provost.Scim.Tests.Web;

/// <summary>One server case of <c>Cases/wire.json</c>; the format is that of the specification's section F.</summary>
internal sealed partial class WireCase(JsonObject json, ScimClient client)
{
    private readonly Dictionary<string, string> _values = [];

    public static IReadOnlyDictionary<string, JsonObject> All { get; } =
        JsonNode
            .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "wire.json")))!
            .AsArray()
            .Select(static node => node!.AsObject())
            .Where(static json => (string?)json["client"] is not "ours-outbound")
            .ToDictionary(static json => (string)json["id"]!);

    public async Task RunAsync()
    {
        foreach (var seed in Seeds())
            await SeedAsync(seed);

        var method = new HttpMethod((string)json["method"]!);
        var path = Substitute((string)json["path"]!);
        var before = method == HttpMethod.Patch ? (await client.GetAsync(path)).Body : null;
        var answer = await client.SendAsync(method, path, Body(), Headers());
        await CheckAsync(method, path, before, answer);
    }

    private async Task CheckAsync(HttpMethod method, string path, JsonObject? before, Answer answer)
    {
        var expect = json["expect"]!;
        var expectation = new Expectation(before, Substitute);
        var statuses = expect["status"] is JsonArray list ? list.Select(static s => (int)s!) : [(int)expect["status"]!];
        if (!statuses.Contains(answer.Status))
            expectation.Failures.Add($"status {answer.Status}, expected {expect["status"]!.ToJsonString()}");
        if (expect["response"] is JsonObject response)
            expectation.Object(response, answer.Body ?? []);
        if (expect["state"] is JsonObject state)
            await StateAsync(state, method, path, answer, expectation);
        if (answer.Status is not 204 && answer.ContentType is not "application/scim+json")
            expectation.Failures.Add($"content type {answer.ContentType}");

        Assert.True(
            expectation.Failures.Count is 0,
            $"{string.Join('\n', expectation.Failures)}\n{answer.Status} {answer.Text}"
        );
    }

    private async Task StateAsync(
        JsonObject state,
        HttpMethod method,
        string path,
        Answer answer,
        Expectation expectation
    )
    {
        if (
            state.FirstOrDefault(static pair => (string?)(pair.Value as JsonValue)?.ToString() is "absent").Key
            is not null
        )
        {
            Assert.Equal(404, (await client.GetAsync(path)).Status);
            return;
        }

        var stored = method == HttpMethod.Post ? $"{path}/{answer.Body?["id"]}" : path.TrimEnd('?');
        expectation.Object(state, (await client.GetAsync(stored)).Body ?? []);
    }

    /// <summary>Seeds name one another; one whose references are all there comes first.</summary>
    private IEnumerable<JsonObject> Seeds()
    {
        var open = (json["given"] as JsonArray ?? []).Select(static seed => seed!.AsObject()).ToList();
        var known = open.Select(static seed => (string)seed["ref"]!).ToHashSet();
        while (open.Count > 0)
        {
            var next = open.First(seed =>
                References(seed).All(name => !known.Contains(name) || _values.ContainsKey(name))
            );
            open.Remove(next);
            yield return next;
        }
    }

    private static IEnumerable<string> References(JsonObject seed) =>
        Placeholder().Matches(seed.ToJsonString()).Select(static match => match.Groups["name"].Value);

    private async Task SeedAsync(JsonObject seed)
    {
        var resource = seed.DeepClone().AsObject();
        var name = (string)resource["ref"]!;
        var type = (string)resource["resourceType"]!;
        resource.Remove("ref");
        resource.Remove("resourceType");
        // A member that is not among the seeds does not matter to the case.
        if (resource["members"] is JsonArray members)
            resource["members"] = new JsonArray([
                .. members
                    .Select(member => Substitute((string)member!))
                    .Where(static id => !id.StartsWith('$'))
                    .Select(static id => new JsonObject { ["value"] = id }),
            ]);
        var answer = await client.SendAsync(HttpMethod.Post, $"/{type}s", Substitute(resource.ToJsonString()));

        if (answer.Status is not 201)
            throw new XunitException($"The seed {name} was refused: {answer.Status} {answer.Text}");
        _values[name] = (string)answer.Body!["id"]!;
        _values[name + ".version"] = (string?)answer.Body["meta"]?["version"] ?? "";
    }

    private string? Body() =>
        json["body"] switch
        {
            null => null,
            JsonValue raw when raw.TryGetValue<string>(out var text) => Substitute(text),
            var body => Substitute(body.ToJsonString()),
        };

    private Dictionary<string, string> Headers() =>
        (json["headers"] as JsonObject ?? []).ToDictionary(static h => h.Key, h => Substitute((string?)h.Value ?? ""));

    private string Substitute(string text) =>
        Placeholder().Replace(text, match => _values.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
