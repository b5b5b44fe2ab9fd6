using System.Globalization;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>What provisioning on demand came to for one object, in the shape of Graph (ENT-POD-7).</summary>
/// <param name="Key">The outcome in short.</param>
/// <param name="Value">All of it: <c>null</c> where nothing of the object could be done at all.</param>
public sealed record OnDemandResult(OnDemandKey Key, OnDemandValue Value);

/// <param name="Result"><c>Success</c>, <c>Failure</c> or <c>Skipped</c>.</param>
/// <param name="Details"><c>errorCode</c> and <c>errorMessage</c>, unless it succeeded.</param>
public sealed record OnDemandKey(string Result, IReadOnlyDictionary<string, string> Details);

public sealed record OnDemandValue(
    string Action,
    string ChangeId,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    string ReportableIdentifier,
    IReadOnlyList<OnDemandProperty> ModifiedProperties,
    IReadOnlyList<OnDemandStep> ProvisioningSteps,
    OnDemandStatus StatusInfo,
    OnDemandIdentity SourceIdentity,
    OnDemandSystem SourceSystem,
    OnDemandIdentity TargetIdentity,
    OnDemandSystem TargetSystem
);

public sealed record OnDemandProperty(string DisplayName, string? OldValue, string? NewValue);

/// <param name="Type">Import, Scoping, Matching, Processing, ReferenceResolution or Export.</param>
/// <param name="Status">Success, Warning, Failure or Skipped.</param>
public sealed record OnDemandStep(
    string Name,
    string Type,
    string Status,
    string Description,
    DateTimeOffset Timestamp,
    IReadOnlyDictionary<string, string> Details
);

public sealed record OnDemandStatus(
    string Status,
    string? ErrorCode,
    string? Reason,
    string? AdditionalDetails,
    string? ErrorCategory,
    string? RecommendedAction
);

public sealed record OnDemandIdentity(string? Id, string Type, string? DisplayName, string? Details);

public sealed record OnDemandSystem(string? Id, string Name, string? Details);

/// <summary>
/// Tells a run on demand in five steps (ENT-POD-2): test connection where it failed, import, scope, match, action. The
/// run itself is a cycle over the objects asked for; here is only how it is told. Pure.
/// </summary>
public static class OnDemand
{
    private static readonly Dictionary<string, string> NoDetails = [];

    /// <param name="mapping">Of the object's kind: which attributes were imported.</param>
    /// <param name="entry">What the cycle logged of the object.</param>
    /// <param name="references">What it logged of her references: managers and memberships.</param>
    public static OnDemandResult Of(
        SynchronizationJob job,
        ObjectMapping? mapping,
        DirectoryObject source,
        ProvisioningEntry entry,
        IReadOnlyList<ProvisioningEntry> references
    )
    {
        var body = EntryBody.Read(entry.Body);
        var failed = entry.Status == ProvisioningStatus.Failure;
        var result =
            failed ? "Failure"
            : entry.Status == ProvisioningStatus.Skipped ? "Skipped"
            : "Success";
        return new(
            new(result, result == "Success" ? NoDetails : Error(entry.Code, body.Reason)),
            new(
                entry.Action.ToString(),
                entry.Number > 0 ? entry.Number.ToString(CultureInfo.InvariantCulture) : entry.CycleId.ToString(),
                entry.Time - TimeSpan.FromMilliseconds(entry.DurationMilliseconds),
                entry.Time,
                Identifier(source),
                [
                    .. Changes(entry, body, job.Schema),
                    .. references.SelectMany(r => Changes(r, EntryBody.Read(r.Body), job.Schema)),
                ],
                [.. Steps(entry, body, mapping, source), .. references.SelectMany(Reference)],
                new(
                    result,
                    entry.Code,
                    body.Reason,
                    string.Join(" ", body.Notes) is { Length: > 0 } notes ? notes : null,
                    ErrorCategories.Of(entry.Status, entry.Code).ToString(),
                    failed && entry.Code is { } code ? Remedies.For(code) : null
                ),
                new(source.Id.ToString(), source.Kind.ToString(), source.DisplayName, null),
                new(job.TenantId.ToString(), "Provost", null),
                new(entry.TargetId, source.Kind.ToString(), null, null),
                new(job.ApplicationId.ToString(), job.Id, null)
            )
        );
    }

