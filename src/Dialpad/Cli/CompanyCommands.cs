using System.CommandLine;
using Dialpad.Companies;
using Dialpad.Storage;

namespace Dialpad.Cli;

/// <summary><c>companies list | add</c></summary>
internal static class CompanyCommands
{
    public static Command Build(CommandLine line) =>
        new("companies", "The companies of this data directory.")
        {
            line.Does(new Command("list", "Shows the companies."), ListAsync),
            Add(line),
        };

    private static Command Add(CommandLine line)
    {
        var name = new Argument<string>("name") { Description = "The company's name." };
        var owner = new Option<string>("--owner")
        {
            HelpName = "MAIL",
            Description = "Mail address of its owner.",
            Required = true,
        };
        return line.Does(
            new Command("add", "Adds a company with its owner and a first office.") { name, owner },
            async (session, parsed, ct) =>
            {
                var mail = parsed.GetRequiredValue(owner);
                var company = parsed.GetRequiredValue(name);
                await session.Database.WriteAsync(
                    db => Seed.AddCompanyAsync(db, company, mail, mail, session.Time.GetUtcNow(), ct),
                    ct
                );
                await session.Output.WriteLineAsync($"Company '{company}' was added; {mail} is its owner.");
            }
        );
    }

    private static async Task ListAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        await using var db = await session.Database.ReadAsync(ct);
        foreach (var company in await CompanyTable.ListAsync(db, ct))
            await session.Output.WriteLineAsync(company.Name);
    }
}
