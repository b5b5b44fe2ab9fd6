using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;
using Provost.Scim.Schemas;

namespace Provost.Engine.Synchronization;

/// <summary>What makes a mapping unusable, each as a sentence with its remedy.</summary>
internal static class MappingRules
{
    private const string Manager = $"{TargetSlots.EnterpriseUser}:manager";

    public static IEnumerable<string> Problems(
        ObjectMapping mapping,
        IReadOnlyList<AttributeRule> rules,
        TargetPath? manager,
        TargetPath? members
    )
    {
        if (!mapping.Attributes.Any(a => a.MatchingPriority > 0))
            yield return "No attribute is matched on; give one a matching precedence, for example userName.";
        foreach (var problem in Twice(mapping))
            yield return problem;
        foreach (var problem in rules.SelectMany(r => Problems(r, mapping.Kind)))
            yield return problem;

        if (manager is not null && !IsNamed(manager, "manager"))
            yield return $"{manager}: the manager is a reference and can only go to {Manager}.";
        if (members is not null && !IsNamed(members, "members"))
            yield return $"{members}: members are references and can only go to members.";
        foreach (var reference in mapping.Attributes.Where(a => a.MatchingPriority > 0))
            if (reference.Target == manager || reference.Target == members)
                yield return $"{reference.Target}: a reference cannot be matched on.";
    }

    private static IEnumerable<string> Problems(AttributeRule rule, ObjectKind kind)
    {
        var target = rule.Target;
        if (rule.Mutability == Mutability.ReadOnly)
            yield return $"{target}: the target makes this attribute itself; remove the mapping (ENT-MAP-10).";
        if (rule.Listed is { Type: AttributeType.Reference, ReferencedObjects.Count: > 0 })
            yield return $"{target}: a reference takes [{(kind == ObjectKind.User ? "manager" : "members")}] "
                + "as it is, no function and no constant (ENT-MAP-29).";
        if (rule.Expression?.Source is Expression.Call("Switch", [Expression.SourceValue("manager" or "members"), ..]))
            yield return $"{target}: Switch cannot be applied to a reference (ENT-MAP-29).";
        if (rule.Mapping.MatchingPriority < 0)
            yield return $"{target}: a matching precedence counts from 1.";
        if (rule.IsMatching && rule.Expression is null)
            yield return $"{target}: a mapping of type None gives no value to match on.";
        if (rule.IsMatching && rule.Hidden)
            yield return $"{target}: a hidden value cannot be matched on; it would stand in addresses and in the log.";
        if (rule.IsMatching && rule.OnCreationOnly)
            yield return $"{target}: a value made when the account is created cannot be matched on (ENT-MAP-22).";
        if (rule.Expression?.Source is Expression.SourceValue(var source))
        {
            if (source.Equals("appRoleAssignments", StringComparison.OrdinalIgnoreCase))
                yield return $"{target}: map roles by a function such as SingleAppRoleAssignment (ENT-MAP-34).";
            if (kind == ObjectKind.Group && source.Equals("manager", StringComparison.OrdinalIgnoreCase))
                yield return $"{target}: groups have no manager.";
            if (kind == ObjectKind.User && source.Equals("members", StringComparison.OrdinalIgnoreCase))
                yield return $"{target}: users have no members.";
        }
        if (rule.Mapping.DefaultValue is { Length: > 0 } text && rule.Default.IsNull)
            yield return $"{target}: the default has to be {DefaultOf(rule)}, not '{text}'.";
        if (rule.ClearsWhenNull && (rule.IsMatching || rule.Required || rule.OnCreationOnly || rule.AddsOnly))
            yield return $"{target}: cannot be cleared, because it is "
                + $"{(rule.IsMatching ? "matched on" : rule.Required ? "required" : "not replaced after creation")}.";
    }

    private static string DefaultOf(AttributeRule rule) =>
        rule.Listed?.Type switch
        {
            AttributeType.Integer => "a whole number",
            AttributeType.DateTime => "a date such as 2026-03-01T09:00:00Z",
            _ => "True or False",
        };

    /// <summary>The same target twice, a precedence twice, or an attribute both as a whole and in parts.</summary>
    private static IEnumerable<string> Twice(ObjectMapping mapping)
    {
        var targets = mapping.Attributes.Select(a => a.Target).ToList();
        foreach (var same in targets.GroupBy(t => t.Text, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return $"{same.Key}: mapped {same.Count()} times; keep one.";

        var precedences = mapping.Attributes.Where(a => a.MatchingPriority > 0).GroupBy(a => a.MatchingPriority);
        foreach (var same in precedences.Where(g => g.Count() > 1))
        {
            var names = string.Join(" and ", same.Select(a => a.Target));
            yield return $"Matching precedence {same.Key} is given to {names}.";
        }

        foreach (var whole in targets.Where(t => t is { SubAttribute: null, Selector: null }))
            if (targets.Find(t => IsPartOf(t, whole)) is { } part)
                yield return $"{whole}: mapped as a whole and in parts ({part}); keep one.";
    }

    private static bool IsPartOf(TargetPath part, TargetPath whole) =>
        (part.SubAttribute ?? part.Selector?.Attribute) is not null
        && IsNamed(part, whole.Name)
        && string.Equals(part.Schema, whole.Schema, StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(TargetPath path, string name) =>
        path.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
