using System.Globalization;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Portal.Parts;

/// <summary>What things are called on every page.</summary>
internal static class Words
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string People(long count) => count == 1 ? "1 person" : $"{Number(count)} people";

    public static (string Kind, string Text) Of(StatusCode status) =>
        status switch
        {
            StatusCode.NotConfigured => ("pause", "Not set up"),
            StatusCode.NotRun => ("ok", "On, first cycle"),
            StatusCode.Active => ("ok", "On"),
            StatusCode.Quarantine => ("fail", "Quarantine"),
            _ => ("pause", "Off"),
        };

    public static (string Kind, string Text) Of(ProvisioningStatus status) =>
        status switch
        {
            ProvisioningStatus.Success => ("ok", "Success"),
            ProvisioningStatus.Skipped => ("skip", "Skipped"),
            ProvisioningStatus.Warning => ("warn", "Warning"),
            _ => ("fail", "Failure"),
        };

    public static string Of(ProvisioningAction action) =>
        action == ProvisioningAction.StagedDelete ? "Staged" : action.ToString();

    public static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
