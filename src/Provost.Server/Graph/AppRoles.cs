using System.Text.Json;
using Provost.Engine.Applications;

namespace Provost.Server.Graph;

/// <summary><c>appRoles</c> on the wire.</summary>
internal static class AppRoles
{
    /// <summary>The roles of an application that says nothing of its own (graph-api 4).</summary>
    public static IReadOnlyList<AppRole> OfGallery { get; } =
    [
        new(new("18d14569-c3bd-439b-9a66-3a2aee01d14f"), "", "User", "User"),
        new(new("b9632174-c057-4f7e-951b-be3adc52bfe6"), "", "msiam_access", "msiam_access"),
    ];

    public static void Write(Utf8JsonWriter json, IReadOnlyList<AppRole> roles)
    {
        json.WriteStartArray("appRoles");
        foreach (var role in roles)
        {
            json.WriteStartObject();
            json.WriteStartArray("allowedMemberTypes");
            if (role.ForUsers)
                json.WriteStringValue("User");
            if (role.ForApplications)
                json.WriteStringValue("Application");
            json.WriteEndArray();
            json.WriteString("description", role.Description);
            json.WriteString("displayName", role.DisplayName);
            json.WriteString("id", role.Id);
            json.WriteBoolean("isEnabled", role.IsEnabled);
            json.WriteString("origin", "Application");
            json.WriteString("value", role.Value.Length > 0 ? role.Value : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The whole list as it is to be; null where the request does not say.</summary>
    public static IReadOnlyList<AppRole>? Read(GraphBody body)
    {
        if (!body.Has("appRoles"))
            return null;
        var roles = (body.Objects("appRoles") ?? []).Select(One).ToList();
        if (roles.GroupBy(r => r.Id).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
            throw GraphException.BadRequest(
                $"appRoles: the id {twice} is given twice. Give every role its own.",
                "appRoles"
            );
        if (
            roles
                .Where(r => r.Value.Length > 0)
                .GroupBy(r => r.Value, StringComparer.OrdinalIgnoreCase)
                .FirstOrDefault(g => g.Count() > 1) is
            { Key: var value }
        )
            throw GraphException.BadRequest($"appRoles: the value '{value}' is given twice.", "appRoles");
        return roles;
    }

    private static AppRole One(GraphBody body)
    {
        var members = body.Texts("allowedMemberTypes") ?? ["User"];
        if (members.FirstOrDefault(m => m is not ("User" or "Application")) is { } wrong)
        {
            throw GraphException.BadRequest(
                $"'{wrong}' is no value of allowedMemberTypes. Its values: User, Application.",
                "allowedMemberTypes"
            );
        }

        var role = new AppRole(
            body.RequiredId("id"),
            body.Text("value") ?? "",
            body.RequiredText("displayName"),
            body.Text("description") ?? ""
        )
        {
            IsEnabled = body.Boolean("isEnabled") ?? true,
            ForUsers = members.Contains("User", StringComparer.Ordinal),
            ForApplications = members.Contains("Application", StringComparer.Ordinal),
        };
        body.Text("origin");
        body.Done("microsoft.graph.appRole");
        return role.Id == Guid.Empty
            ? throw GraphException.BadRequest("appRoles: the id of a role is not all zeros.", "id")
            : role;
    }
}
