using System.CommandLine;
using Provost.Engine.Synchronization;

namespace Provost.Server.Cli;

/// <summary><c>provost settings scope APP</c>: who is provisioned at all, and how often it is looked.</summary>
internal static class ScopeSettingsCommand
{
    private static readonly Option<ScopeSetting?> Scope = new("--scope") { Description = "assigned (default) or all." };
    private static readonly Option<bool?> Nested = new("--nested-groups")
    {
        Description = "true: members of groups inside assigned groups count, at any depth; false (default) as Entra.",
    };
    private static readonly Option<bool?> DefaultAccess = new("--default-access")
    {
        Description = "true: Default Access counts like a role; false (default) where the application has roles.",
    };
    private static readonly Option<bool?> WholeValue = new("--patterns-match-whole-value")
    {
        Description = "Whether a regular expression of a scoping filter has to match all of a value (default true).",
    };
    private static readonly Option<double?> Interval = new("--interval")
    {
        Description = "Minutes between two cycles; 0 (default) follows every change at once, Entra's is 40.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("scope", "Show or set who is provisioned.")
        {
            Scope,
            Nested,
            DefaultAccess,
            WholeValue,
            Interval,
        };
        SettingsCommands.Changes(command, environment, Changed, Shown);
        return command;
    }

    private static JobSettings Changed(ParseResult parse, JobSettings before) =>
        before with
        {
            Scope = parse.GetValue(Scope) ?? before.Scope,
            NestedGroups = parse.GetValue(Nested) ?? before.NestedGroups,
            ExcludeDefaultAccess = !(parse.GetValue(DefaultAccess) ?? !before.ExcludeDefaultAccess),
            FilterPatternsMatchWholeValue = parse.GetValue(WholeValue) ?? before.FilterPatternsMatchWholeValue,
            Interval = parse.GetValue(Interval) is { } minutes ? TimeSpan.FromMinutes(minutes) : before.Interval,
        };

    private static IEnumerable<string> Shown(JobSettings settings) =>
        [
            $"scope: {settings.Scope}",
            $"nested groups: {(settings.NestedGroups ? "members at any depth" : "direct members only")}",
            $"Default Access: {(settings.ExcludeDefaultAccess ? "does not count where there are roles" : "counts")}",
            $"patterns of filters: match {(settings.FilterPatternsMatchWholeValue ? "the whole value" : "a part")}",
            $"interval: {(settings.Interval == TimeSpan.Zero ? "every change at once" : $"{settings.Interval.TotalMinutes:0.#} minutes")}",
        ];
}
