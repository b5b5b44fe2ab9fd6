using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Server.Hosting;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary>
/// <c>provost provision PERSON… --app APP</c>: any people, or whole groups, now, while the job goes on (ENT-POD).
/// </summary>
internal static class ProvisionCommand
{
    private static readonly JsonSerializerOptions Graph = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Argument<string[]> People = new("people")
    {
        Description = "User principal names, mail addresses or ids.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string[]> Groups = new("--group")
    {
        Description = "A group with all its members, by display name or id. May be given several times.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> App = new("--app")
    {
        Description = "The application's name or id.",
        Required = true,
    };

    private static readonly Option<bool> AsJson = new("--json")
    {
        Description = "The results in Graph's shape, one JSON array.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("provision", "Provision people or groups on demand, and tell every step.")
        {
            People,
            Groups,
            App,
            AsJson,
        };
        command.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var application = await installation.ApplicationAsync(parse.GetRequiredValue(App), ct);
                    var job = await installation.JobAsync(application, ct);
                    var subjects = await SubjectsAsync(parse, installation, ct);
                    var results = await ProvisionOnDemand.RunAsync(installation, job, subjects, ct);
                    if (parse.GetValue(AsJson))
                        await environment.Out.WriteLineAsync(JsonSerializer.Serialize(results, Graph));
                    else
                        foreach (var result in results)
                            Print(result, environment);
                    return results.Any(r => r.Key.Result == "Failure") ? 1 : 0;
                }
            )
        );
        return command;
    }

    private static async Task<List<DirectoryObject>> SubjectsAsync(
        ParseResult parse,
        Installation installation,
        CancellationToken ct
    )
    {
        var subjects = new List<DirectoryObject>();
        foreach (var name in parse.GetValue(People) ?? [])
            subjects.Add(await installation.FindAsync(ObjectKind.User, name, ct));
        foreach (var name in parse.GetValue(Groups) ?? [])
        {
            var group = await installation.FindAsync(ObjectKind.Group, name, ct);
            subjects.AddRange(await installation.Directory.MembersAsync(installation.Caller, group.Id, ct));
            subjects.Add(group);
        }

        return subjects.Count > 0
            ? [.. subjects.DistinctBy(s => s.Number)]
            : throw new EngineException("Say whom: provost provision PERSON… --app APP, or --group NAME.");
    }

    private static void Print(OnDemandResult result, CommandEnvironment environment)
    {
        var value = result.Value;
        environment.Out.WriteLine($"{value.ReportableIdentifier}: {value.Action}, {result.Key.Result}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("Step", "Result", "What");
        foreach (var step in value.ProvisioningSteps)
            table.AddRow(
                step.Type,
                step.Status,
                Markup.Escape(
                    step.Details.Count == 0
                        ? step.Description
                        : $"{step.Description} {string.Join(", ", step.Details.Select(d => $"{d.Key}: {d.Value}"))}"
                )
            );
        environment.Screen.Write(table);
        foreach (var (name, before, after) in value.ModifiedProperties)
            environment.Out.WriteLine($"  {name}: {before ?? "–"} → {after ?? "–"}");
    }
}
