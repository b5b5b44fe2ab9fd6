using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>The mapping step for one kind of object, made ready once for each version of a schema. Pure.</summary>
public sealed class MappingPlan
{
    private readonly AttributeRule[] _rules;
    private readonly AttributeRule[] _matching;

    private MappingPlan(ObjectMapping mapping, AttributeRule[] rules, TargetPath? manager, TargetPath? members)
    {
        Mapping = mapping;
        _rules = rules;
        _matching = [.. rules.Where(r => r.IsMatching).OrderBy(r => r.Mapping.MatchingPriority)];
        ManagerPath = manager;
        MembersPath = members;
        Body = new TargetBody(Kind, rules);
        Always = [.. rules.Where(r => !r.OnCreationOnly)];
        ReadsIsSoftDeleted = Array.Exists(rules, r => r.ReadsIsSoftDeleted);
        ReadsAppRoleAssignments = Array.Exists(
            rules,
            r => r.Expression?.Attributes.Contains("appRoleAssignments") ?? false
        );
    }

    public ObjectMapping Mapping { get; }

    public ObjectKind Kind => Mapping.Kind;

    /// <summary>The rules for values, in the order of the mapping; references are not among them.</summary>
    public IReadOnlyList<AttributeRule> Rules => _rules;

    /// <summary>The rules whose value is kept up after the account is created.</summary>
    internal AttributeRule[] Always { get; }

    /// <summary>
    /// Where a user's manager goes, null if it is not mapped. References are exported after the objects (ENT-CYC-5).
    /// </summary>
    public TargetPath? ManagerPath { get; }

    /// <summary>Where a group's members go, null if they are not mapped (ENT-CYC-6).</summary>
    public TargetPath? MembersPath { get; }

    public bool MapsManager => ManagerPath is not null;

    /// <summary>An attribute says whether the account is in use: leaving can be written (ENT-DEP-2).</summary>
    public bool ReadsIsSoftDeleted { get; }

    /// <summary>An expression asks for the object's roles.</summary>
    public bool ReadsAppRoleAssignments { get; }

    public bool MapsMembers => MembersPath is not null;

    /// <summary>Writes the request that creates an account.</summary>
    public TargetBody Body { get; }

    /// <summary>Whether values of this attribute are not to be shown.</summary>
    public bool Hides(TargetPath path) => Array.Exists(_rules, r => r.Hidden && r.Target == path);

    /// <summary>Makes a mapping ready, or names every mistake in it at once.</summary>
    /// <param name="target">The target attribute list; that of RFC 7643 if it is left out.</param>
    public static MappingPlan Compile(ObjectMapping mapping, TargetDefinition? target = null)
    {
        var (plan, problems) = Try(mapping, target ?? TargetDefinitions.Of(mapping.Kind));
        return plan ?? throw new EngineException($"'{mapping.Title}' cannot be used. {string.Join(" ", problems)}");
    }

    /// <summary>Every mistake in a mapping, each a sentence with the attribute and the remedy.</summary>
    public static IReadOnlyList<string> Problems(ObjectMapping mapping, TargetDefinition target) =>
        Try(mapping, target).Problems;

    private static (MappingPlan? Plan, IReadOnlyList<string> Problems) Try(
        ObjectMapping mapping,
        TargetDefinition target
    )
    {
        var problems = new List<string>();
        var rules = new List<AttributeRule>();
        TargetPath? manager = null;
        TargetPath? members = null;

        foreach (var attribute in mapping.Attributes)
        {
            var parsed = attribute.Source is null ? null : Expression.TryParse(attribute.Source);
            if (parsed is { Succeeded: false })
                problems.Add($"{attribute.Target}: {parsed.Message}");
            else if (IsReference(parsed?.Value, "manager", ObjectKind.User, mapping.Kind))
                manager = attribute.Target;
            else if (IsReference(parsed?.Value, "members", ObjectKind.Group, mapping.Kind))
                members = attribute.Target;
            else
                rules.Add(new AttributeRule(rules.Count, attribute, parsed?.Compiled, target.Find(attribute.Target)));
        }

        problems.AddRange(MappingRules.Problems(mapping, rules, manager, members));
        return (problems.Count == 0 ? new MappingPlan(mapping, [.. rules], manager, members) : null, problems);
    }

    /// <summary>
    /// Every rule's value for one object. A rule that fails is a value, too: it concerns one attribute.
    /// </summary>
    public MappedObject Map(DirectoryObject source, MappingContext context)
    {
        var evaluation = new EvaluationContext(
            source,
            context.IsSoftDeleted,
            context.Now,
            context.Random,
            context.AppRoleAssignments
        );
        var results = new Evaluation[_rules.Length];
        for (var i = 0; i < results.Length; i++)
            results[i] = _rules[i].Evaluate(evaluation);
        return new(this, results);
    }

    /// <summary>
    /// What to look the account up by, in the order of precedence; empty values are passed over (ENT-MAP-14 to 17).
    /// </summary>
    public IReadOnlyList<MatchValue> MatchValues(MappedObject mapped)
    {
        var values = new List<MatchValue>(_matching.Length);
        foreach (var rule in _matching)
            if (mapped.ValueOnCreation(rule) is { IsNullOrEmpty: false } value)
                values.Add(new(rule.Target, value.ToString(), rule.Mapping.MatchingPriority));
        return values;
    }

    private static bool IsReference(Expression? expression, string name, ObjectKind expected, ObjectKind actual) =>
        expected == actual
        && expression is Expression.SourceValue(var source)
        && source.Equals(name, StringComparison.OrdinalIgnoreCase);
}
