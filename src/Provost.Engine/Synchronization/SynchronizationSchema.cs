using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>When a mapping's value flows (ENT-MAP-4).</summary>
public enum FlowType
{
    Always,
    ObjectAddOnly,
    MultiValueAddOnly,
}

/// <summary>What may be done to a target's objects (ENT-TRM-3).</summary>
[Flags]
public enum FlowTypes
{
    None = 0,
    Add = 1,
    Update = 2,
    Delete = 4,
    All = Add | Update | Delete,
}

/// <summary>How one attribute of the target gets its value (ENT-TRM-4).</summary>
/// <param name="Target">Where the value goes.</param>
/// <param name="Source">
/// An expression of the mapping language: <c>[mail]</c> for an attribute, <c>"text"</c> for a constant, a function
/// call, or null for a mapping of type None (ENT-MAP-1).
/// </param>
/// <param name="DefaultValue">Used when the source gives null, on creation only (ENT-MAP-3).</param>
/// <param name="MatchingPriority">
/// 0 for an attribute that is not matched on, else its precedence from 1 (ENT-MAP-14).
/// </param>
/// <param name="ClearsWhenNull">
/// Ours: a value that the directory has no more is taken away from the target; otherwise it stays there (ENT-MAP-5).
/// </param>
public sealed record AttributeMapping(
    TargetPath Target,
    string? Source,
    string? DefaultValue = null,
    int MatchingPriority = 0,
    FlowType FlowType = FlowType.Always,
    bool ClearsWhenNull = false
);

/// <summary>How objects of one kind become objects of the target (ENT-TRM-3).</summary>
/// <param name="Title">What people see: <c>Synchronize directory users to Dialpad</c>.</param>
/// <param name="Scope">Which objects it is for (ENT-FIL-2); null for all of them.</param>
public sealed record ObjectMapping(
    ObjectKind Kind,
    string Title,
    IReadOnlyList<AttributeMapping> Attributes,
    bool Enabled = true,
    FlowTypes FlowTypes = FlowTypes.All,
    ScopingFilter? Scope = null
);

/// <summary>
/// The mappings of a job and what is known of the target. A version that was used is never changed, only followed by
/// another.
/// </summary>
/// <param name="Targets">What the target has beside, or otherwise than, RFC 7643; by kind.</param>
/// <param name="Document">
/// The document that the schema was imported from, for what is in it and means nothing here; null without one.
/// </param>
public sealed record SynchronizationSchema(
    int Version,
    IReadOnlyList<ObjectMapping> ObjectMappings,
    IReadOnlyList<TargetDefinition>? Targets = null,
    string? Document = null
)
{
    /// <summary>A scoping filter of this schema asks for memberships.</summary>
    public bool FiltersReadGroups => ObjectMappings.Any(m => m is { Enabled: true, Scope.ReadsGroups: true });

    public ObjectMapping? For(ObjectKind kind) => ObjectMappings.FirstOrDefault(m => m.Kind == kind && m.Enabled);

    /// <summary>The whole target attribute list of a kind.</summary>
    public TargetDefinition DefinitionOf(ObjectKind kind) =>
        Targets?.FirstOrDefault(t => t.Kind == kind)?.Over(TargetDefinitions.Of(kind)) ?? TargetDefinitions.Of(kind);

    /// <summary>Makes the mappings ready that are switched on, or names every mistake in one of them.</summary>
    internal Dictionary<ObjectKind, MappingPlan> Compile() =>
        ObjectMappings
            .Where(m => m.Enabled)
            .ToDictionary(m => m.Kind, m => MappingPlan.Compile(m, DefinitionOf(m.Kind)));

    /// <summary>The names of target attributes whose values are never shown.</summary>
    public IReadOnlySet<string> SensitiveAttributes() =>
        Compile()
            .Values.SelectMany(p => p.Rules)
            .Where(r => r.Hidden)
            .Select(r => r.Target.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// Whether references are mapped; they are written after the objects themselves (ENT-CYC-5, ENT-MAP-29).
/// </summary>
public static class MappedReferences
{
    public static bool MapsManager(this ObjectMapping? mapping) => Maps(mapping, "manager");

    public static bool MapsMembers(this ObjectMapping? mapping) => Maps(mapping, "members");

    private static bool Maps(ObjectMapping? mapping, string name) =>
        mapping?.Attributes.Any(a => a.Target.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? false;
}
