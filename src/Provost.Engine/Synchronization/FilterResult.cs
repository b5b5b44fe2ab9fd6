namespace Provost.Engine.Synchronization;

/// <summary>A group that an object is a direct member of.</summary>
public readonly record struct GroupName(Guid Id, string DisplayName);

/// <summary>What a filter said of one object.</summary>
/// <param name="Passed">False also where <paramref name="Problem"/> says that nobody can know.</param>
/// <param name="Group">The title of the first group that passed; null if none did, or if the filter has none.</param>
/// <param name="Clauses">Every clause of every group, in order (ENT-FIL-2).</param>
/// <param name="ChangesAt">
/// The first instant at which time alone may give another result; null if it never does.
/// </param>
/// <param name="Problem">
/// Set if the result hangs on a clause that could not be evaluated: the object fails, and nobody is removed for it.
/// </param>
public sealed record FilterResult(
    bool Passed,
    string? Group,
    IReadOnlyList<ClauseResult> Clauses,
    DateTimeOffset? ChangesAt,
    string? Problem
)
{
    /// <summary>What a mapping without a filter says.</summary>
    public static FilterResult Everything { get; } = new(true, null, [], null, null);
}

/// <summary>What one clause said (ENT-FIL-10).</summary>
/// <param name="Title">Of the group that the clause stands in.</param>
/// <param name="Problem">Why it could not be evaluated; null if it could.</param>
public readonly record struct ClauseResult(string Title, FilterClause Clause, bool Passed, string? Problem = null)
{
    /// <summary>For the log: <c>Sales people: department EQUALS 'Sales' is true</c>.</summary>
    public override string ToString() =>
        $"{Title}: {Clause} {(Problem is null ? $"is {(Passed ? "true" : "false")}" : $"is unknown: {Problem}")}";
}
