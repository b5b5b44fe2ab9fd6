using System.Globalization;
using System.Text.Json;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;
using Provost.Engine.Targets;

namespace Provost.Server.Graph;

/// <summary>An entry of the provisioning log as Graph shows it (graph-api 7 and 11).</summary>
internal static class ProvisioningObjectSummary
{
    public static readonly string[] Properties =
    [
        "id",
        "activityDateTime",
        "tenantId",
        "jobId",
        "cycleId",
        "changeId",
        "provisioningAction",
        "durationInMilliseconds",
        "initiatedBy",
        "servicePrincipal",
        "sourceSystem",
        "targetSystem",
        "sourceIdentity",
        "targetIdentity",
        "provisioningStatusInfo",
        "provisioningSteps",
        "modifiedProperties",
    ];

    private static readonly (string Key, string Value)[] Nothing = [];

    public static void Write(Utf8JsonWriter json, Guid tenantId, LoggedEntry logged, SynchronizationSchema? schema)
    {
        var entry = logged.Entry;
        var body = EntryBody.Read(entry.Body);
        var number = entry.Number.ToString(CultureInfo.InvariantCulture);
        var (source, target) = schema is null ? ("", "") : SchemaDocument.DirectoryNames(schema, logged.JobId);
        json.WriteString("id", number);
        Wire.Instant(json, "activityDateTime", entry.Time);
        json.WriteString("tenantId", tenantId);
        json.WriteString("jobId", logged.JobId);
        json.WriteString("cycleId", entry.CycleId);
        json.WriteString("changeId", number);
        json.WriteString("provisioningAction", Camel($"{entry.Action}"));
        json.WriteNumber("durationInMilliseconds", entry.DurationMilliseconds);
        WriteInitiator(json);
        Identity(json, "servicePrincipal", $"{logged.ApplicationId}", logged.ApplicationName);
        json.WriteEndObject();
        Identity(json, "sourceSystem", $"{tenantId}", source);
        Details(json, Nothing);
        Identity(json, "targetSystem", $"{logged.ApplicationId}", target);
        Details(
            json,
            [
                ("ApplicationId", $"{logged.AppId}"),
                ("ServicePrincipalId", $"{logged.ApplicationId}"),
                ("ServicePrincipalDisplayName", logged.ApplicationName),
            ]
        );
        Identity(json, "sourceIdentity", entry.SourceId ?? "", entry.Name);
        json.WriteString("identityType", $"{entry.Kind}");
        Details(json, Nothing);
        Identity(json, "targetIdentity", entry.TargetId ?? "", "");
        json.WriteString("identityType", $"{entry.Kind}");
        Details(json, Nothing);
        WriteStatus(json, entry, body);
        WriteSteps(json, entry, body);
        WriteModified(json, "modifiedProperties", ProvisioningChanges.Of(entry, body, schema));
    }

    /// <summary>A list of <c>modifiedProperty</c>.</summary>
    public static void WriteModified(Utf8JsonWriter json, string name, IEnumerable<ModifiedProperty> properties)
    {
        json.WriteStartArray(name);
        foreach (var (displayName, before, after) in properties)
        {
            json.WriteStartObject();
            json.WriteString("displayName", displayName);
            json.WriteString("oldValue", before);
            json.WriteString("newValue", after);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteInitiator(Utf8JsonWriter json)
    {
        Identity(json, "initiatedBy", "", "Provisioning Service");
        json.WriteString("initiatorType", "system");
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, ProvisioningEntry entry, EntryBody body)
    {
        json.WriteStartObject("provisioningStatusInfo");
        json.WriteString("status", Camel($"{entry.Status}"));
        if (entry.Status == ProvisioningStatus.Success)
        {
            json.WriteNull("errorInformation");
            json.WriteEndObject();
            return;
        }

        json.WriteStartObject("errorInformation");
        json.WriteString("additionalDetails", body.Notes.Count > 0 ? string.Join(' ', body.Notes) : null);
        json.WriteString("errorCategory", Camel($"{ErrorCategories.Of(entry.Status, entry.Code)}"));
        json.WriteString("errorCode", entry.Code);
        json.WriteString("reason", body.Reason);
        json.WriteString(
            "recommendedAction",
            entry is { Status: ProvisioningStatus.Failure, Code: { } code } ? Remedies.For(code) : null
        );
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, ProvisioningEntry entry, EntryBody body)
    {
        json.WriteStartArray("provisioningSteps");
        foreach (var (name, type, status, description) in ProvisioningSteps.Of(entry, body))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("provisioningStepType", type);
            json.WriteString("status", status);
            json.WriteString("description", description);
            Details(
                json,
                type switch
                {
                    "scoping" => Scope(body),
                    "export" => Exported(entry, body),
                    _ => Nothing,
                }
            );
        }

        json.WriteEndArray();
    }

    /// <summary>The facts that the scope rests on, by the names of the log (graph-api 7).</summary>
    private static IEnumerable<(string, string)> Scope(EntryBody body)
    {
        yield return ("Active in the source system", $"{body.IsActive}");
        yield return ("Assigned to the application", $"{body.IsAssigned}");
        yield return ("User has the required role", $"{body.HasRequiredRole}");
        if (body.Filter.Count == 0)
            yield break;
        yield return ("Scoping filter evaluation passed", $"{body.Path is not null}");
        yield return ("ScopeEvaluationResult", string.Join("; ", body.Filter));
    }

    private static IEnumerable<(string, string)> Exported(ProvisioningEntry entry, EntryBody body)
    {
        yield return ("ReportableIdentifier", entry.Name);
        if (body.Exchange is not { } exchange)
            yield break;
        yield return ("Request", $"{exchange.Method} {exchange.Url}");
        yield return ("Status", exchange.Status.ToString(CultureInfo.InvariantCulture));
        if (exchange.ResponseBody is { } answer)
            yield return ("Response", answer);
    }

    private static void Identity(Utf8JsonWriter json, string name, string id, string displayName)
    {
        json.WriteStartObject(name);
        json.WriteString("id", id);
        json.WriteString("displayName", displayName);
    }

    /// <summary>The last property of an object.</summary>
    private static void Details(Utf8JsonWriter json, IEnumerable<(string Key, string Value)> details)
    {
        json.WriteStartObject("details");
        foreach (var (key, value) in details)
            json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
