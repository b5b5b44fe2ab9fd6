using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Scim.Schemas;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>What a schema is judged by before it is saved: every mistake at once, each with place and remedy.</summary>
public static class SchemaRules
{
    private static readonly string[] Computed = ["IsSoftDeleted", "appRoleAssignments", "members", "manager"];

    /// <summary>Mistakes and warnings; with a mistake the schema is not saved.</summary>
    public static IReadOnlyList<SchemaProblem> Problems(SynchronizationSchema schema, JobSettings settings) =>
        [
            .. schema.For(ObjectKind.User) is null
                ? [new SchemaProblem("User", "the mapping of users cannot be missing or off (ENT-SCO-6).")]
                : Array.Empty<SchemaProblem>(),
            .. schema.ObjectMappings.SelectMany(m => Problems(m, schema.DefinitionOf(m.Kind), settings)),
        ];

    /// <exception cref="EngineException">There is a mistake; the message names all of them.</exception>
    public static void Check(SynchronizationSchema schema, JobSettings settings)
    {
        var mistakes = Problems(schema, settings).Where(p => !p.IsWarning).ToList();
        if (mistakes.Count > 0)
            throw new EngineException($"The schema cannot be saved.\n  {string.Join("\n  ", mistakes)}");
    }

    private static IEnumerable<SchemaProblem> Problems(
        ObjectMapping mapping,
        TargetDefinition target,
        JobSettings settings
    ) =>
        MappingPlan
            .Problems(mapping, target)
            .Concat(CompiledFilter.Problems(mapping.Scope ?? new ScopingFilter([]), mapping.Kind))
            .Concat(Unmapped(mapping, target))
            .Concat(mapping.Attributes.SelectMany(a => Attribute(a, target, settings)))
            .Select(message => new SchemaProblem($"{mapping.Kind}", message))
            .Concat(mapping.Attributes.SelectMany(a => Unknown(a, mapping.Kind)));

    private static IEnumerable<string> Unmapped(ObjectMapping mapping, TargetDefinition target) =>
        target
            .Attributes.Where(a =>
                a is { Required: true, Anchor: false, DefaultValue: null, Mutability: not Mutability.ReadOnly }
                && !mapping.Attributes.Any(m => target.Find(m.Target) == a)
            )
            .Select(a => $"{a.Name}: the target requires it, so it has to be mapped (ENT-MAP-9).");

    private static IEnumerable<string> Attribute(
        AttributeMapping attribute,
        TargetDefinition target,
        JobSettings settings
    )
    {
        if (target.Find(attribute.Target) is null)
            yield return $"{attribute.Target}: is not in the target's attribute list; add it there with its type.";
        if (settings.Scope == ScopeSetting.All && Names(attribute, "appRoleAssignments"))
            yield return $"{attribute.Target}: roles come with assignments, so the scope cannot be all (ENT-SCO-14).";
    }

    private static IEnumerable<SchemaProblem> Unknown(AttributeMapping attribute, ObjectKind kind) =>
        Read(attribute)
            .Where(name =>
                SourceAttributes.TypeOf(kind, name) is null
                && !Computed.Contains(name, StringComparer.OrdinalIgnoreCase)
            )
            .Select(name => new SchemaProblem(
                $"{kind}",
                $"{attribute.Target}: the directory has no attribute {name} of its own; an extension may.",
                IsWarning: true
            ));

    private static bool Names(AttributeMapping attribute, string name) =>
        Read(attribute).Contains(name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Read(AttributeMapping attribute) =>
        attribute.Source is { } source && Expression.TryParse(source).Value is { } parsed
            ? parsed.Compile().Attributes
            : [];
}
