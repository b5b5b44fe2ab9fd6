namespace Provost.Scim.Schemas;

/// <summary>The data types of RFC 7643 §2.3.</summary>
public enum AttributeType
{
    /// <summary>Text.</summary>
    String,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A number with a fraction.</summary>
    Decimal,

    /// <summary>A number without a fraction.</summary>
    Integer,

    /// <summary>An instant with its offset, RFC 3339.</summary>
    DateTime,

    /// <summary>Bytes in base64.</summary>
    Binary,

    /// <summary>A URI, of a resource or of something outside.</summary>
    Reference,

    /// <summary>An object with sub-attributes.</summary>
    Complex,

    /// <summary>Not known: the attribute belongs to an extension that is not registered. Never published.</summary>
    Unknown,
}

/// <summary>Who may change an attribute, and when (RFC 7643 §2.2).</summary>
public enum Mutability
{
    /// <summary>Any time.</summary>
    ReadWrite,

    /// <summary>The server alone.</summary>
    ReadOnly,

    /// <summary>Once, when it has no value yet.</summary>
    Immutable,

    /// <summary>Any time, and nobody can read it.</summary>
    WriteOnly,
}

/// <summary>When an attribute is part of an answer (RFC 7643 §2.2).</summary>
public enum Returned
{
    /// <summary>Unless it is excluded or others are asked for.</summary>
    Default,

    /// <summary>In every answer, even when excluded.</summary>
    Always,

    /// <summary>In no answer.</summary>
    Never,

    /// <summary>Only when asked for by name.</summary>
    Request,
}

/// <summary>Where a value must be unique (RFC 7643 §2.2).</summary>
public enum Uniqueness
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Among the resources of this server.</summary>
    Server,

    /// <summary>Everywhere.</summary>
    Global,
}

/// <summary>What is known of an attribute (RFC 7643 §2.2 and §7).</summary>
/// <param name="Name">The name as it is published; compared without case.</param>
/// <param name="Type">The data type.</param>
/// <param name="Description">What the attribute means.</param>
public sealed record SchemaAttribute(string Name, AttributeType Type, string Description)
{
    /// <summary>Whether the attribute holds an array.</summary>
    public bool MultiValued { get; init; }

    /// <summary>Whether a resource cannot be without it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether text is compared with its case.</summary>
    public bool CaseExact { get; init; }

    /// <summary>Who may change it.</summary>
    public Mutability Mutability { get; init; }

    /// <summary>When it is returned.</summary>
    public Returned Returned { get; init; }

    /// <summary>Where its value must be unique.</summary>
    public Uniqueness Uniqueness { get; init; }

    /// <summary>
    /// Suggested values, published for clients that draw names such as <c>emails[type eq "work"]</c> from them.
    /// </summary>
    public IReadOnlyList<string> CanonicalValues { get; init; } = [];

    /// <summary>What a reference may point to: resource types, <c>external</c> or <c>uri</c>.</summary>
    public IReadOnlyList<string> ReferenceTypes { get; init; } = [];

    /// <summary>The parts of a complex attribute.</summary>
    public IReadOnlyList<SchemaAttribute> SubAttributes { get; init; } = [];

    /// <summary>The sub-attribute of that name, without case.</summary>
    public SchemaAttribute? Find(string name) => SubAttributes.Named(name);

    /// <summary>
    /// Whether its elements name other resources, so that <c>value</c> alone says which one is meant.
    /// </summary>
    internal bool IsReference => Type == AttributeType.Complex && Find("$ref") is not null;
}
