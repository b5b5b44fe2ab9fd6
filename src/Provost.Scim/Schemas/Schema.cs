namespace Provost.Scim.Schemas;

/// <summary>A named set of attributes (RFC 7643 §7).</summary>
/// <param name="Id">The URN; compared without case.</param>
/// <param name="Name">The short name.</param>
/// <param name="Description">What the schema is for.</param>
/// <param name="Attributes">
/// The attributes, without the common ones (<c>id</c>, <c>externalId</c>, <c>meta</c>, <c>schemas</c>).
/// </param>
public sealed record Schema(string Id, string Name, string Description, IReadOnlyList<SchemaAttribute> Attributes)
{
    /// <summary>The attribute of that name, without case.</summary>
    public SchemaAttribute? Find(string name) => Attributes.Named(name);

    /// <summary>The same schema with one attribute changed; the name says which.</summary>
    public Schema With(string name, Func<SchemaAttribute, SchemaAttribute> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (Find(name) is not { } found)
            throw new ArgumentException($"Schema {Name} has no attribute '{name}'.", nameof(name));

        return this with
        {
            Attributes = [.. Attributes.Select(a => ReferenceEquals(a, found) ? change(a) : a)],
        };
    }
}

/// <summary>Finds attributes by name.</summary>
internal static class AttributeLists
{
    /// <summary>
    /// A schema has some twenty attributes, so that a scan is as quick as a table and survives <c>with</c>.
    /// </summary>
    public static SchemaAttribute? Named(this IReadOnlyList<SchemaAttribute> attributes, string name)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            if (attributes[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return attributes[i];
        }

        return null;
    }
}
