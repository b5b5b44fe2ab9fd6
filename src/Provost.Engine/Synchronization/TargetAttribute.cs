using Provost.Engine.Directory;
using Provost.Engine.Targets;
using Provost.Scim.Schemas;

namespace Provost.Engine.Synchronization;

/// <summary>What is known of one attribute of the target (ENT-TRM-5, ENT-MAP-26).</summary>
/// <param name="Name">
/// As mappings write it: <c>userName</c>, <c>emails[type eq "work"].value</c>, an extension's with its URN.
/// </param>
public sealed record TargetAttribute(string Name, AttributeType Type = AttributeType.String)
{
    public bool MultiValued { get; init; }

    /// <summary>No object is created without a value for it (ENT-TRM-6).</summary>
    public bool Required { get; init; }

    /// <summary>A difference in case alone is a difference (ENT-TRM-7).</summary>
    public bool CaseExact { get; init; }

    /// <summary>The target's own key; exactly one for each kind of object.</summary>
    public bool Anchor { get; init; }

    public Mutability Mutability { get; init; }

    /// <summary>What a reference leads to: <c>User</c>, <c>Group</c>.</summary>
    public IReadOnlyList<string> ReferencedObjects { get; init; } = [];

    /// <summary>Sent where a required attribute has no other value (ENT-TRM-6).</summary>
    public string? DefaultValue { get; init; }

    /// <summary>Ours: its values are never shown, neither in the log nor in a recorded request.</summary>
    public bool Sensitive { get; init; }
}

/// <summary>The target attribute list of one kind of object (ENT-TRM-2).</summary>
public sealed record TargetDefinition(ObjectKind Kind, IReadOnlyList<TargetAttribute> Attributes)
{
    /// <summary>The attribute that a path leads to; null for one that is not in the list.</summary>
    public TargetAttribute? Find(TargetPath path) =>
        Attributes.FirstOrDefault(a => Same(a.Name, Plain(path)))
        ?? (path.Selector is null ? null : Attributes.FirstOrDefault(a => IsSibling(a.Name, path)));

    /// <summary>This list with what another one knows besides.</summary>
    public TargetDefinition Over(TargetDefinition other) =>
        this with
        {
            Attributes = [.. Attributes, .. other.Attributes.Where(o => !Attributes.Any(a => Same(a.Name, o.Name)))],
        };

    /// <summary>
    /// The list is not complete where a target names its own types: any e-mail address is like the others.
    /// </summary>
    private static bool IsSibling(string name, TargetPath path) =>
        TargetPath.TryParse(name, out var listed, out _)
        && listed.Selector is not null
        && Same(listed.Name, path.Name)
        && Same(listed.SubAttribute ?? "value", path.SubAttribute ?? "value")
        && Same(listed.Schema ?? "", path.Schema ?? "");

    /// <summary>A core attribute may be written with its URN.</summary>
    private static string Plain(TargetPath path) =>
        path.Schema is { } schema && TargetSlots.IsCore(path) ? path.Text[(schema.Length + 1)..] : path.Text;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
