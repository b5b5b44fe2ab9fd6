namespace Provost.Chaos;

/// <summary>What happened to the object of a difference: in the target, and in the provisioning log.</summary>
internal sealed class Story(World world)
{
    private const int Most = 25;

    public async Task<IReadOnlyList<string>> OfAsync(Difference difference, CancellationToken ct)
    {
        if (!world.Apps.TryGetValue(difference.App, out var app))
            return [];
        var lines = new List<string>();
        if (difference.Key is { } key && world.Company.Person(key) is { } person)
            lines.Add($"{person}");
        else if (difference.Key is { } group && world.Company.Team(group) is { } team)
            lines.Add($"{team.Key} {team.Id} {team.Name} {team.Life}: {string.Join(' ', team.Members)}");
        lines.AddRange(InTarget(app, difference));
        if (difference.Key is not null && world.Company.Id(difference.Key) is { } id)
            lines.AddRange(await InLogAsync(app, id, ct));
        return lines;
    }

    private static IEnumerable<string> InTarget(Application app, Difference difference)
    {
        var ids = new HashSet<string>();
        if (difference.Account is { } account)
            ids.Add(account);
        if (difference.Key is { } key)
            ids.UnionWith(
                app.Target.Seen(s => s.Method == "POST" && s.Body.Contains($"\"{key}\"", StringComparison.Ordinal))
                    .Select(s => s.Id)
                    .OfType<string>()
            );
        return app
            .Target.Seen(s =>
                ids.Any(id => s.Id == id || s.Path.EndsWith($"/{id}", StringComparison.Ordinal))
                || (
                    difference.Key is { } k
                    && s.Method == "POST"
                    && s.Body.Contains($"\"{k}\"", StringComparison.Ordinal)
                )
                || (difference.Key is { } n && s.Path.Contains($"\"{n}@", StringComparison.Ordinal))
            )
            .TakeLast(Most)
            .Select(s => $"target {s}");
    }

    private async Task<IEnumerable<string>> InLogAsync(Application app, string id, CancellationToken ct)
    {
        var entries = await world.Graph.GetAsync(
            $"/auditLogs/provisioning?$filter=sourceIdentity/id eq '{id}' and servicePrincipal/id eq '{app.ServicePrincipal}'&$top={Most}",
            ct
        );
        return entries.Json?["value"]?.AsArray() is not { } list
            ? [$"log: {entries.Status} {entries.Json?.ToJsonString()}"]
            : list.Reverse()
                .Select(e =>
                    $"log {e?["activityDateTime"]} {e?["provisioningAction"]} {e?["provisioningStatusInfo"]?["status"]} "
                    + $"account {e?["targetIdentity"]?["id"]} {e?["provisioningStatusInfo"]?["errorInformation"]?["errorCode"]} "
                    + $"{e?["provisioningStatusInfo"]?["errorInformation"]?["reason"]}"
                );
    }
}
