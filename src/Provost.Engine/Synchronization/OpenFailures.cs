namespace Provost.Engine.Synchronization;

/// <summary>Failures that wait for a retry; objects and references are counted apart (ENT-CYC-33).</summary>
/// <param name="Objects">Users and groups.</param>
/// <param name="References">Managers, and groups whose members failed.</param>
/// <param name="Successes">
/// Objects in scope without a failure; 0 while <paramref name="Objects"/> is 0, because nobody asks then.
/// </param>
/// <param name="Dropped">Given up after 28 days, and in none of the other numbers.</param>
public sealed record OpenFailures(long Objects, long References, long Successes, long Dropped)
{
    /// <summary>Removals that the guard holds and nobody has decided about (ENT-DEP-12).</summary>
    public long WaitingRemovals { get; init; }

    /// <summary>The code that most of them have, with the sentence of one of them.</summary>
    public FrequentFailure? MostFrequent { get; init; }
}

public sealed record FrequentFailure(string Code, long Count, string Example);
