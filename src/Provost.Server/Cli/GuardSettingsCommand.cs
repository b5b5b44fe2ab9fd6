using System.CommandLine;
using Provost.Engine.Synchronization;

namespace Provost.Server.Cli;

/// <summary>
/// <c>provost settings guard APP</c>: from how many removals on a person has to approve, whether accounts that were
/// there are taken over, and when failures become a quarantine.
/// </summary>
internal static class GuardSettingsCommand
{
    private static readonly Option<bool?> Enabled = new("--enabled") { Description = "true (default) or false." };
    private static readonly Option<int?> Count = new("--count")
    {
        Description = "Removals in 24 hours that always pass (default 10); the larger of number and share counts.",
    };
    private static readonly Option<double?> Percent = new("--percent")
    {
        Description = "Removals that pass as a share of the people in scope, in percent (default 10).",
    };
    private static readonly Option<double?> Hours = new("--hours")
    {
        Description = "How far back removals are counted (default 24).",
    };
    private static readonly Option<Adoption?> Adopt = new("--adoption")
    {
        Description = "Accounts that were there: Always (default), WhenClear, or Ask a person about each.",
    };
    private static readonly Option<bool?> Scaled = new("--scaled-quarantine")
    {
        Description = "Thresholds of quarantine that fit the size of the company (default true); false for Entra's.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("guard", "Show or set what a person has to approve.")
        {
            Enabled,
            Count,
            Percent,
            Hours,
            Adopt,
            Scaled,
        };
        SettingsCommands.Changes(command, environment, Changed, Shown);
        return command;
    }

    private static JobSettings Changed(ParseResult parse, JobSettings before) =>
        before with
        {
            Adoption = parse.GetValue(Adopt) ?? before.Adoption,
            Quarantine = before.Quarantine with { Scaled = parse.GetValue(Scaled) ?? before.Quarantine.Scaled },
            Guard = before.Guard with
            {
                Enabled = parse.GetValue(Enabled) ?? before.Guard.Enabled,
                Count = parse.GetValue(Count) ?? before.Guard.Count,
                Percent = parse.GetValue(Percent) ?? before.Guard.Percent,
                Window = parse.GetValue(Hours) is { } hours ? TimeSpan.FromHours(hours) : before.Guard.Window,
            },
        };

    private static IEnumerable<string> Shown(JobSettings settings) =>
        [
            settings.Guard.Enabled
                ? $"guard: more than {settings.Guard.Count} removals or {settings.Guard.Percent:0.##} percent of the "
                    + $"people in scope, whichever is more, in {settings.Guard.Window.TotalHours:0.#} hours wait for "
                    + "an approval"
                : "guard: off",
            $"accounts that were there: {settings.Adoption}",
            $"quarantine: {(settings.Quarantine.Scaled ? "thresholds that fit the company" : "Entra's thresholds")}",
        ];
}
