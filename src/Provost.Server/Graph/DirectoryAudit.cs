using System.Globalization;
using System.Text.Json;
using Provost.Engine.Logs;

namespace Provost.Server.Graph;

/// <summary>An entry of the audit as Graph shows it (graph-api 7 and 11).</summary>
internal static class DirectoryAudit
{
    public static readonly string[] Properties =
    [
        "id",
        "category",
        "correlationId",
        "result",
        "resultReason",
        "activityDisplayName",
        "activityDateTime",
        "loggedByService",
        "operationType",
        "initiatedBy",
        "targetResources",
        "additionalDetails",
    ];

    public static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        var change = entry.Change;
        json.WriteString("id", entry.Number.ToString(CultureInfo.InvariantCulture));
        json.WriteString("category", $"{change.Category}");
        json.WriteString("correlationId", entry.CorrelationId?.ToString());
        // What was refused changed nothing, and is no entry.
        json.WriteString("result", "success");
        json.WriteString("resultReason", "");
        json.WriteString("activityDisplayName", change.Activity);
        Wire.Instant(json, "activityDateTime", entry.Time);
        json.WriteString(
            "loggedByService",
            change.Category == AuditCategory.ProvisioningManagement ? "Account Provisioning" : "Core Directory"
        );
        json.WriteString("operationType", OperationType(change.Activity));
        WriteInitiator(json, entry.By);
        WriteTargets(json, change);
        json.WriteStartArray("additionalDetails");
        json.WriteStartObject();
        json.WriteString("key", "Summary");
        json.WriteString("value", change.Summary);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string OperationType(string activity) =>
        (activity.Split(' ')[0], activity.Contains("app role assignment", StringComparison.Ordinal)) switch
        {
            ("Add", true) => "Assign",
            ("Remove", true) => "Unassign",
            ("Add", _) => "Add",
            ("Delete" or "Remove" or "Hard", _) => "Delete",
            _ => "Update",
        };

    private static void WriteInitiator(Utf8JsonWriter json, AuditCaller by)
    {
        json.WriteStartObject("initiatedBy");
        if (by.IsPerson)
        {
            json.WriteStartObject("user");
            json.WriteString("id", by.Id?.ToString());
            json.WriteString("displayName", by.Name);
            json.WriteString("userPrincipalName", by.Name);
            json.WriteNull("ipAddress");
            json.WriteEndObject();
            json.WriteNull("app");
        }
        else
        {
            json.WriteNull("user");
            json.WriteStartObject("app");
            json.WriteString("appId", by.AppId?.ToString());
            json.WriteString("displayName", by.Name);
            json.WriteString("servicePrincipalId", by.Id?.ToString());
            json.WriteNull("servicePrincipalName");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTargets(Utf8JsonWriter json, AuditedChange change)
    {
        json.WriteStartArray("targetResources");
        foreach (var target in change.Targets)
        {
            json.WriteStartObject();
            json.WriteString("id", target.Id);
            json.WriteString("displayName", target.DisplayName);
            json.WriteString("type", target.Type);
            json.WriteString("userPrincipalName", target.UserPrincipalName);
            json.WriteNull("groupType");
            var modified = ReferenceEquals(target, change.Targets[0]) ? change.Modified : [];
            ProvisioningObjectSummary.WriteModified(json, "modifiedProperties", modified);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
