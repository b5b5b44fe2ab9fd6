namespace Provost.Engine.Logs;

/// <summary>Who changed what in directory or configuration, and when (ENT-LOG-15).</summary>
/// <param name="CorrelationId">Ties the entries of one request together; null for the console.</param>
public sealed record AuditEntry(
    long Number,
    DateTimeOffset Time,
    AuditCaller By,
    Guid? CorrelationId,
    AuditedChange Change
);

/// <summary>Who it was, as the entry keeps it: whoever is deleted later has still done it.</summary>
/// <param name="Name">As in <see cref="Caller.Name"/>.</param>
/// <param name="Id">The object id of the user or service principal; null for the console and the service.</param>
/// <param name="AppId">The client id of the application that asked.</param>
public sealed record AuditCaller(string Name, Guid? Id, Guid? AppId, bool IsPerson);

/// <summary>The parts of an installation, as Graph's <c>category</c> names them.</summary>
public enum AuditCategory
{
    DirectoryManagement = 0,
    UserManagement = 1,
    GroupManagement = 2,
    ApplicationManagement = 3,
    ProvisioningManagement = 4,
    RoleManagement = 5,
}

/// <summary>What was changed, with old and new values; never with a secret.</summary>
/// <param name="Activity">As Entra's audit log calls it, where it has a name for it.</param>
/// <param name="Summary">What it was done to, in a few words for a list.</param>
public sealed record AuditedChange(AuditCategory Category, string Activity, string Summary)
{
    /// <summary>What it was done to; <see cref="Modified"/> is about the first.</summary>
    public IReadOnlyList<AuditTarget> Targets { get; init; } = [];

    public IReadOnlyList<ModifiedProperty> Modified { get; init; } = [];

    public bool Equals(AuditedChange? other) =>
        other is not null
        && (Category, Activity, Summary) == (other.Category, other.Activity, other.Summary)
        && Targets.SequenceEqual(other.Targets)
        && Modified.SequenceEqual(other.Modified);

    public override int GetHashCode() => HashCode.Combine(Category, Activity, Summary);
}

/// <summary>What something was done to.</summary>
/// <param name="Type"><c>User</c>, <c>Group</c>, <c>Application</c>, <c>ServicePrincipal</c> or <c>Other</c>.</param>
/// <param name="UserPrincipalName">Of a user.</param>
public sealed record AuditTarget(string Type, string Id, string DisplayName, string? UserPrincipalName = null)
{
    public static AuditTarget Application(Guid id, string displayName) => new("Application", $"{id}", displayName);

    public static AuditTarget ServicePrincipal(Guid id, string displayName) =>
        new("ServicePrincipal", $"{id}", displayName);

    public static AuditTarget Other(string id, string displayName) => new("Other", id, displayName);
}
