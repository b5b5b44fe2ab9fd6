using Provost.Engine.Synchronization;
using Provost.Portal.Parts;

namespace Provost.Portal.Applications;

/// <summary>Something that two people changed differently.</summary>
/// <param name="What">The target attribute, or the part of the mapping.</param>
public sealed record MappingClash(string What, string Mine, string Theirs);

/// <summary>Two people's changes to one mapping, brought together. Pure.</summary>
/// <param name="Mine">Both, and mine where they clash.</param>
/// <param name="Theirs">Both, and theirs where they clash.</param>
public sealed record MappingMerge(ObjectMapping Mine, ObjectMapping Theirs, IReadOnlyList<MappingClash> Clashes)
{
    /// <param name="start">What both began with.</param>
    public static MappingMerge Of(ObjectMapping start, ObjectMapping mine, ObjectMapping theirs)
    {
        List<MappingClash> clashes = [];
        List<AttributeMapping> asMine = [];
        List<AttributeMapping> asTheirs = [];
        var targets = theirs.Attributes.Concat(mine.Attributes).Select(a => a.Target).Distinct();
        foreach (var target in targets)
        {
            var (before, own, other) = (Find(start), Find(mine), Find(theirs));
            var clash = own != before && other != before && own != other;
            if (clash)
                clashes.Add(new MappingClash(target.Text, Text(own), Text(other)));
            Add(asMine, own == before ? other : own);
            Add(asTheirs, clash || own == before ? other : own);

            AttributeMapping? Find(ObjectMapping mapping) => mapping.Attributes.FirstOrDefault(a => a.Target == target);
        }

        var (scopeOfMine, scopeOfTheirs) = Part(Texts.ScopingFilters, m => m.Scope, Text);
        var (enabledOfMine, enabledOfTheirs) = Part(Labels.Enabled, m => m.Enabled, e => e ? Labels.Yes : Labels.No);
        var (flowsOfMine, flowsOfTheirs) = Part(Texts.TargetObjectActions, m => m.FlowTypes, f => f.ToString());
        return new MappingMerge(
            theirs with
            {
                Attributes = asMine,
                Scope = scopeOfMine,
                Enabled = enabledOfMine,
                FlowTypes = flowsOfMine,
            },
            theirs with
            {
                Attributes = asTheirs,
                Scope = scopeOfTheirs,
                Enabled = enabledOfTheirs,
                FlowTypes = flowsOfTheirs,
            },
            clashes
        );

        (T Mine, T Theirs) Part<T>(string what, Func<ObjectMapping, T> part, Func<T, string> text)
        {
            var (before, own, other) = (text(part(start)), text(part(mine)), text(part(theirs)));
            if (own == before)
                return (part(theirs), part(theirs));
            if (other == before || other == own)
                return (part(mine), part(mine));
            clashes.Add(new MappingClash(what, own, other));
            return (part(mine), part(theirs));
        }
    }

    private static void Add(List<AttributeMapping> all, AttributeMapping? one)
    {
        if (one is not null)
            all.Add(one);
    }

    private static string Text(AttributeMapping? one) =>
        one switch
        {
            null => Texts.NotMapped,
            { Source: { } source } => source,
            { DefaultValue: { } value } => Labels.FormatAlwaysTheValue(value),
            _ => Texts.None,
        };

    private static string Text(ScopingFilter? scope) =>
        scope is null
            ? Texts.None
            : string.Join(" OR ", scope.Groups.Select(g => $"{g.Title}: {string.Join(" AND ", g.Clauses)}"));
}
