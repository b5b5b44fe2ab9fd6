namespace Provost.Chaos;

/// <summary>What has to hold once everything is equal: the log, the sizes, and that a further look changes nothing.</summary>
internal sealed class Aftermath(World world)
{
    private const long MostWal = 16_000_000;

    public async Task<IReadOnlyList<Difference>> CheckAsync(CancellationToken ct)
    {
        var all = new List<Difference>([.. await UnforeseenAsync(ct), .. await LogAsync(ct)]);
        all.AddRange(await NothingIsSentAsync(ct));
        if (
            world.Scenario.ChecksSizes
            && world.Installation.Sizes().GetValueOrDefault("provost.db-wal") is > MostWal and var wal
        )
            all.Add(new Difference("provost", null, $"the write-ahead log has {wal / 1e6:0} MB"));
        return all;
    }

    /// <summary>Whatever breaks, no exception that nobody foresaw ends a cycle.</summary>
    public async Task<IReadOnlyList<Difference>> UnforeseenAsync(CancellationToken ct) =>
        [
            .. (await File.ReadAllLinesAsync(world.Installation.Output, ct))
                .Where(l =>
                    l.StartsWith("provost: ", StringComparison.Ordinal)
                    && l.Contains("Exception", StringComparison.Ordinal)
                )
                .GroupBy(l => l[(l.IndexOf(": ", 10, StringComparison.Ordinal) + 2)..])
                .Select(l => new Difference("provost", null, $"printed {l.Count()} times: {l.Key}")),
        ];

    /// <summary>
    /// Every account that was made or deleted has an entry that names it. For a deletion, a failure counts: if the answer
    /// or the read-back was lost, and the person returns before the retry, no later entry can say who deleted the account.
    /// </summary>
    private async Task<IReadOnlyList<Difference>> LogAsync(CancellationToken ct)
    {
        var entries = await world.Graph.ListAsync(
            "/auditLogs/provisioning?$top=500&$select=provisioningAction,targetIdentity,servicePrincipal,provisioningStatusInfo",
            ct
        );
        var told = entries
            .Where(e =>
                $"{e["provisioningAction"]}" == "delete"
                || e["provisioningStatusInfo"]?["status"]?.ToString() == "success"
            )
            .Select(e =>
                (
                    App: $"{e["servicePrincipal"]?["id"]}",
                    Action: $"{e["provisioningAction"]}",
                    Id: $"{e["targetIdentity"]?["id"]}"
                )
            )
            .ToHashSet();
        var all = new List<Difference>();
        foreach (var app in world.Apps.Values)
        {
            foreach (
                var (method, action, done) in (IEnumerable<(string, string, string)>)
                    [("POST", "create", "201"), ("DELETE", "delete", "204")]
            )
            {
                all.AddRange(
                    app.Target.Seen(s =>
                            s.Method == method
                            && s.Id is not null
                            && s.Outcome.StartsWith(done, StringComparison.Ordinal)
                        )
                        .Select(s => s.Id!)
                        .Distinct()
                        .Where(id => !told.Contains((app.ServicePrincipal, action, id)))
                        .Select(id => new Difference(app.Name, null, $"no log entry '{action}' for account {id}", id))
                );
            }
        }

        return all;
    }

    /// <summary>Everybody is looked at again, and nothing is written.</summary>
    private async Task<IReadOnlyList<Difference>> NothingIsSentAsync(CancellationToken ct)
    {
        var before = world.Now;
        foreach (var app in world.Apps.Values)
            await world.Graph.AskAsync("POST", $"{app.JobPath}/restart", null, ct);
        await new Healing(world, TextWriter.Null).SettleAsync(TimeSpan.FromSeconds(60), ct);
        return
        [
            .. world.Apps.Values.SelectMany(app =>
                app.Target.Seen(s => s.IsWrite && s.At > before)
                    .Take(5)
                    .Select(s => new Difference(app.Name, null, $"a cycle without changes wrote: {s}", s.Id))
            ),
        ];
    }
}
