using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Hosting;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary><c>provost escrow …</c>: failed objects, and what a person can do about them.</summary>
internal static class EscrowCommands
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Argument<string[]> Who = new("who")
    {
        Description = "People or groups: a name as the list shows it, a user principal name, or an id.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<bool> All = new("--all") { Description = "Every failed object of the application." };
    private static readonly Option<bool> AsJson = new("--json") { Description = "One JSON object a line." };

    public static Command Create(CommandEnvironment environment) =>
        new("escrow", "Failed objects that wait for a retry, or were given up.")
        {
            List(environment),
            Change(
                "retry",
                "Try failed objects again at once.",
                "tried again",
                environment,
                (installation, job, numbers, ct) => installation.Jobs.RetryAsync(installation.Caller, job, numbers, ct)
            ),
            Change(
                "forget",
                "Forget failures: they are not tried again until the object changes.",
                "forgotten",
                environment,
                (installation, job, numbers, ct) => installation.Jobs.ForgetAsync(installation.Caller, job, numbers, ct)
            ),
        };

    private static Command List(CommandEnvironment environment)
    {
        var list = new Command("list", "List failed objects with the reason and what to do.")
        {
            ApplicationCommands.App,
            AsJson,
        };
        list.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var job = await JobAsync(parse, installation, ct);
                    var failed = await installation.Jobs.EscrowedObjectsAsync(job.Number, ct);
                    if (parse.GetValue(AsJson))
                        foreach (var escrowed in failed)
                            await environment.Out.WriteLineAsync(Json(escrowed));
                    else if (failed.Count == 0)
                        await environment.Out.WriteLineAsync("Nothing failed.");
                    else
                        environment.Screen.Write(TableOf(failed));
                    return 0;
                }
            )
        );
        return list;
    }

    private static Command Change(
        string verb,
        string description,
        string done,
        CommandEnvironment environment,
        Func<Installation, long, IReadOnlyCollection<long>?, CancellationToken, Task<int>> change
    )
    {
        var command = new Command(verb, description) { ApplicationCommands.App, Who, All };
        command.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var job = await JobAsync(parse, installation, ct);
                    var names = parse.GetValue(Who) ?? [];
                    if (names.Length == 0 && !parse.GetValue(All))
                        throw new EngineException("Name people or groups, or say --all.");

                    var numbers = parse.GetValue(All) ? null : await NumbersAsync(installation, job, names, ct);
                    var count = await change(installation, job.Number, numbers, ct);
                    await environment.Out.WriteLineAsync(
                        count == 1 ? $"1 failure is {done}." : $"{count} failures are {done}."
                    );
                    return 0;
                }
            )
        );
        return command;
    }

    private static async Task<SynchronizationJob> JobAsync(
        ParseResult parse,
        Installation installation,
        CancellationToken ct
    ) =>
        await installation.JobAsync(
            await installation.ApplicationAsync(parse.GetRequiredValue(ApplicationCommands.App), ct),
            ct
        );

    /// <summary>Everybody named has to have a failure: a mistyped name is not taken for "nothing to do".</summary>
    private static async Task<List<long>> NumbersAsync(
        Installation installation,
        SynchronizationJob job,
        string[] names,
        CancellationToken ct
    )
    {
        var failed = await installation.Jobs.EscrowedObjectsAsync(job.Number, ct);
        var numbers = new List<long>();
        foreach (var name in names)
        {
            var hits = failed
                .Where(f =>
                    f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                    || string.Equals(f.SourceId, name, StringComparison.OrdinalIgnoreCase)
                )
                .Select(f => f.Escrow.ObjectNumber)
                .ToList();
            if (hits.Count == 0)
            {
                var found = await FoundAsync(installation, name, ct);
                hits = [.. failed.Select(f => f.Escrow.ObjectNumber).Where(n => n == found)];
            }

            numbers.AddRange(
                hits.Count > 0
                    ? hits
                    : throw new EngineException($"'{name}' has no failure. Look at the list: provost escrow list APP.")
            );
        }

        return numbers;
    }

    private static async Task<long?> FoundAsync(Installation installation, string name, CancellationToken ct) =>
        (
            await installation.Directory.FindAsync(installation.Caller, ObjectKind.User, name, ct)
            ?? await installation.Directory.FindAsync(installation.Caller, ObjectKind.Group, name, ct)
        )?.Number;

    private static Table TableOf(IReadOnlyList<EscrowedObject> failed)
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("Who", "Step", "Code", "What", "Fails since", "Tries", "Next try");
        foreach (var (escrow, kind, name, _) in failed)
            table.AddRow(
                Markup.Escape($"{name} ({kind})"),
                $"{escrow.Phase}",
                Markup.Escape(escrow.Code),
                Markup.Escape(escrow.Detail),
                $"{escrow.FirstFailed:MM-dd HH:mm}",
                $"{escrow.Tries}",
                escrow.NextAttempt is { } next ? $"{next:MM-dd HH:mm:ss}" : "given up"
            );
        return table;
    }

    private static string Json(EscrowedObject escrowed) =>
        JsonSerializer.Serialize(
            new
            {
                displayName = escrowed.Name,
                id = escrowed.SourceId,
                type = escrowed.Kind.ToString(),
                step = escrowed.Escrow.Phase.ToString(),
                code = escrowed.Escrow.Code,
                detail = escrowed.Escrow.Detail,
                remedy = Remedies.For(escrowed.Escrow.Code),
                firstFailed = escrowed.Escrow.FirstFailed,
                tries = escrowed.Escrow.Tries,
                nextAttempt = escrowed.Escrow.NextAttempt,
                givenUp = escrowed.Escrow.Dropped,
            },
            Readable
        );
}
