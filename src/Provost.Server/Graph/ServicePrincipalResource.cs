using System.Text.Json;
using Provost.Engine.Applications;

namespace Provost.Server.Graph;

/// <summary><c>microsoft.graph.servicePrincipal</c> on the wire (graph-api 4 and the samples).</summary>
internal static class ServicePrincipalResource
{
    public const string Type = "microsoft.graph.servicePrincipal";

    public static IReadOnlyList<KeptProperty> Kept { get; } =
    [
        new("accountEnabled", PropertyShape.Boolean, "true"),
        new("alternativeNames", PropertyShape.Texts, "[]"),
        new("appRoleAssignmentRequired", PropertyShape.Boolean, "false"),
        new("description", PropertyShape.Text),
        new("homepage", PropertyShape.Text),
        new("loginUrl", PropertyShape.Text),
        new("logoutUrl", PropertyShape.Text),
        new("notes", PropertyShape.Text),
        new("notificationEmailAddresses", PropertyShape.Texts, "[]"),
        new("preferredSingleSignOnMode", PropertyShape.Text) { Values = ["oidc", "password", "saml", "notSupported"] },
        new("preferredTokenSigningKeyThumbprint", PropertyShape.Text),
        new("replyUrls", PropertyShape.Texts, "[]"),
        new("tags", PropertyShape.Texts, "[]"),
        new("tokenEncryptionKeyId", PropertyShape.Text),
        new("samlSingleSignOnSettings", PropertyShape.Object),
        new("addIns", PropertyShape.Objects, "[]"),
        KeptProperty.Info,
    ];

    public static IReadOnlyList<string> Properties { get; } =
    [
        "id",
        "deletedDateTime",
        "appDisplayName",
        "appDescription",
        "appId",
        "applicationTemplateId",
        "appOwnerOrganizationId",
        "createdDateTime",
        "disabledByMicrosoftStatus",
        "displayName",
        "servicePrincipalNames",
        "servicePrincipalType",
        "signInAudience",
        "appRoles",
        "keyCredentials",
        "oauth2PermissionScopes",
        "passwordCredentials",
        "resourceSpecificApplicationPermissions",
        "verifiedPublisher",
        .. Kept.Select(p => p.Name),
    ];

    /// <param name="registration">What it stands for; null where that is not registered in this tenant.</param>
    public static void Write(Utf8JsonWriter json, Application application, Registration? registration)
    {
        json.WriteString("id", application.Id);
        Wire.Instant(json, "deletedDateTime", application.DeletedAt);
        json.WriteString("appDisplayName", registration?.DisplayName ?? application.DisplayName);
        json.WriteNull("appDescription");
        json.WriteString("appId", application.AppId);
        json.WriteString("applicationTemplateId", TemplateIds.Of(registration?.TemplateId ?? ""));
        if (registration is null)
            json.WriteNull("appOwnerOrganizationId");
        else
            json.WriteString("appOwnerOrganizationId", registration.TenantId);
        Wire.Instant(json, "createdDateTime", application.CreatedAt);
        json.WriteNull("disabledByMicrosoftStatus");
        json.WriteString("displayName", application.DisplayName);
        json.WriteStartArray("servicePrincipalNames");
        json.WriteStringValue(application.AppId);
        json.WriteEndArray();
        json.WriteString("servicePrincipalType", "Application");
        json.WriteString("signInAudience", "AzureADMyOrg");
        PropertyBag.Write(json, application.Properties, Kept);
        AppRoles.Write(json, application.Roles);
        Credentials.Write(json, []);
        json.WriteStartArray("oauth2PermissionScopes");
        json.WriteEndArray();
        json.WriteStartArray("resourceSpecificApplicationPermissions");
        json.WriteEndArray();
        PropertyBag.WriteNoPublisher(json);
    }
}
