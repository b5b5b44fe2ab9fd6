using System.Text.Json.Nodes;

namespace Provost.Engine.Expressions;

/// <summary>
/// App roles (ENT-MAP-34 to 37): each element of <c>appRoleAssignments</c> is the text of a JSON object with
/// <c>id</c>, <c>value</c> and <c>displayName</c>. A role without a value says nothing to the application.
/// </summary>
internal static class RoleFunctions
{
    public const string RoleType = "WindowsAzureActiveDirectoryRole";

    /// <summary>
    /// With several roles it is not defined which one counts; here it is the first by value, every time.
    /// </summary>
    public static Evaluation Single(Value assignments) =>
        Read(assignments) is { } roles
            ? Value.Text(roles.Select(r => r.Value).Order(StringComparer.Ordinal).FirstOrDefault())
            : NoRoles();

    public static Evaluation Values(Value assignments) =>
        Read(assignments) is { } roles ? Value.Many([.. roles.Select(r => r.Value)]) : NoRoles();

    public static Evaluation Complex(Value assignments, string displayName) =>
        Read(assignments) is { } roles ? Value.Many([.. roles.Select(r => Complex(r, displayName))]) : NoRoles();

    private static string Complex((string Value, string Name) role, string displayName) =>
        new JsonObject
        {
            ["primary"] = false,
            ["type"] = RoleType,
            [displayName] = role.Name,
            ["value"] = role.Value,
        }.ToJsonString();

    private static List<(string Value, string Name)>? Read(Value assignments)
    {
        var roles = new List<(string, string)>();
        foreach (var text in assignments.Elements)
        {
            if (TryObject(text) is not { } role)
                return null;
            if (role["value"]?.ToString() is { Length: > 0 } value)
                roles.Add((value, role["displayName"]?.ToString() ?? value));
        }
        return roles;
    }

    private static JsonObject? TryObject(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static Evaluation NoRoles() => Evaluation.Failed("takes [appRoleAssignments] and nothing else.");
}
