using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Logs;

namespace Provost.Server.Graph;

/// <summary><c>/auditLogs/directoryAudits</c>: who changed directory and configuration (graph-api 7).</summary>
internal static class DirectoryAuditEndpoint
{
    private const string Context = "auditLogs/directoryAudits";

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "auditLogs/directoryAudits", Operations.AuditRead, ListAsync),
        new("GET", "auditLogs/directoryAudits/{entry}", Operations.AuditRead, GetAsync),
    ];

    private static Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct) =>
        LogAnswer.AnswerAsync(
            call,
            Context,
            DirectoryAudit.Properties,
            page => call.Installation.Log.AuditAsync(call.Caller, page, null, ct),
            entry => entry.Number,
            entry => Task.FromResult(JsonCollection.Shown(Writer(entry)))
        );

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var page = new LogPage { Number = LogAnswer.Number(call["entry"]), Take = 1 };
        var found = await call.Installation.Log.AuditAsync(call.Caller, page, null, ct);
        return found is [var entry]
            ? JsonCollection.One(call, $"{Context}/$entity", DirectoryAudit.Properties, Writer(entry))
            : throw GraphException.NoObject(call["entry"]);
    }

    private static Action<Utf8JsonWriter> Writer(AuditEntry entry) => json => DirectoryAudit.Write(json, entry);
}
