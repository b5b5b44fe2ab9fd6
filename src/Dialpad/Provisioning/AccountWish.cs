using Dialpad.Offices;
using Provost.Scim;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Dialpad.Provisioning;

/// <summary>What a client says a user should be, as far as this application acts on it.</summary>
internal sealed record AccountWish(
    string UserName,
    string? DisplayName,
    string? ExternalId,
    bool Active,
    string Licence,
    OfficeWish Office
)
{
    /// <param name="active">
    /// What the user is where the client does not say, so that a PUT without it wakes nobody.
    /// </param>
    public static AccountWish Of(ScimResource user, bool active)
    {
        if (user.Text("userName") is not { } userName || string.IsNullOrWhiteSpace(userName))
            throw ScimException.InvalidValue("userName is missing; it should be the user's mail address.");

        return new AccountWish(
            userName,
            user.Text("displayName"),
            user.ExternalId,
            bool.TryParse(user.Text("active"), out var said) ? said : active,
            LicenceOf(user),
            new OfficeWish(
                user.Text(Enterprise("officeName")),
                user.Text(Enterprise("physicalDeliveryOfficeName")),
                user.Text(Enterprise("department")),
                // Where Dialpad reads the country from is not documented.
                user.Text("addresses[type eq \"work\"].country")
                    ?? user.Text("addresses.country")
                    ?? user.Text(Enterprise("country"))
            )
        );
    }

    private static string LicenceOf(ScimResource user)
    {
        var type = user.Text(Enterprise("licenseType"));
        return string.IsNullOrEmpty(type)
            ? Licences.AiVoice
            : Licences.Find(type)
                ?? throw ScimException.InvalidValue(
                    $"licenseType '{type}' is unknown. It is one of {string.Join(", ", Licences.All)}."
                );
    }

    private static string Enterprise(string attribute) => $"{CoreSchemas.EnterpriseUserId}:{attribute}";
}
