using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Server.Graph;

/// <summary><c>/auditLogs/provisioning</c>: what was done to whom, and why (graph-api 7).</summary>
internal static class ProvisioningLogEndpoint
{
    private const string Context = "auditLogs/provisioning";

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "auditLogs/provisioning", Operations.ProvisioningLogRead, ListAsync),
        new("GET", "auditLogs/provisioning/{entry}", Operations.ProvisioningLogRead, GetAsync),
    ];

    private static Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct)
    {
        var schemas = new Dictionary<(long, int), SynchronizationSchema?>();
        return LogAnswer.AnswerAsync(
            call,
            Context,
            ProvisioningObjectSummary.Properties,
            page => call.Installation.Log.PageAsync(call.Caller, page, ct),
            logged => logged.Entry.Number,
            async logged => JsonCollection.Shown(await WriterAsync(call, logged, schemas, ct))
        );
    }

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var page = new LogPage { Number = LogAnswer.Number(call["entry"]), Take = 1 };
        var found = await call.Installation.Log.PageAsync(call.Caller, page, ct);
        return found is [var logged]
            ? JsonCollection.One(
                call,
                $"{Context}/$entity",
                ProvisioningObjectSummary.Properties,
                await WriterAsync(call, logged, [], ct)
            )
            : throw GraphException.NoObject(call["entry"]);
    }

    /// <summary>An entry is told with the schema of its time.</summary>
    private static async Task<Action<Utf8JsonWriter>> WriterAsync(
        GraphCall call,
        LoggedEntry logged,
        Dictionary<(long, int), SynchronizationSchema?> schemas,
        CancellationToken ct
    )
    {
        var key = (logged.Entry.JobNumber, logged.Entry.SchemaVersion);
        if (!schemas.TryGetValue(key, out var schema))
            schemas[key] = schema = await call.Installation.Log.SchemaAsync(key.JobNumber, key.SchemaVersion, ct);
        return json => ProvisioningObjectSummary.Write(json, call.Caller.TenantId, logged, schema);
    }
}
