using System.Globalization;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Portal.Parts;

/// <summary>What things are called on every page.</summary>
internal static class Words
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    public static string People(long count) =>
        count == 1 ? Labels.OnePerson : Labels.FormatCountOfPeople(Number(count));

    public static string Groups(long count) => count == 1 ? Labels.OneGroup : Labels.FormatCountOfGroups(Number(count));

    public static string Assigned(long count) =>
        count == 1 ? Labels.OneAssignedUserOrGroup : Labels.FormatAssignedUsersAndGroups(Number(count));

    public static string Day(DateTimeOffset at) => Day(DateOnly.FromDateTime(at.UtcDateTime));

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static (string Kind, string Text) Of(StatusCode status) =>
        status switch
        {
            StatusCode.NotConfigured => ("pause", Labels.NotSetUp),
            StatusCode.NotRun => ("ok", Labels.OnFirstCycle),
            StatusCode.Active => ("ok", Labels.On),
            StatusCode.Quarantine => ("fail", Labels.Quarantine),
            _ => ("pause", Labels.Off),
        };

    public static (string Kind, string Text) Of(ProvisioningStatus status) =>
        status switch
        {
            ProvisioningStatus.Success => ("ok", Labels.Success),
            ProvisioningStatus.Skipped => ("skip", Labels.Skipped),
            ProvisioningStatus.Warning => ("warn", Labels.Warning),
            _ => ("fail", Labels.Failure),
        };

    public static string Of(LinkState state) =>
        state switch
        {
            LinkState.Active => Labels.Active,
            LinkState.Disabled => Labels.IsDisabled,
            LinkState.Deleted => Labels.IsDeleted,
            _ => Labels.NotMadeYet,
        };

    public static string Of(ProvisioningAction action) =>
        action == ProvisioningAction.StagedDelete ? Labels.Staged : action.ToString();

    public static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
