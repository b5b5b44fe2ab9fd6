using System.CommandLine;
using Provost.Engine.Synchronization;

namespace Provost.Server.Cli;

/// <summary>
/// <c>provost settings leavers APP</c>: what becomes of accounts, by the reason of the departure (ENT-DEP-4).
/// </summary>
internal static class LeaverSettingsCommand
{
    private const string Actions = "Nothing, Disable, Delete or DeleteLater.";

    private static readonly Option<LeaverAction?> Unassigned = Action("--unassigned", "Not assigned any more");
    private static readonly Option<LeaverAction?> OutOfScope = Action("--out-of-scope", "Left out by a filter");
    private static readonly Option<LeaverAction?> Disabled = Action("--disabled", "Disabled in the directory");
    private static readonly Option<LeaverAction?> Deleted = Action("--deleted", "Soft-deleted in the directory");
    private static readonly Option<LeaverAction?> Purged = Action("--purged", "Deleted for good");
    private static readonly Option<LeaverAction?> Groups = Action("--groups", "A group, whatever the reason");
    private static readonly Option<int?> Days = new("--days") { Description = "How long DeleteLater waits." };
    private static readonly Option<bool?> Adopted = new("--delete-adopted")
    {
        Description = "Whether accounts that were there before may be deleted (default false).",
    };
    private static readonly Option<bool?> ReadBack = new("--read-back")
    {
        Description = "Whether a disabled account is read back, to see that it says so (default true).",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("leavers", "Show or set what becomes of accounts whose owners leave.")
        {
            Unassigned,
            OutOfScope,
            Disabled,
            Deleted,
            Purged,
            Groups,
            Days,
            Adopted,
            ReadBack,
        };
        SettingsCommands.Changes(
            command,
            environment,
            (parse, settings) => settings with { Leavers = Changed(parse, settings.Leavers) },
            settings => Shown(settings.Leavers)
        );
        return command;
    }

    private static LeaverPolicy Changed(ParseResult parse, LeaverPolicy before) =>
        before with
        {
            Unassigned = parse.GetValue(Unassigned) ?? before.Unassigned,
            OutOfScope = parse.GetValue(OutOfScope) ?? before.OutOfScope,
            AccountDisabled = parse.GetValue(Disabled) ?? before.AccountDisabled,
            SoftDeleted = parse.GetValue(Deleted) ?? before.SoftDeleted,
            Purged = parse.GetValue(Purged) ?? before.Purged,
            Groups = parse.GetValue(Groups) ?? before.Groups,
            Days = parse.GetValue(Days) ?? before.Days,
            DeleteAdopted = parse.GetValue(Adopted) ?? before.DeleteAdopted,
            ReadBack = parse.GetValue(ReadBack) ?? before.ReadBack,
        };

    private static IEnumerable<string> Shown(LeaverPolicy policy) =>
        [
            $"unassigned: {Told(policy.Unassigned, policy)}",
            $"out of scope by a filter: {Told(policy.OutOfScope, policy)}",
            $"disabled in the directory: {Told(policy.AccountDisabled, policy)}",
            $"soft-deleted: {Told(policy.SoftDeleted, policy)}",
            $"deleted for good: {Told(policy.Purged, policy)}",
            $"groups: {Told(policy.Groups, policy)}",
            $"accounts that were there before: {(policy.DeleteAdopted ? "may be deleted" : "are disabled, never deleted")}",
            $"disabled accounts are {(policy.ReadBack ? "" : "not ")}read back",
        ];

    private static string Told(LeaverAction action, LeaverPolicy policy) =>
        action switch
        {
            LeaverAction.Nothing => "left as it is",
            LeaverAction.Disable => "disabled",
            LeaverAction.Delete => "deleted at once",
            _ => $"disabled, and deleted after {policy.Days} days",
        };

    private static Option<LeaverAction?> Action(string name, string when) =>
        new(name) { Description = $"{when}: {Actions}" };
}
