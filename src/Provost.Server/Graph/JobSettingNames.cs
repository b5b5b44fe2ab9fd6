using System.Globalization;
using Provost.Engine.Synchronization;

namespace Provost.Server.Graph;

/// <summary>
/// <c>synchronizationJobSettings</c>: names and values as texts (graph-api 6.1). Entra's names where it has one, the
/// property's of ours where it has not.
/// </summary>
internal static class JobSettingNames
{
    private const string Threshold = "QuarantineTooManyDeletesThreshold";

    /// <summary>Entra's switches of things that are not here: said to be off, and accepted as off.</summary>
    private static readonly string[] Off = ["AzureIngestionAttributeOptimization", "LookaheadQueryEnabled"];

    private static readonly string[] Known =
    [
        Threshold,
        nameof(JobSettings.NestedGroups),
        nameof(JobSettings.ExcludeDefaultAccess),
        .. Off,
    ];

    public static IEnumerable<(string Name, string Value)> Of(JobSettings settings)
    {
        yield return (Threshold, settings.Guard.Count.ToString(CultureInfo.InvariantCulture));
        yield return (nameof(JobSettings.NestedGroups), settings.NestedGroups.ToString());
        yield return (nameof(JobSettings.ExcludeDefaultAccess), settings.ExcludeDefaultAccess.ToString());
        foreach (var name in Off)
            yield return (name, bool.FalseString);
    }

    public static JobSettings With(JobSettings settings, string name, string value) =>
        Known.FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) switch
        {
            Threshold => settings with { Guard = settings.Guard with { Count = Whole(name, value) } },
            nameof(JobSettings.NestedGroups) => settings with { NestedGroups = Flag(name, value) },
            nameof(JobSettings.ExcludeDefaultAccess) => settings with { ExcludeDefaultAccess = Flag(name, value) },
            null => throw GraphException.BadRequest(
                $"synchronizationJobSettings: there is no setting '{name}'. Settings: {string.Join(", ", Known)}.",
                "synchronizationJobSettings"
            ),
            _ => !Flag(name, value)
                ? settings
                : throw GraphException.BadRequest(
                    $"synchronizationJobSettings: {name} cannot be switched on here. Send False, or leave it out.",
                    "synchronizationJobSettings"
                ),
        };

    private static int Whole(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw GraphException.BadRequest($"{name}: '{value}' is no whole number.", "synchronizationJobSettings");

    private static bool Flag(string name, string value) =>
        bool.TryParse(value, out var flag)
            ? flag
            : throw GraphException.BadRequest(
                $"{name}: '{value}' is neither True nor False.",
                "synchronizationJobSettings"
            );
}
