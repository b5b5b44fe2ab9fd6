namespace Provost.Scim.Schemas;

/// <summary>
/// The two shapes that most attributes have, so that a schema reads like the tables of RFC 7643 §8.7.
/// </summary>
internal static class SchemaNotation
{
    public static SchemaAttribute Text(string name, string description) => new(name, AttributeType.String, description);

    public static SchemaAttribute Flag(string name, string description) =>
        new(name, AttributeType.Boolean, description);

    /// <summary>A multi-valued attribute with the sub-attributes of RFC 7643 §2.4.</summary>
    public static SchemaAttribute Multi(
        string name,
        string description,
        SchemaAttribute value,
        params IReadOnlyList<string> types
    ) =>
        new(name, AttributeType.Complex, description)
        {
            MultiValued = true,
            SubAttributes =
            [
                value,
                Text("display", "The name to show for it."),
                Text("type", "What it is for.") with
                {
                    CanonicalValues = types,
                },
                Flag("primary", "Whether this is the preferred one."),
            ],
        };

    /// <summary>The same attribute and its parts, none of which a client can change.</summary>
    public static SchemaAttribute Fixed(this SchemaAttribute attribute) =>
        attribute with
        {
            Mutability = Mutability.ReadOnly,
            SubAttributes = [.. attribute.SubAttributes.Select(a => a.Fixed())],
        };
}
