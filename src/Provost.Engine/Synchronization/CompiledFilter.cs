using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>A scoping filter made ready. Pure: the object, its groups and the instant are all that it sees.</summary>
public sealed class CompiledFilter
{
    private readonly (string Title, CompiledClause[] Clauses)[] _groups;
    private readonly int _count;

    private CompiledFilter((string Title, CompiledClause[] Clauses)[] groups)
    {
        _groups = groups;
        var clauses = groups.SelectMany(g => g.Clauses).ToList();
        _count = clauses.Count;
        ReadsGroups = clauses.Exists(c => c.ReadsGroups);
        ReadsClock = clauses.Exists(c => c.ReadsClock);
    }

    /// <summary>A change of a membership can change the result.</summary>
    public bool ReadsGroups { get; }

    /// <summary>Time alone can change the result.</summary>
    public bool ReadsClock { get; }

    /// <summary>Makes a filter ready.</summary>
    /// <param name="patternsMatchWholeValue">
    /// A regular expression has to match all of the value (ENT-FIL-8, <see
    /// cref="JobSettings.FilterPatternsMatchWholeValue"/>).
    /// </param>
    /// <exception cref="EngineException">Every mistake in the filter at once, each with its remedy.</exception>
    public static CompiledFilter Compile(ScopingFilter filter, ObjectKind kind, bool patternsMatchWholeValue)
    {
        var problems = Problems(filter, kind);
        if (problems.Count > 0)
            throw new EngineException($"The scoping filter cannot be used. {string.Join(" ", problems)}");
        return new([
            .. filter.Groups.Select(g =>
                (g.Title, g.Clauses.Select(c => new CompiledClause(c, patternsMatchWholeValue)).ToArray())
            ),
        ]);
    }

    /// <summary>
    /// Every mistake in a filter, each a sentence with its place and its remedy; none if it can be used.
    /// </summary>
    public static IReadOnlyList<string> Problems(ScopingFilter filter, ObjectKind kind) =>
        [
            .. filter.Groups.SelectMany(group =>
                group.Clauses.Count == 0
                    ? [$"Filter '{group.Title}' has no clause; add one or remove the filter."]
                    : group.Clauses.SelectMany(c => FilterRules.Problems(group.Title, c, kind))
            ),
        ];

    /// <summary>Evaluates every clause of every group for one object.</summary>
    /// <param name="groups">The groups that the object is a direct member of; only read if <see cref="ReadsGroups"/>.</param>
    public FilterResult Evaluate(DirectoryObject source, IReadOnlyCollection<GroupName> groups, DateTimeOffset now)
    {
        if (_groups.Length == 0)
            return FilterResult.Everything;

        // What a filter decides is part of IsSoftDeleted (ENT-MAP-33), so here it is what the directory says alone.
        var isSoftDeleted = source is not { AccountEnabled: true, DeletedAt: null };
        var context = new EvaluationContext(source, isSoftDeleted, now, static _ => 0);
        var lines = new List<ClauseResult>(_count);
        string? passed = null;
        string? problem = null;
        DateTimeOffset? changesAt = null;

        foreach (var (title, clauses) in _groups)
        {
            var start = lines.Count;
            foreach (var clause in clauses)
            {
                lines.Add(clause.Evaluate(title, context, groups, out var flips));
                changesAt = Earlier(changesAt, flips);
            }
            var own = lines[start..];
            if (own.TrueForAll(l => l.Passed))
                passed ??= title;
            else if (own.TrueForAll(l => l.Passed || l.Problem is not null))
                problem ??= own.Find(l => l.Problem is not null).ToString();
        }
        return new(passed is not null, passed, lines, changesAt, passed is null ? problem : null);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other : one;
}
