using Provost.Scim.Filters;

namespace Provost.Scim.Schemas;

/// <summary>What a path names in a resource type.</summary>
/// <param name="Kind">An attribute, a whole schema, or nothing that is known.</param>
/// <param name="Extension">The URN of the extension that holds it; null for the core.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Sub">The sub-attribute.</param>
internal readonly record struct AttributeTarget(
    TargetKind Kind,
    string? Extension = null,
    SchemaAttribute? Attribute = null,
    SchemaAttribute? Sub = null
)
{
    private static readonly AttributeTarget Unknown = new(TargetKind.Unknown);

    /// <summary>
    /// A bare name is looked for in the core first, then in the extensions: Entra writes <c>manager</c> (scim-wire
    /// A.7).
    /// </summary>
    public static AttributeTarget Resolve(AttributePath path, ResourceType type)
    {
        if (path.Schema is not { } urn)
            return ResolveBare(path, type);

        if (type.IsCore(urn))
            return InCore(path.Name, path.SubAttribute, type);
        if (type.FindExtension(urn) is { } extension)
            return InExtension(extension, path.Name, path.SubAttribute);

        return ResolveWhole(path, type, $"{urn}:{path.Name}");
    }

    /// <summary>A name inside the object of an extension, registered or not.</summary>
    public static AttributeTarget ResolveIn(string urn, AttributePath path, ResourceType type) =>
        type.FindExtension(urn) is { } extension
            ? InExtension(extension, path.Name, path.SubAttribute)
            : new(TargetKind.Attribute, urn, Open(path.Name), path.SubAttribute is { } sub ? Open(sub) : null);

    /// <summary>Only the known URNs say where one ends: the last colon may have cut off its last word.</summary>
    private static AttributeTarget ResolveWhole(AttributePath path, ResourceType type, string longer)
    {
        if (type.IsCore(longer))
            return path.SubAttribute is null ? new(TargetKind.Core) : InCore(path.SubAttribute, null, type);
        if (type.FindExtension(longer) is { } extension)
        {
            return path.SubAttribute is null
                ? new(TargetKind.Extension, extension.Id)
                : InExtension(extension, path.SubAttribute, null);
        }

        return path.SubAttribute is null && EndsWithVersion(path.Schema)
            ? new(TargetKind.Extension, longer)
            : new(TargetKind.Attribute, path.Schema, Open(path.Name), path.SubAttribute is { } sub ? Open(sub) : null);
    }

    private static AttributeTarget ResolveBare(AttributePath path, ResourceType type)
    {
        var found = InCore(path.Name, path.SubAttribute, type);
        for (var i = 0; found.Kind == TargetKind.Unknown && i < type.Extensions.Count; i++)
            found = InExtension(type.Extensions[i], path.Name, path.SubAttribute);

        return found;
    }

    private static AttributeTarget InCore(string name, string? sub, ResourceType type) =>
        Within(type.Schema.Find(name) ?? CommonAttributes.Find(name), sub, null);

    private static AttributeTarget InExtension(Schema extension, string name, string? sub) =>
        Within(extension.Find(name), sub, extension.Id);

    private static AttributeTarget Within(SchemaAttribute? attribute, string? sub, string? extension)
    {
        if (attribute is null)
            return Unknown;
        if (sub is null)
            return new(TargetKind.Attribute, extension, attribute);

        return attribute.Find(sub) is { } found ? new(TargetKind.Attribute, extension, attribute, found) : Unknown;
    }

    /// <summary>An attribute of an extension that nobody registered: whatever it is, it is kept.</summary>
    private static SchemaAttribute Open(string name) => new(name, AttributeType.Unknown, "");

    /// <summary>
    /// Schemas are named <c>…:2.0:User</c>, so that what follows a version is the last word of a URN.
    /// </summary>
    private static bool EndsWithVersion(string? urn) =>
        urn is not null && Version.TryParse(urn.AsSpan(urn.LastIndexOf(':') + 1), out _);
}

/// <summary>What a path can name.</summary>
internal enum TargetKind
{
    /// <summary>Nothing that the schema knows.</summary>
    Unknown,

    /// <summary>An attribute or sub-attribute.</summary>
    Attribute,

    /// <summary>The core schema as a whole.</summary>
    Core,

    /// <summary>An extension as a whole.</summary>
    Extension,
}
