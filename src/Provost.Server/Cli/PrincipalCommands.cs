using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Server.Hosting;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary><c>provost users …</c> and <c>provost groups …</c>: look at people and groups, and change them.</summary>
internal static class PrincipalCommands
{
    private const int PageSize = 500;

    private static readonly Argument<string> Name = new("name")
    {
        Description = "A user principal name, mail address, display name (groups) or id.",
    };

    private static readonly Argument<string> Other = new("member")
    {
        Description = "Who is concerned, as a name or id.",
    };

    private static readonly Argument<string[]> Assignments = new("attributes")
    {
        Description = "attribute=value, with Graph's attribute names; an empty value takes the attribute away.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Deleted = new("--deleted") { Description = "Show the soft-deleted ones." };

    public static Command Users(CommandEnvironment environment)
    {
        var users = Common("users", "People of the directory.", ObjectKind.User, environment);
        users.Add(Change("disable", "Disable the account.", (user, _) => new DirectoryChange.SetEnabled(user, false)));
        users.Add(Change("enable", "Enable the account.", (user, _) => new DirectoryChange.SetEnabled(user, true)));

        var manager = new Command("manager", "Set the manager, or 'none'.") { Name, Other };
        manager.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var user = await installation.FindAsync(ObjectKind.User, parse.GetRequiredValue(Name), ct);
                    var other = parse.GetRequiredValue(Other);
                    Guid? boss = other == "none" ? null : (await installation.FindAsync(ObjectKind.User, other, ct)).Id;
                    return await ApplyAsync(
                        environment,
                        installation,
                        new DirectoryChange.SetManager(user.Id, boss),
                        ct
                    );
                }
            )
        );
        users.Add(manager);
        users.Add(PasswordCommand.Create(environment, Name));
        return users;

        Command Change(string verb, string description, Func<Guid, bool, DirectoryChange> change) =>
            Verb(verb, description, ObjectKind.User, environment, id => change(id, true));
    }

    public static Command Groups(CommandEnvironment environment)
    {
        var groups = Common("groups", "Groups of the directory.", ObjectKind.Group, environment);
        groups.Add(
            Member("add-member", "Add a user or group.", (g, m) => new DirectoryChange.AddMember(g, m), environment)
        );
        groups.Add(
            Member("remove-member", "Remove a member.", (g, m) => new DirectoryChange.RemoveMember(g, m), environment)
        );
        return groups;
    }

    private static Command Common(string name, string description, ObjectKind kind, CommandEnvironment environment)
    {
        var list = new Command("list", "List them.") { Deleted };
        list.SetAction(
            environment.Reads(
                (parse, installation, ct) => ListAsync(kind, parse.GetValue(Deleted), installation, environment, ct)
            )
        );
        var show = new Command("show", "Show one with all attributes.") { Name };
        show.SetAction(
            environment.Reads(
                (parse, installation, ct) =>
                    ShowAsync(kind, parse.GetRequiredValue(Name), installation, environment, ct)
            )
        );
        var add = new Command("add", "Make a new one.") { Assignments };
        add.SetAction(
            environment.Writes(
                (parse, installation, ct) =>
                    ApplyAsync(
                        environment,
                        installation,
                        new DirectoryChange.Create(
                            Guid.CreateVersion7(installation.Time.GetUtcNow()),
                            kind,
                            Attributes(parse.GetRequiredValue(Assignments))
                        ),
                        ct
                    )
            )
        );
        var set = new Command("set", "Set attributes.") { Name, Assignments };
        set.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var found = await installation.FindAsync(kind, parse.GetRequiredValue(Name), ct);
                    var attributes = Attributes(parse.GetRequiredValue(Assignments));
                    return await ApplyAsync(
                        environment,
                        installation,
                        new DirectoryChange.Set(found.Id, attributes),
                        ct
                    );
                }
            )
        );
        return new Command(name, description)
        {
            list,
            show,
            add,
            set,
            Verb("delete", "Delete; can be restored.", kind, environment, id => new DirectoryChange.Delete(id)),
            Verb("restore", "Restore a deleted one.", kind, environment, id => new DirectoryChange.Restore(id)),
            Verb("purge", "Delete for good.", kind, environment, id => new DirectoryChange.Purge(id)),
        };
    }

    private static Command Verb(
        string verb,
        string description,
        ObjectKind kind,
        CommandEnvironment environment,
        Func<Guid, DirectoryChange> change
    )
    {
        var command = new Command(verb, description) { Name };
        command.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var found = await installation.FindAsync(kind, parse.GetRequiredValue(Name), ct);
                    return await ApplyAsync(environment, installation, change(found.Id), ct);
                }
            )
        );
        return command;
    }

    private static Command Member(
        string verb,
        string description,
        Func<Guid, Guid, DirectoryChange> change,
        CommandEnvironment environment
    )
    {
        var command = new Command(verb, description) { Name, Other };
        command.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var group = await installation.FindAsync(ObjectKind.Group, parse.GetRequiredValue(Name), ct);
                    var name = parse.GetRequiredValue(Other);
                    var member =
                        await installation.Directory.FindAsync(installation.Caller, ObjectKind.User, name, ct)
                        ?? await installation.FindAsync(ObjectKind.Group, name, ct);
                    return await ApplyAsync(environment, installation, change(group.Id, member.Id), ct);
                }
            )
        );
        return command;
    }

    private static async Task<int> ApplyAsync(
        CommandEnvironment environment,
        Installation installation,
        DirectoryChange change,
        CancellationToken ct
    )
    {
        var done = await installation.Directory.ApplyAsync(installation.Caller, [change], ct);
        await environment.Out.WriteLineAsync(done > 0 ? "Done." : "Nothing to change.");
        return 0;
    }

    private static Dictionary<string, Value> Attributes(string[] assignments)
    {
        var attributes = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase);
        foreach (var assignment in assignments)
        {
            if (assignment.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw new EngineException(
                    $"'{assignment}' is no assignment. Write attribute=value, for example jobTitle=Engineer."
                );
            attributes[AttributeAliases.Resolve(name)] = value.Length == 0 ? Value.Null : Value.Text(value);
        }

        return attributes;
    }

    private static async Task<int> ListAsync(
        ObjectKind kind,
        bool deleted,
        Installation installation,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (
            var column in kind == ObjectKind.User
                ? (string[])["Name", "User principal name", "Account", "Id"]
                : ["Name", "Id"]
        )
            table.AddColumn(column);

        for (long after = 0; ; )
        {
            var page = await installation.Directory.ListAsync(installation.Caller, kind, deleted, after, PageSize, ct);
            if (page.Count == 0)
                break;
            after = page[^1].Number;
            foreach (var found in page)
                table.AddRow(Row(kind, found));
        }

        environment.Screen.Write(table);
        return 0;
    }

    private static string[] Row(ObjectKind kind, DirectoryObject found) =>
        kind == ObjectKind.User
            ?
            [
                Markup.Escape(found.DisplayName),
                Markup.Escape(found["userPrincipalName"].ToString()),
                found.AccountEnabled ? "enabled" : "disabled",
                found.Id.ToString(),
            ]
            : [Markup.Escape(found.DisplayName), found.Id.ToString()];

    private static async Task<int> ShowAsync(
        ObjectKind kind,
        string name,
        Installation installation,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var found = await installation.FindAsync(kind, name, ct);
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("attribute", "value");
        table.AddRow("id", found.Id.ToString());
        if (kind == ObjectKind.User)
            table.AddRow("accountEnabled", found.AccountEnabled.ToString());
        if (found.DeletedAt is { } when)
            table.AddRow("deletedDateTime", when.ToString("u"));
        foreach (var (attribute, value) in found.Attributes.OrderBy(a => a.Key, StringComparer.OrdinalIgnoreCase))
            table.AddRow(Markup.Escape(attribute), Markup.Escape(string.Join("; ", value.Elements)));
        if (found.ManagerId is { } manager)
            table.AddRow(
                "manager",
                Markup.Escape((await installation.FindAsync(ObjectKind.User, manager.ToString(), ct)).DisplayName)
            );
        if (kind == ObjectKind.Group)
        {
            foreach (var member in await installation.Directory.MembersAsync(installation.Caller, found.Id, ct))
                table.AddRow("member", Markup.Escape(member.DisplayName));
        }

        environment.Screen.Write(table);
        return 0;
    }
}
