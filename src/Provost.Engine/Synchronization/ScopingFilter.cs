using System.Text.Json.Serialization;

namespace Provost.Engine.Synchronization;

/// <summary>
/// Which objects a mapping is for (ENT-FIL): one group of clauses has to hold. Without groups, all pass.
/// </summary>
/// <param name="Groups">Joined by OR.</param>
public sealed record ScopingFilter(IReadOnlyList<FilterGroup> Groups)
{
    /// <summary>A change of a membership can change what it says.</summary>
    [JsonIgnore]
    public bool ReadsGroups =>
        Groups.Any(g => g.Clauses.Any(c => c.Source.Equals(FilterClause.MemberOf, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>A filter with a title; in Entra's pages this is what is called a filter (ENT-FIL-1).</summary>
/// <param name="Title">What people see, also in the log: <c>Sales people</c>.</param>
/// <param name="Clauses">Joined by AND; there is at least one.</param>
public sealed record FilterGroup(string Title, IReadOnlyList<FilterClause> Clauses);

/// <summary>One condition on one value of an object.</summary>
/// <param name="Source">
/// An attribute (<c>department</c>), an expression of the mapping language (<c>ToLower([mail])</c>), or
/// <see cref="MemberOf"/> for the groups that the object is a member of.
/// </param>
/// <param name="Operand">What the value is compared with; null for an operator that takes nothing.</param>
public sealed record FilterClause(string Source, FilterOperator Operator, string? Operand = null)
{
    /// <summary>The source of a clause on group membership, as Graph names it.</summary>
    public const string MemberOf = "memberOf";

    /// <summary>As people write it: <c>department EQUALS 'Sales'</c>.</summary>
    public override string ToString() =>
        $"{Source} {FilterOperators.Of(Operator).Name}{(Operand is null ? "" : $" '{Operand}'")}";
}
