using System.Runtime.InteropServices;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>What the guard looks at.</summary>
/// <param name="PeopleInScope">Users in scope, those among them who are about to leave included.</param>
/// <param name="PeopleRemoved">
/// Users removed in the window without an approval; not those whose removal is pending again, who are counted there.
/// </param>
/// <param name="Removed">Users and groups removed in the window without an approval.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GuardFacts(long PeopleInScope, long PeopleRemoved, long Removed);

/// <summary>The guard's answer.</summary>
/// <param name="Holds">All pending removals are staged, none is carried out.</param>
/// <param name="Limit">How many removals pass in the window.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GuardVerdict(bool Holds, long Pending, long Removed, long Limit, TimeSpan Window)
{
    /// <summary>The answer as a sentence for log and mail.</summary>
    public string Sentence =>
        $"{Pending} {(Pending == 1 ? "removal" : "removals")}, after {Removed} in the last "
        + $"{Window.TotalHours:0.#} hours, {(Pending == 1 ? "is" : "are")} more than the {Limit} that pass without an "
        + "approval.";
}

/// <summary>
/// The guard step, between the scope pass and the first write: so many removals as could only be a mistake wait for a
/// person (ENT-DEP-10 to 13). Counted over a rolling window, because cycles take seconds here. Pure.
/// </summary>
public static class Guard
{
    /// <summary>More than the limit is held; the limit itself passes (ENT-DEP-11).</summary>
    public static GuardVerdict Judge(GuardSettings settings, GuardFacts facts, long pending)
    {
        var share = (long)Math.Floor((facts.PeopleInScope + facts.PeopleRemoved) * settings.Percent / 100);
        var limit = Math.Max(settings.Count, share);
        return new(settings.Enabled && facts.Removed + pending > limit, pending, facts.Removed, limit, settings.Window);
    }
}
