using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary><c>provost assign APP …</c> and <c>provost unassign APP …</c>.</summary>
internal static class AssignCommand
{
    private const int PageSize = 1000;

    private static readonly Argument<string> App = new("app") { Description = "The application's name or id." };

    private static readonly Option<string[]> Users = new("--user")
    {
        Description = "A user, by user principal name, mail or id. May be given several times.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Groups = new("--group")
    {
        Description = "A group, by display name or id. May be given several times.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Everyone = new("--everyone") { Description = "Every user and every group." };

    private static readonly Option<string> Role = new("--role")
    {
        Description =
            "One of the application's roles; without it, its role User, or Default Access where it has no roles.",
    };

    public static Command Assign(CommandEnvironment environment)
    {
        var command = new Command("assign", "Assign users and groups to an application.")
        {
            App,
            Users,
            Groups,
            Everyone,
            Role,
        };
        command.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var application = await installation.ApplicationAsync(parse.GetRequiredValue(App), ct);
                    var added = await installation.Directory.AssignAsync(
                        installation.Caller,
                        application,
                        await PrincipalsAsync(parse, installation, ct),
                        RoleOf(application, parse.GetValue(Role)),
                        ct
                    );
                    await environment.Out.WriteLineAsync($"{added} newly assigned to {application.DisplayName}.");
                    return 0;
                }
            )
        );
        return command;
    }

    public static Command Unassign(CommandEnvironment environment)
    {
        var command = new Command("unassign", "Take assignments away.") { App, Users, Groups, Everyone };
        command.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var application = await installation.ApplicationAsync(parse.GetRequiredValue(App), ct);
                    var removed = await installation.Directory.UnassignAsync(
                        installation.Caller,
                        application,
                        await PrincipalsAsync(parse, installation, ct),
                        ct
                    );
                    await environment.Out.WriteLineAsync(
                        $"{removed} assignments to {application.DisplayName} removed."
                    );
                    return 0;
                }
            )
        );
        return command;
    }

    /// <summary>A role by name; the role User, or Default Access, where none is named.</summary>
    public static Guid RoleOf(Application application, string? name)
    {
        if (name is null)
            return (
                    application.Roles.FirstOrDefault(r => r.Value == "User")
                    ?? (application.Roles is [var first, ..] ? first : null)
                )?.Id
                ?? AppRole.DefaultAccess;
        if (name.Equals("Default Access", StringComparison.OrdinalIgnoreCase))
            return AppRole.DefaultAccess;
        return application.Roles.FirstOrDefault(r => r.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase))?.Id
            ?? throw new EngineException(
                $"{application.DisplayName} has no role '{name}'. Its roles are: "
                    + string.Join(", ", application.Roles.Select(r => r.DisplayName).Append("Default Access"))
                    + "."
            );
    }

    public static async Task<List<Guid>> EveryoneAsync(Installation installation, CancellationToken ct)
    {
        var all = new List<Guid>();
        foreach (var kind in (ObjectKind[])[ObjectKind.User, ObjectKind.Group])
        {
            for (long after = 0; ; )
            {
                var page = await installation.Directory.ListAsync(
                    installation.Caller,
                    kind,
                    false,
                    after,
                    PageSize,
                    ct
                );
                if (page.Count == 0)
                    break;
                after = page[^1].Number;
                all.AddRange(page.Select(o => o.Id));
            }
        }

        return all;
    }

    private static async Task<List<Guid>> PrincipalsAsync(
        ParseResult parse,
        Installation installation,
        CancellationToken ct
    )
    {
        if (parse.GetValue(Everyone))
            return await EveryoneAsync(installation, ct);

        var principals = new List<Guid>();
        foreach (var user in parse.GetValue(Users) ?? [])
            principals.Add((await installation.FindAsync(ObjectKind.User, user, ct)).Id);
        foreach (var group in parse.GetValue(Groups) ?? [])
            principals.Add((await installation.FindAsync(ObjectKind.Group, group, ct)).Id);
        return principals.Count > 0
            ? principals
            : throw new EngineException("Say whom: --user NAME, --group NAME, or --everyone.");
    }
}
