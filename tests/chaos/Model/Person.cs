namespace Provost.Chaos.Model;

internal enum Life
{
    Live,
    Deleted,
    Purged,
}

/// <summary>Somebody in the directory, as acknowledged.</summary>
internal sealed record Person(string Key, string Id)
{
    public required string Upn { get; init; }

    public string? Mail { get; init; }

    /// <summary>Never used for two people, so that every account says whose it is: it is mapped to externalId.</summary>
    public string Nick => Key;

    public required string DisplayName { get; init; }

    public string? Title { get; init; }

    public string? Department { get; init; }

    public bool Enabled { get; init; } = true;

    public Life Life { get; init; } = Life.Live;

    public string? Manager { get; init; }

    public bool IsActive => Enabled && Life == Life.Live;
}

/// <summary>A group of the directory, as acknowledged.</summary>
internal sealed record Team(string Key, string Id, string Name)
{
    public Life Life { get; init; } = Life.Live;

    /// <summary>Keys of people and groups.</summary>
    public IReadOnlySet<string> Members { get; init; } = new HashSet<string>();
}

/// <summary>An application, as acknowledged.</summary>
internal sealed record AppState(string Name, bool Nested, bool Deletes)
{
    /// <summary>Which property of a person feeds the title.</summary>
    public string TitleFrom { get; init; } = "jobTitle";

    /// <summary>A department, or one with a <c>!</c> in front; null lets everybody in.</summary>
    public string? Filter { get; init; }

    public bool All { get; init; }

    /// <summary>The policy, nesting or filter changed meanwhile: what was to happen to a leaver depends on when.</summary>
    public bool PolicyChanged { get; init; }

    public IReadOnlySet<string> Assigned { get; init; } = new HashSet<string>();
}
