using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary><c>/organization</c>: the tenant of the caller, and no other.</summary>
internal static class OrganizationEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "organization", Operations.OrganizationRead, ListAsync),
        new("GET", "organization/{organization}", Operations.OrganizationRead, GetAsync),
    ];

    private static readonly string[] Empty =
    [
        "city",
        "country",
        "countryLetterCode",
        "createdDateTime",
        "defaultUsageLocation",
        "deletedDateTime",
        "onPremisesLastSyncDateTime",
        "onPremisesSyncEnabled",
        "postalCode",
        "preferredLanguage",
        "state",
        "street",
    ];

    private static readonly string[] EmptyCollections =
    [
        "assignedPlans",
        "businessPhones",
        "marketingNotificationEmails",
        "provisionedPlans",
        "securityComplianceNotificationMails",
        "securityComplianceNotificationPhones",
        "technicalNotificationMails",
    ];

    private static readonly string[] Properties =
    [
        "id",
        "displayName",
        "tenantType",
        "verifiedDomains",
        .. Empty,
        .. EmptyCollections,
    ];

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct)
    {
        var tenant = await Tenants.OfAsync(call, ct);
        return JsonCollection.Answer(call, "organization", Properties, [json => Write(json, tenant)]);
    }

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var tenant = await Tenants.OfAsync(call, ct);
        return tenant.Id.ToString().Equals(call["organization"], StringComparison.OrdinalIgnoreCase)
            ? JsonCollection.One(call, "organization/$entity", Properties, json => Write(json, tenant))
            : throw GraphException.NoObject(call["organization"]);
    }

    private static void Write(Utf8JsonWriter json, Tenant tenant)
    {
        json.WriteString("id", tenant.Id);
        json.WriteString("displayName", tenant.DisplayName);
        json.WriteString("tenantType", "AAD");
        json.WriteStartArray("verifiedDomains");
        json.WriteStartObject();
        json.WriteString("capabilities", "Email");
        json.WriteBoolean("isDefault", true);
        json.WriteBoolean("isInitial", true);
        json.WriteString("name", tenant.Domain);
        json.WriteString("type", "Managed");
        json.WriteEndObject();
        json.WriteEndArray();
        foreach (var name in Empty)
            json.WriteNull(name);
        foreach (var name in EmptyCollections)
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
    }
}
