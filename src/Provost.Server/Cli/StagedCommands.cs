using System.CommandLine;
using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Synchronization;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary>
/// <c>provost staged list|approve|reject APP</c>: removals that the guard holds until a person decides.
/// </summary>
internal static class StagedCommands
{
    private static readonly Argument<string> App = new("app") { Description = "The application's name or id." };

    private static readonly Argument<string[]> Who = new("who")
    {
        Description = "Names of those whose removal is meant; a part of the name is enough where it is the only one.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> All = new("--all") { Description = "All removals that wait." };

    private static readonly Option<bool> AsJson = new("--json") { Description = "One JSON array." };

    public static Command Create(CommandEnvironment environment) =>
        new("staged", "Removals that the guard holds until somebody decides.")
        {
            List(environment),
            Decide("approve", "Let them be carried out by the next cycle.", approve: true, environment),
            Decide("reject", "Keep the accounts, until their owners have been in scope again.", false, environment),
        };

    private static Command List(CommandEnvironment environment)
    {
        var list = new Command("list", "Who is to lose access, why, and since when it waits.") { App, AsJson };
        list.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var application = await installation.ApplicationAsync(parse.GetRequiredValue(App), ct);
                    var job = await installation.JobAsync(application, ct);
                    Print(await installation.Jobs.StagedAsync(job.Number, ct), parse.GetValue(AsJson), environment);
                    return 0;
                }
            )
        );
        return list;
    }

    private static void Print(IReadOnlyList<StagedRemoval> staged, bool json, CommandEnvironment environment)
    {
        if (json)
        {
            environment.Out.WriteLine(
                JsonSerializer.Serialize(
                    staged.Select(s => new
                    {
                        name = s.Name,
                        kind = s.Kind.ToString(),
                        state = s.State.ToString(),
                        action = s.Deletes ? "Delete" : "Disable",
                        reason = s.Reason,
                        since = s.Since,
                        decidedBy = s.DecidedBy,
                    })
                )
            );
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Who", "What", "State", "Since", "Why");
        foreach (var removal in staged)
            table.AddRow(
                Markup.Escape(removal.Name),
                removal.Deletes ? "delete" : "disable",
                Markup.Escape($"{removal.State}{(removal.DecidedBy is { } by ? $" by {by}" : "")}"),
                removal.Since.ToString("MM-dd HH:mm"),
                Markup.Escape(removal.Reason)
            );
        if (staged.Count > 0)
            environment.Screen.Write(table);
        environment.Out.WriteLine(
            staged.Count == 0
                ? "Nothing is held."
                : $"{staged.Count(s => s.State == StagedState.Waiting)} wait: provost staged approve|reject APP WHO… or --all."
        );
    }

    private static Command Decide(string verb, string description, bool approve, CommandEnvironment environment)
    {
        var decide = new Command(verb, description) { App, Who, All };
        decide.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var application = await installation.ApplicationAsync(parse.GetRequiredValue(App), ct);
                    var job = await installation.JobAsync(application, ct);
                    var waiting = (await installation.Jobs.StagedAsync(job.Number, ct))
                        .Where(s => s.State == StagedState.Waiting)
                        .ToList();
                    var numbers = parse.GetValue(All) ? null : Named(waiting, parse.GetValue(Who) ?? []);
                    var decided = await installation.Jobs.DecideStagedAsync(
                        installation.Caller,
                        job.Number,
                        numbers,
                        approve,
                        ct
                    );
                    await environment.Out.WriteLineAsync(
                        approve
                            ? $"{decided} approved; the next cycle removes them."
                            : $"{decided} rejected; their accounts stay as they are."
                    );
                    return 0;
                }
            )
        );
        return decide;
    }

    private static List<long> Named(List<StagedRemoval> waiting, string[] names)
    {
        if (names.Length == 0)
            throw new EngineException("Say whose removal is meant, or --all.");
        return [.. names.Select(name => Only(waiting, name).ObjectNumber)];
    }

    private static StagedRemoval Only(List<StagedRemoval> waiting, string name)
    {
        var exact = waiting.Where(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        var hits =
            exact.Count > 0
                ? exact
                : waiting.Where(s => s.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return hits switch
        {
            [var only] => only,
            [] => throw new EngineException($"No removal of '{name}' waits. See them: provost staged list."),
            _ => throw new EngineException($"'{name}' fits {hits.Count} removals that wait; give the whole name."),
        };
    }
}
