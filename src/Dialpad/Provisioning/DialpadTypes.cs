using Dialpad.Offices;
using Provost.Scim.Schemas;

namespace Dialpad.Provisioning;

/// <summary>What this application adds to the standard user and group, as /Schemas tells it.</summary>
internal static class DialpadTypes
{
    public const string DialpadNumber = "Dialpad";

    /// <summary>Its own attributes live in the enterprise extension; it has no schema of its own.</summary>
    public static ResourceType User { get; } =
        ResourceType.User with
        {
            Schema = CoreSchemas.User.With("phoneNumbers", WithDialpadNumber),
            Extensions =
            [
                CoreSchemas.EnterpriseUser with
                {
                    Attributes =
                    [
                        .. CoreSchemas.EnterpriseUser.Attributes,
                        new(
                            "officeName",
                            AttributeType.String,
                            "The office of a new user; it must equal the name of one."
                        ),
                        new(
                            "physicalDeliveryOfficeName",
                            AttributeType.String,
                            "The office, where officeName is not given."
                        ),
                        new("licenseType", AttributeType.String, $"The licence; {Licences.AiVoice} where not given.")
                        {
                            CanonicalValues = Licences.All,
                        },
                    ],
                },
            ],
        };

    /// <summary>A group keeps the name that it was created with.</summary>
    public static ResourceType Group { get; } =
        ResourceType.Group with
        {
            Schema = CoreSchemas.Group.With(
                "displayName",
                static name => name with { Mutability = Mutability.Immutable }
            ),
        };

    private static SchemaAttribute WithDialpadNumber(SchemaAttribute phoneNumbers) =>
        phoneNumbers with
        {
            SubAttributes =
            [
                .. phoneNumbers.SubAttributes.Select(static sub =>
                    sub.Name == "type" ? sub with { CanonicalValues = [.. sub.CanonicalValues, DialpadNumber] } : sub
                ),
            ],
        };
}
