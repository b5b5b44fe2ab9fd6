using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Tests;

/// <summary>The people and groups that the tests of the engine are about.</summary>
internal static class People
{
    public static DirectoryObject Ada { get; } =
        User(
            1,
            ("userPrincipalName", "ada@contoso.example"),
            ("mail", "ada@contoso.example"),
            ("mailNickname", "ada"),
            ("displayName", "Ada Lovelace"),
            ("givenName", "Ada"),
            ("surname", "Lovelace"),
            ("department", "Engineering"),
            ("jobTitle", "Analyst"),
            ("employeeId", "1815"),
            ("officeLocation", "London"),
            ("city", "London"),
            ("country", "GB"),
            ("preferredLanguage", "en-GB"),
            ("mobilePhone", "+44 20 7946 0999")
        ) with
        {
            ManagerId = new Guid("00000000-0000-0000-0000-000000000002"),
        };

    public static DirectoryObject Engineers { get; } = Group(9, ("displayName", "Engineers"));

    public static DirectoryObject User(long number, params (string Name, string Value)[] attributes) =>
        Make(number, ObjectKind.User, attributes);

    public static DirectoryObject Group(long number, params (string Name, string Value)[] attributes) =>
        Make(number, ObjectKind.Group, attributes);

    /// <summary>The same object with one attribute changed, or taken away with <see cref="Value.Null"/>.</summary>
    public static DirectoryObject With(this DirectoryObject source, string name, Value value)
    {
        var attributes = new Dictionary<string, Value>(source.Attributes, StringComparer.OrdinalIgnoreCase);
        attributes.Remove(name);
        if (!value.IsNull)
            attributes[name] = value;
        return source with { Attributes = attributes };
    }

    private static DirectoryObject Make(long number, ObjectKind kind, (string Name, string Value)[] attributes) =>
        new(
            number,
            new Guid($"00000000-0000-0000-0000-{number:d12}"),
            kind,
            null,
            true,
            null,
            null,
            attributes.ToDictionary(a => a.Name, a => Value.Text(a.Value), StringComparer.OrdinalIgnoreCase)
        );
}
