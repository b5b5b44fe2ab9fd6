using System.Text.Json;
using Provost.Engine.Applications;

namespace Provost.Server.Graph;

/// <summary><c>microsoft.graph.application</c> on the wire (graph-api 4 and the samples).</summary>
internal static class ApplicationResource
{
    public const string Type = "microsoft.graph.application";

    public static IReadOnlyList<KeptProperty> Kept { get; } =
    [
        new("description", PropertyShape.Text),
        new("groupMembershipClaims", PropertyShape.Text),
        new("identifierUris", PropertyShape.Texts, "[]"),
        new("isDeviceOnlyAuthSupported", PropertyShape.Boolean),
        new("isFallbackPublicClient", PropertyShape.Boolean, "false"),
        new("notes", PropertyShape.Text),
        new("serviceManagementReference", PropertyShape.Text),
        new("signInAudience", PropertyShape.Text, "\"AzureADMyOrg\"")
        {
            Values =
            [
                "AzureADMyOrg",
                "AzureADMultipleOrgs",
                "AzureADandPersonalMicrosoftAccount",
                "PersonalMicrosoftAccount",
            ],
        },
        new("tags", PropertyShape.Texts, "[]"),
        new("tokenEncryptionKeyId", PropertyShape.Text),
        new("uniqueName", PropertyShape.Text),
        new("samlMetadataUrl", PropertyShape.Text),
        new("defaultRedirectUri", PropertyShape.Text),
        new("optionalClaims", PropertyShape.Object),
        new("addIns", PropertyShape.Objects, "[]"),
        new(
            "api",
            PropertyShape.Object,
            """
            {"acceptMappedClaims":null,"knownClientApplications":[],"oauth2PermissionScopes":[],
            "preAuthorizedApplications":[],"requestedAccessTokenVersion":null}
            """
        ),
        KeptProperty.Info,
        new(
            "parentalControlSettings",
            PropertyShape.Object,
            """{"countriesBlockedForMinors":[],"legalAgeGroupRule":"Allow"}"""
        ),
        new("publicClient", PropertyShape.Object, """{"redirectUris":[]}"""),
        new("requiredResourceAccess", PropertyShape.Objects, "[]"),
        new(
            "web",
            PropertyShape.Object,
            """
            {"homePageUrl":null,
            "implicitGrantSettings":{"enableAccessTokenIssuance":false,"enableIdTokenIssuance":false},
            "logoutUrl":null,"redirectUris":[],"redirectUriSettings":[]}
            """
        ),
        new("spa", PropertyShape.Object, """{"redirectUris":[]}"""),
    ];

    public static IReadOnlyList<string> Properties { get; } =
    [
        "id",
        "deletedDateTime",
        "appId",
        "applicationTemplateId",
        "createdDateTime",
        "displayName",
        "disabledByMicrosoftStatus",
        "publisherDomain",
        "appRoles",
        "keyCredentials",
        "passwordCredentials",
        "verifiedPublisher",
        .. Kept.Select(p => p.Name),
    ];

    public static void Write(Utf8JsonWriter json, Registration registration, string domain)
    {
        json.WriteString("id", registration.Id);
        Wire.Instant(json, "deletedDateTime", registration.DeletedAt);
        json.WriteString("appId", registration.AppId);
        json.WriteString("applicationTemplateId", TemplateIds.Of(registration.TemplateId));
        Wire.Instant(json, "createdDateTime", registration.CreatedAt);
        json.WriteString("displayName", registration.DisplayName);
        json.WriteNull("disabledByMicrosoftStatus");
        json.WriteString("publisherDomain", domain);
        PropertyBag.Write(json, registration.Properties, Kept);
        AppRoles.Write(json, registration.Roles);
        Credentials.Write(json, registration.Credentials);
        PropertyBag.WriteNoPublisher(json);
    }
}