    /// <summary>The application could not be worked with: the only step is the test of the connection.</summary>
    public static OnDemandResult NotConnected(
        SynchronizationJob job,
        DirectoryObject source,
        string code,
        string detail,
        DateTimeOffset now
    )
    {
        var told = Without(job, source, "Failure", code, detail, now);
        return told with
        {
            Value = told.Value with
            {
                ProvisioningSteps = [new("TestConnection", "Export", "Failure", detail, now, NoDetails)],
            },
        };
    }

    /// <summary>The cycle had nothing to say about it: objects of its kind are not mapped.</summary>
    public static OnDemandResult NotMapped(SynchronizationJob job, DirectoryObject source, DateTimeOffset now) =>
        Without(
            job,
            source,
            "Skipped",
            "EntityTypeNotSupported",
            $"This application does not provision objects of the kind {source.Kind}.",
            now
        );

    private static OnDemandResult Without(
        SynchronizationJob job,
        DirectoryObject source,
        string result,
        string code,
        string detail,
        DateTimeOffset now
    ) =>
        new(
            new(result, Error(code, detail)),
            new(
                nameof(ProvisioningAction.Other),
                "",
                now,
                now,
                Identifier(source),
                [],
                [],
                new(result, code, detail, null, result == "Failure" ? "NonServiceFailure" : "Success", null),
                new(source.Id.ToString(), source.Kind.ToString(), source.DisplayName, null),
                new(job.TenantId.ToString(), "Provost", null),
                new(null, source.Kind.ToString(), null, null),
                new(job.ApplicationId.ToString(), job.Id, null)
            )
        );

    private static Dictionary<string, string> Error(string? code, string? message) =>
        new(StringComparer.Ordinal) { ["errorCode"] = code ?? "", ["errorMessage"] = message ?? "" };

    private static string Identifier(DirectoryObject source) =>
        source["userPrincipalName"] is { IsNullOrEmpty: false } name ? name.ToString() : source.DisplayName;

    private static IEnumerable<OnDemandStep> Steps(
        ProvisioningEntry entry,
        EntryBody body,
        ObjectMapping? mapping,
        DirectoryObject source
    ) =>
        ProvisioningSteps
            .Of(entry, body)
            .Select(step => new OnDemandStep(
                step.Name,
                Pascal(step.Type),
                Pascal(step.Status),
                step.Description,
                entry.Time,
                step.Type switch
                {
                    "import" => Imported(mapping, source),
                    "scoping" => Scope(entry, body),
                    _ => NoDetails,
                }
            ));

    private static IEnumerable<OnDemandStep> Reference(ProvisioningEntry entry) =>
        [
            new(
                "EntryExportUpdate",
                "ReferenceResolution",
                entry.Status.ToString(),
                $"{entry.Name}: {EntryBody.Read(entry.Body).Reason}",
                entry.Time,
                NoDetails
            ),
        ];

    /// <summary>The attributes that the mapping reads and that have a value (ENT-MAP-5).</summary>
    private static Dictionary<string, string> Imported(ObjectMapping? mapping, DirectoryObject source)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["objectId"] = source.Id.ToString() };
        var names = (mapping?.Attributes ?? [])
            .Select(a => a.Source is { } text ? Expression.TryParse(text).Value : null)
            .SelectMany(e => e is null ? [] : e.Compile().Attributes.AsEnumerable());
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
            if (source[name] is { IsNullOrEmpty: false } value)
                details[name] = value.ToString();
        return details;
    }

    /// <summary>The facts that the scope rests on, by the names of the interface (ENT-POD-3).</summary>
    private static Dictionary<string, string> Scope(ProvisioningEntry entry, EntryBody body)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IsActive"] = body.IsActive.ToString(),
            ["Assigned"] = body.IsAssigned.ToString(),
            ["IsEffectivelyEntitledForProvisioning"] = body.HasRequiredRole.ToString(),
            ["IsInProvisioningScopeDisplayName"] = (body.Path is not null).ToString(),
        };
        if (body.Path is { } path)
            details["Path"] = path;
        if (body.Filter.Count > 0)
            details["ScopeEvaluationResult"] = string.Join("; ", body.Filter);
        if (entry is { Status: ProvisioningStatus.Skipped, Code: { } code })
            details["SkipReason"] = code;
        return details;
    }

    private static IEnumerable<OnDemandProperty> Changes(
        ProvisioningEntry entry,
        EntryBody body,
        SynchronizationSchema schema
    ) => ProvisioningChanges.Of(entry, body, schema).Select(m => new OnDemandProperty(m.Name, m.OldValue, m.NewValue));

    private static string Pascal(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
