using System.Text.Json.Serialization;

namespace Provost.Benchmarks.Creating;

/// <summary>
/// The body of a creation as a class, which is how one writes a client by hand: byte for byte what the engine sends.
/// </summary>
internal sealed record ScimUser(
    [property: JsonPropertyName("schemas")] string[] Schemas,
    [property: JsonPropertyName("meta")] ScimUser.MetaPart Meta,
    [property: JsonPropertyName("userName")] string UserName,
    [property: JsonPropertyName("active")] bool Active,
    [property: JsonPropertyName("displayName")] string DisplayName,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("emails")] ScimUser.Mail[] Emails,
    [property: JsonPropertyName("preferredLanguage")] string PreferredLanguage,
    [property: JsonPropertyName("name")] ScimUser.NamePart Name,
    [property: JsonPropertyName("addresses")] ScimUser.Address[] Addresses,
    [property: JsonPropertyName("phoneNumbers")] ScimUser.Phone[] PhoneNumbers,
    [property: JsonPropertyName("externalId")] string ExternalId,
    [property: JsonPropertyName(ScimUser.EnterpriseId)] ScimUser.EnterprisePart Enterprise
)
{
    private const string CoreId = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string EnterpriseId = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    public static ScimUser Of(Person person) =>
        new(
            [CoreId, EnterpriseId],
            new MetaPart("User"),
            person.UserPrincipalName,
            true,
            person.DisplayName,
            person.Title,
            [new Mail("work", true, person.UserPrincipalName)],
            "en-GB",
            new NamePart(person.GivenName, person.Surname, $"{person.GivenName} {person.Surname}"),
            [
                new Address(
                    "work",
                    $"Contoso House, {person.City}",
                    "12 Byron Square",
                    person.City,
                    "Greater London",
                    "SW1Y 4LB",
                    "GB"
                ),
            ],
            [new Phone("work", person.Phone), new Phone("mobile", person.Mobile), new Phone("fax", person.Phone)],
            person.Nickname,
            new EnterprisePart(person.EmployeeId, person.Department)
        );

    internal sealed record MetaPart([property: JsonPropertyName("resourceType")] string ResourceType);

    internal sealed record Mail(
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("primary")] bool Primary,
        [property: JsonPropertyName("value")] string Value
    );

    internal sealed record NamePart(
        [property: JsonPropertyName("givenName")] string GivenName,
        [property: JsonPropertyName("familyName")] string FamilyName,
        [property: JsonPropertyName("formatted")] string Formatted
    );

    internal sealed record Address(
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("formatted")] string Formatted,
        [property: JsonPropertyName("streetAddress")] string StreetAddress,
        [property: JsonPropertyName("locality")] string Locality,
        [property: JsonPropertyName("region")] string Region,
        [property: JsonPropertyName("postalCode")] string PostalCode,
        [property: JsonPropertyName("country")] string Country
    );

    internal sealed record Phone(
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("value")] string Value
    );

    internal sealed record EnterprisePart(
        [property: JsonPropertyName("employeeNumber")] string EmployeeNumber,
        [property: JsonPropertyName("department")] string Department
    );
}

/// <summary>Serialization without reflection.</summary>
[JsonSerializable(typeof(ScimUser))]
internal sealed partial class ScimUserJson : JsonSerializerContext;
