using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Engine.Expressions;

/// <summary>
/// App roles (ENT-MAP-34 to 37): each element of <c>appRoleAssignments</c> is the text of a JSON object with
/// <c>id</c>, <c>value</c> and <c>displayName</c>. A role without a value says nothing to the application.
/// </summary>
internal static class RoleFunctions
{
    public const string RoleType = "WindowsAzureActiveDirectoryRole";

    public static MappingFunction[] Table { get; } =
    [
        new(
            "SingleAppRoleAssignment",
            "appRoleAssignments",
            "The app role, where somebody has one.",
            "SingleAppRoleAssignment([appRoleAssignments])",
            static (a, _) => Single(a[0])
        ),
        new(
            "AppRoleAssignments",
            "appRoleAssignments",
            "The values of all app roles.",
            "AppRoleAssignments([appRoleAssignments])",
            static (a, _) => Values(a[0])
        ),
        new(
            "DefaultDomain",
            "",
            "The default domain of the tenant.",
            """Join("@", [mailNickname], DefaultDomain())""",
            static (_, context) =>
                context.DefaultDomain is { } domain
                    ? Value.Text(domain)
                    : Evaluation.Failed("the tenant has no default domain; write the domain as a text.")
        ),
        new(
            "AppRoleAssignmentsComplex",
            "appRoleAssignments",
            "All app roles; earlier ones stay in the target.",
            "AppRoleAssignmentsComplex([appRoleAssignments])",
            static (a, _) => Complex(a[0], "displayName")
        )
        {
            GivesObjects = true,
        },
        new(
            "AssertiveAppRoleAssignmentsComplex",
            "appRoleAssignments",
            "All app roles; others go from the target.",
            "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
            static (a, _) => Complex(a[0], "display")
        )
        {
            GivesObjects = true,
        },
    ];

    /// <summary>
    /// With several roles it is not defined which one counts; here it is the first by value, every time.
    /// </summary>
    private static Evaluation Single(Value assignments) =>
        Read(assignments) is { } roles
            ? Value.Text(roles.Select(r => r.Value).Order(StringComparer.Ordinal).FirstOrDefault())
            : NoRoles();

    private static Evaluation Values(Value assignments) =>
        Read(assignments) is { } roles ? Value.Many([.. roles.Select(r => r.Value)]) : NoRoles();

    private static Evaluation Complex(Value assignments, string displayName) =>
        Read(assignments) is { } roles ? Value.Many([.. roles.Select(r => Complex(r, displayName))]) : NoRoles();

    private static string Complex((string Value, string Name) role, string displayName) =>
        new JsonObject
        {
            ["primary"] = false,
            ["type"] = RoleType,
            [displayName] = role.Name,
            ["value"] = role.Value,
        }.ToJsonString();

    /// <summary>Null if an element is no role.</summary>
    private static List<(string Value, string Name)>? Read(Value assignments)
    {
        var roles = new List<(string, string)>();
        try
        {
            foreach (var text in assignments.Elements)
            {
                if (JsonNode.Parse(text) is not JsonObject role)
                    return null;
                if (role["value"]?.ToString() is { Length: > 0 } value)
                    roles.Add((value, role["displayName"]?.ToString() ?? value));
            }
        }
        // A name that stands twice, or half a character, is an argument that cannot be.
        catch (Exception none) when (none is JsonException or ArgumentException)
        {
            return null;
        }
        return roles;
    }

    private static Evaluation NoRoles() => Evaluation.Failed("takes [appRoleAssignments] and nothing else.");
}
