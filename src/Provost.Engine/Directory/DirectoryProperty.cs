using System.Collections.Frozen;

namespace Provost.Engine.Directory;

/// <summary>The types of properties of users and groups (graph-api 3.3).</summary>
public enum PropertyType
{
    Text,
    Boolean,
    Instant,

    /// <summary>Several texts, in order.</summary>
    Texts,

    /// <summary>Several objects, each kept as a text of JSON.</summary>
    Objects,

    /// <summary>An object whose parts are attributes of their own.</summary>
    Complex,
}

/// <summary>One property of users or groups in Graph.</summary>
/// <param name="Name">As Graph writes it; the attribute of a <see cref="DirectoryObject"/> has the same name.</param>
public sealed record DirectoryProperty(string Name, PropertyType Type = PropertyType.Text)
{
    /// <summary>Clients may set it.</summary>
    public bool Writable { get; init; } = true;

    /// <summary>Shown where no <c>$select</c> says what to show.</summary>
    public bool Default { get; init; }

    /// <summary>Characters a text has at most; 0 where Graph names no limit and ours holds.</summary>
    public int Longest { get; init; }

    /// <summary>What an object has that says nothing about it: only where Graph never shows null.</summary>
    public bool? Otherwise { get; init; }

    /// <summary>The names inside a complex property, each with the attribute that keeps it.</summary>
    public IReadOnlyDictionary<string, string> Parts { get; init; } = FrozenDictionary<string, string>.Empty;
}
