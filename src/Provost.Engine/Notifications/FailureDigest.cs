using Provost.Engine.Logs;

namespace Provost.Engine.Notifications;

/// <summary>Puts the failures of a day together. Pure.</summary>
public static class FailureDigest
{
    /// <summary>The day whose digest is due: the last one that is over.</summary>
    public static DateOnly Day(DateOnly today) => today.AddDays(-1);

    /// <summary>
    /// Every object once, under the code of its last failure; the codes with the most objects first. Null without
    /// failures.
    /// </summary>
    /// <param name="failures">Newest first.</param>
    /// <param name="waiting">The objects that still wait for another try.</param>
    /// <param name="complete">There were no more failures on that day.</param>
    public static Notice.Digest? Of(
        DateOnly day,
        IReadOnlyList<ProvisioningEntry> failures,
        IReadOnlySet<long> waiting,
        bool complete
    )
    {
        var groups = failures
            .DistinctBy(f => f.ObjectNumber)
            .GroupBy(f => f.Code ?? "Unknown", StringComparer.Ordinal)
            .Select(g => new FailureGroup(
                g.Key,
                [.. g.Select(f => f.Name)],
                g.Count(f => !waiting.Contains(f.ObjectNumber)),
                EntryBody.Read(g.First().Body).Reason ?? "The log says no more."
            ))
            .OrderByDescending(g => g.Names.Count)
            .ThenBy(g => g.Code, StringComparer.Ordinal)
            .ToList();
        return groups.Count == 0 ? null : new Notice.Digest(day, groups, complete);
    }
}
