using System.Text.Json;
using Provost.Engine.Applications;

namespace Provost.Engine.Logs;

/// <summary>Changes of applications as the audit tells them. Pure.</summary>
public static class AuditedApplication
{
    public static AuditedChange Of(
        string activity,
        Registration registration,
        IReadOnlyList<ModifiedProperty>? modified = null
    ) =>
        new(AuditCategory.ApplicationManagement, activity, registration.DisplayName)
        {
            Targets = [AuditTarget.Application(registration.Id, registration.DisplayName)],
            Modified = modified ?? [],
        };

    public static AuditedChange Of(
        string activity,
        Application application,
        IReadOnlyList<ModifiedProperty>? modified = null
    ) =>
        new(AuditCategory.ApplicationManagement, activity, application.DisplayName)
        {
            Targets = [AuditTarget.ServicePrincipal(application.Id, application.DisplayName)],
            Modified = modified ?? [],
        };

    public static IReadOnlyList<ModifiedProperty> Between(Registration before, Registration after) =>
        Between(
            (before.DisplayName, before.Roles, before.Properties),
            (after.DisplayName, after.Roles, after.Properties)
        );

    public static IReadOnlyList<ModifiedProperty> Between(Application before, Application after) =>
        Between(
            (before.DisplayName, before.Roles, before.Properties),
            (after.DisplayName, after.Roles, after.Properties)
        );

    /// <param name="principal">Who is assigned, or is not any more.</param>
    /// <param name="roleName">Null where the role is not known any more.</param>
    public static AuditedChange Assignment(
        bool added,
        AuditTarget application,
        AuditTarget principal,
        Guid roleId,
        string? roleName
    )
    {
        var preposition = (added, principal.Type) switch
        {
            (true, "User") => "grant to",
            (true, _) => "to",
            _ => "from",
        };
        var what = principal.Type == "ServicePrincipal" ? "service principal" : principal.Type.ToLowerInvariant();
        ModifiedProperty Modified(string name, string? value) =>
            added ? new(name, null, value) : new(name, value, null);
        return new(
            AuditCategory.ApplicationManagement,
            $"{(added ? "Add" : "Remove")} app role assignment {preposition} {what}",
            $"{application.DisplayName}: {principal.DisplayName}"
        )
        {
            Targets = [application, principal],
            Modified =
            [
                Modified("AppRole.Id", $"{roleId}"),
                Modified("AppRole.DisplayName", roleName),
                Modified("Principal.ObjectID", principal.Id),
                Modified("Principal.DisplayName", principal.DisplayName),
            ],
        };
    }

    /// <summary>An application credential: what it is, never its value.</summary>
    public static ModifiedProperty Added(ApplicationCredential credential) =>
        new("KeyDescription", null, Described(credential));

    public static ModifiedProperty Removed(ApplicationCredential credential) =>
        new("KeyDescription", Described(credential), null);

    private static string Described(ApplicationCredential credential) =>
        $"KeyIdentifier={credential.KeyId}, DisplayName={credential.DisplayName}, EndDate={credential.Ends:yyyy-MM-dd}";

    private static IReadOnlyList<ModifiedProperty> Between(
        (string Name, IReadOnlyList<AppRole> Roles, string Properties) before,
        (string Name, IReadOnlyList<AppRole> Roles, string Properties) after
    )
    {
        var (oldRoles, newRoles) = (JsonSerializer.Serialize(before.Roles), JsonSerializer.Serialize(after.Roles));
        return
        [
            .. before.Name == after.Name ? [] : new[] { new ModifiedProperty("DisplayName", before.Name, after.Name) },
            .. oldRoles == newRoles ? [] : new[] { new ModifiedProperty("AppRole", oldRoles, newRoles) },
            .. AuditedProperties.Between(before.Properties, after.Properties),
        ];
    }
}
