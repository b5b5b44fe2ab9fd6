using System.CommandLine;
using Dialpad.Companies;
using Dialpad.Provisioning;

namespace Dialpad.Cli;

/// <summary><c>people list | add | promote | demote</c></summary>
internal static class PeopleCommands
{
    private static readonly Argument<string> Mail = new("mail") { Description = "The person's mail address." };

    public static Command Build(CommandLine line) =>
        new("people", "Who works with the console, who is an administrator, and who was provisioned.")
        {
            line.Does(new Command("list", "Shows the console people and the provisioned users."), ListAsync),
            Add(line),
            line.Does(new Command("promote", "Makes somebody an administrator.") { Mail }, PromoteAsync),
            line.Does(
                new Command("demote", "Takes administrator rights away; the person's keys stop working.") { Mail },
                DemoteAsync
            ),
        };

    private static Command Add(CommandLine line)
    {
        var name = new Option<string?>("--name")
        {
            HelpName = "NAME",
            Description = "The name to show; the mail address without it.",
        };
        var administrator = new Option<bool>("--administrator") { Description = "Makes the person an administrator." };
        return line.Does(
            new Command("add", "Adds somebody who works with the console.") { Mail, name, administrator },
            async (session, parsed, ct) =>
            {
                var mail = parsed.GetRequiredValue(Mail);
                var person = new Person
                {
                    CompanyId = session.Company.Id,
                    Mail = mail,
                    Name = parsed.GetValue(name) ?? mail,
                    Administrator = parsed.GetValue(administrator),
                };
                await session.Database.WriteAsync(db => People.AddAsync(db, person, ct), ct);
                var role = person.Administrator ? "an administrator" : "no administrator";
                await session.Output.WriteLineAsync($"{mail} was added, {role}.");
            }
        );
    }

    private static async Task PromoteAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        var mail = parsed.GetRequiredValue(Mail);
        await session.Database.WriteAsync(db => People.PromoteAsync(db, session.Company.Id, mail, ct), ct);
        await session.Output.WriteLineAsync($"{mail} is an administrator.");
    }

    private static async Task DemoteAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        var mail = parsed.GetRequiredValue(Mail);
        await session.Database.WriteAsync(db => People.DemoteAsync(db, session.Company.Id, mail, ct), ct);
        await session.Output.WriteLineAsync($"{mail} is no administrator any more; keys of this person are refused.");
    }

    private static async Task ListAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        await using var db = await session.Database.ReadAsync(ct);
        var people = await People.ListAsync(db, session.Company.Id, ct);
        await TextTable.WriteAsync(
            session.Output,
            ["CONSOLE", "NAME", "ROLE"],
            people.Select(p => new[] { p.Mail, p.Name, RoleOf(p) })
        );
        await session.Output.WriteLineAsync();

        var accounts = await AccountTable.SummariesAsync(db, session.Company.Id, ct);
        await TextTable.WriteAsync(
            session.Output,
            ["PROVISIONED", "STATE", "OFFICE", "LICENCE", "NUMBER"],
            accounts.Select(a =>
                new[]
                {
                    a.UserName,
                    a.Active ? "active" : "suspended",
                    a.Office,
                    a.Active ? a.Licence : "-",
                    a.Number ?? "-",
                }
            )
        );
    }

    private static string RoleOf(Person person) =>
        person switch
        {
            { Owner: true, Administrator: true } => "owner, administrator",
            { Owner: true } => "owner, no administrator",
            { Administrator: true } => "administrator",
            _ => "",
        };
}
