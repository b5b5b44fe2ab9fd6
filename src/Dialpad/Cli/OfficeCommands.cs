using System.CommandLine;
using Dialpad.Offices;

namespace Dialpad.Cli;

/// <summary><c>offices list | add</c></summary>
internal static class OfficeCommands
{
    public static Command Build(CommandLine line) =>
        new("offices", "The company's offices, with their numbers.")
        {
            line.Does(new Command("list", "Shows the offices."), ListAsync),
            Add(line),
        };

    private static Command Add(CommandLine line)
    {
        var name = new Argument<string>("name") { Description = "What officeName, and the like, must equal." };
        var country = new Option<string>("--country")
        {
            HelpName = "COUNTRY",
            Description = "As users' addresses have it.",
            Required = true,
        };
        var area = new Option<string>("--area")
        {
            HelpName = "AREA",
            Description = "Country and area code of its new numbers, such as +1415 or +4930.",
            Required = true,
        };
        var reserve = new Option<int>("--reserve")
        {
            HelpName = "N",
            Description = "Numbers to put into its reserved pool.",
        };
        return line.Does(
            new Command("add", "Adds an office; 'licences set' gives it licences.") { name, country, area, reserve },
            async (session, parsed, ct) =>
            {
                var count = parsed.GetValue(reserve);
                if (count is < 0 or > 10_000)
                    throw new DialpadException($"--reserve {count} is not between 0 and 10000.");
                var office = new NewOffice(
                    session.Company.Id,
                    parsed.GetRequiredValue(name),
                    parsed.GetRequiredValue(country),
                    parsed.GetRequiredValue(area),
                    IsPrimary: false
                );
                await AddAsync(session, office, count, ct);
            }
        );
    }

    private static async Task AddAsync(Session session, NewOffice office, int reserve, CancellationToken ct)
    {
        await session.Database.WriteAsync(
            async db =>
            {
                var id = await OfficeTable.AddAsync(db, office, ct);
                await Numbers.ReserveAsync(db, id, office.Area, reserve, ct);
                return id;
            },
            ct
        );
        await session.Output.WriteLineAsync(
            $"Office '{office.Name}' was added, with {reserve} numbers in its pool and no licences yet."
        );
    }

    private static async Task ListAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        await using var db = await session.Database.ReadAsync(ct);
        var offices = await OfficeTable.ListAsync(db, session.Company.Id, Licences.AiVoice, ct);
        var pools = await Numbers.PoolsAsync(db, session.Company.Id, ct);
        await TextTable.WriteAsync(
            session.Output,
            ["OFFICE", "COUNTRY", "AREA", "NUMBERS FREE", ""],
            offices.Select(o =>
                new[] { o.Name, o.Country, o.Area, $"{pools.GetValueOrDefault(o.Id)}", o.IsPrimary ? "primary" : "" }
            )
        );
    }
}
