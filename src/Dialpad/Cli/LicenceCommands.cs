using System.CommandLine;
using Dialpad.Offices;

namespace Dialpad.Cli;

/// <summary><c>licences list | set</c></summary>
internal static class LicenceCommands
{
    public static Command Build(CommandLine line) =>
        new("licences", "The licences of the offices.")
        {
            line.Does(new Command("list", "Shows how many there are, and how many are taken."), ListAsync),
            Set(line),
        };

    private static Command Set(CommandLine line)
    {
        var type = new Argument<string>("type") { Description = $"One of {string.Join(", ", Licences.All)}." };
        var total = new Argument<long>("total") { Description = "How many the office has from now on." };
        var office = new Option<string?>("--office")
        {
            HelpName = "NAME",
            Description = "The office; the primary one without it.",
        };
        return line.Does(
            new Command("set", "Says how many licences of a type an office has.") { type, total, office },
            async (session, parsed, ct) =>
            {
                var named = parsed.GetRequiredValue(type);
                var licence =
                    Licences.Find(named)
                    ?? throw new DialpadException(
                        $"There is no licence '{named}'. There are: {string.Join(", ", Licences.All)}."
                    );
                await SetAsync(session, licence, parsed.GetRequiredValue(total), parsed.GetValue(office), ct);
            }
        );
    }

    private static async Task SetAsync(
        Session session,
        string licence,
        long total,
        string? office,
        CancellationToken ct
    )
    {
        if (total is < 0 or > int.MaxValue)
            throw new DialpadException($"{total} is no number of licences. Give one from 0 on.");

        var found = await session.Database.WriteAsync(
            async db =>
            {
                var known = await OfficeTable.GetAsync(db, session.Company.Id, office, ct);
                await Licences.SetAsync(db, known.Id, licence, total, ct);
                return known;
            },
            ct
        );
        await session.Output.WriteLineAsync($"'{found.Name}' has {total} licences {licence}.");
    }

    private static async Task ListAsync(Session session, ParseResult parsed, CancellationToken ct)
    {
        await using var db = await session.Database.ReadAsync(ct);
        var counts = await Licences.ListAsync(db, session.Company.Id, ct);
        await TextTable.WriteAsync(
            session.Output,
            ["OFFICE", "LICENCE", "TOTAL", "TAKEN"],
            counts.Select(c => new[] { c.Office, c.Type, $"{c.Total}", $"{c.Taken}" })
        );
    }
}
