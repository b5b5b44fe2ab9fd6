using System.Collections.Frozen;
using Provost.Engine.Directory;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>How a property's literal is stored.</summary>
internal enum StoredAs
{
    Text,
    Number,
    Instant,

    /// <summary>The sixteen bytes of an id.</summary>
    Bytes,

    /// <summary>The value of an enum.</summary>
    Choice,
}

/// <summary>Where a property of a shown entry is stored.</summary>
/// <param name="Choices">The names that are shown, in the order of their values.</param>
internal sealed record LogColumn(string Sql, StoredAs As, IReadOnlyList<string>? Choices = null);

/// <summary>The properties of logs that a column stands for, by their paths in Graph.</summary>
internal static class LogColumns
{
    public static FrozenDictionary<string, LogColumn> Provisioning { get; } =
        new Dictionary<string, LogColumn>(StringComparer.OrdinalIgnoreCase)
        {
            ["id"] = new("p.number", StoredAs.Number),
            ["changeId"] = new("p.number", StoredAs.Number),
            ["activityDateTime"] = new("p.time", StoredAs.Instant),
            ["durationInMilliseconds"] = new("p.duration", StoredAs.Number),
            ["jobId"] = new("j.id", StoredAs.Text),
            ["cycleId"] = new("p.cycle_id", StoredAs.Bytes),
            ["provisioningAction"] = new("p.action", StoredAs.Choice, Names<ProvisioningAction>()),
            ["provisioningStatusInfo/status"] = new("p.status", StoredAs.Choice, Names<ProvisioningStatus>()),
            ["provisioningStatusInfo/errorInformation/errorCode"] = new("p.code", StoredAs.Text),
            ["servicePrincipal/id"] = new("a.id", StoredAs.Text),
            ["servicePrincipal/displayName"] = new("a.display_name", StoredAs.Text),
            ["targetSystem/id"] = new("a.id", StoredAs.Text),
            ["sourceIdentity/id"] = new("p.source_id", StoredAs.Bytes),
            ["sourceIdentity/displayName"] = new("p.name", StoredAs.Text),
            ["sourceIdentity/identityType"] = new("p.kind", StoredAs.Choice, ["", .. Names<ObjectKind>()]),
            ["targetIdentity/id"] = new("p.target_id", StoredAs.Text),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static FrozenDictionary<string, LogColumn> Audit { get; } =
        new Dictionary<string, LogColumn>(StringComparer.OrdinalIgnoreCase)
        {
            ["id"] = new("u.number", StoredAs.Number),
            ["activityDateTime"] = new("u.time", StoredAs.Instant),
            ["activityDisplayName"] = new("u.activity", StoredAs.Text),
            ["category"] = new("u.category", StoredAs.Choice, Names<AuditCategory>()),
            ["correlationId"] = new("u.correlation_id", StoredAs.Text),
            ["initiatedBy/user/id"] = new("u.caller_id", StoredAs.Text),
            ["initiatedBy/app/servicePrincipalId"] = new("u.caller_id", StoredAs.Text),
            ["initiatedBy/app/appId"] = new("u.caller_app_id", StoredAs.Text),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static string[] Names<T>()
        where T : struct, Enum => Enum.GetNames<T>();
}
