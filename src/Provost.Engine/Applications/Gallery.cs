using Provost.Engine.Targets;

namespace Provost.Engine.Applications;

/// <summary>The applications that can be added.</summary>
public static class Gallery
{
    public static GalleryTemplate Dialpad { get; } =
        new(
            Id: "dialpad",
            DisplayName: "Dialpad",
            Description: "Business telephony, messages and meetings.",
            TenantUrl: "https://dialpad.com/scim",
            Roles:
            [
                new(
                    new("5e0d5f9a-7c1b-4a55-9d6e-3f2f1b8c0a01"),
                    "User",
                    "User",
                    "Has an account in Dialpad and can be called."
                ),
                new(
                    new("5e0d5f9a-7c1b-4a55-9d6e-3f2f1b8c0a02"),
                    "Admin",
                    "Admin",
                    "Has an account in Dialpad and looks after the company there."
                ),
            ],
            Profile: new()
            {
                RequestsPerSecond = 20,
                ImmutableAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "Group:displayName" },
            },
            Schema: DefaultSchemas.Dialpad(),
            Limitations:
            [
                "Dialpad does not rename groups: a new name in the directory is not sent.",
                "Dialpad takes 20 requests a second from a company.",
            ]
        )
        {
            TemplateId = new("4c8b1d52-6c9b-4a57-9d5c-0f8a6a7d5b01"),
            Publisher = "Dialpad",
            SingleSignOnModes = ["oidc"],
        };

    public static GalleryTemplate Scim { get; } =
        new(
            Id: "scim",
            DisplayName: "SCIM application of your own",
            Description: "Any application that speaks SCIM 2.0.",
            TenantUrl: null,
            Roles: [],
            Profile: new TargetProfile(),
            Schema: DefaultSchemas.Scim(),
            Limitations: []
        )
        {
            TemplateId = new("8adf8e6e-67b2-4cf2-a259-e3dc5476c621"),
            SingleSignOnModes = ["oidc", "password", "saml", "notSupported"],
        };

    public static IReadOnlyList<GalleryTemplate> All { get; } = [Dialpad, Scim];

    /// <summary>The entry with this id, null if there is none.</summary>
    public static GalleryTemplate? Find(string id) =>
        All.FirstOrDefault(t => t.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
