namespace Provost.Scim.Schemas;

/// <summary>A kind of resource: its endpoint, its schema and the extensions it may carry (RFC 7643 §6).</summary>
/// <param name="Name">The name, which is also <c>meta.resourceType</c>.</param>
/// <param name="Endpoint">The path under the base, with its slash: <c>/Users</c>.</param>
/// <param name="Schema">The core schema.</param>
/// <param name="Extensions">The registered extensions.</param>
public sealed record ResourceType(string Name, string Endpoint, Schema Schema, IReadOnlyList<Schema> Extensions)
{
    /// <summary>People, with the enterprise extension.</summary>
    public static ResourceType User { get; } = new("User", "/Users", CoreSchemas.User, [CoreSchemas.EnterpriseUser]);

    /// <summary>Groups of people and groups.</summary>
    public static ResourceType Group { get; } = new("Group", "/Groups", CoreSchemas.Group, []);

    /// <summary>The registered extension with that URN, without case; old 1.x URNs are understood.</summary>
    public Schema? FindExtension(string urn)
    {
        var modern = Urns.Modern(urn);
        for (var i = 0; i < Extensions.Count; i++)
        {
            if (Extensions[i].Id.Equals(modern, StringComparison.OrdinalIgnoreCase))
                return Extensions[i];
        }

        return null;
    }

    /// <summary>Whether the URN is that of the core schema, in its present or its 1.x spelling.</summary>
    public bool IsCore(string urn)
    {
        ArgumentNullException.ThrowIfNull(urn);
        return urn.Equals(Schema.Id, StringComparison.OrdinalIgnoreCase) || Urns.IsOldCore(urn);
    }
}
