using Provost.Engine.Queries;

namespace Provost.Engine.Logs;

/// <summary>A page of a log in the order of time.</summary>
public sealed record LogPage
{
    /// <summary>
    /// What entries have to be like. A store leaves out what it knows not to pass; whoever asks looks at the rest.
    /// </summary>
    public FilterNode? Filter { get; init; }

    public bool OldestFirst { get; init; }

    /// <summary>The number of the entry that the page comes after, in its order.</summary>
    public long? Beyond { get; init; }

    /// <summary>Of the provisioning log: only entries about the object with this number in the directory.</summary>
    public long? ObjectNumber { get; init; }

    /// <summary>Only the entry with this number.</summary>
    public long? Number { get; init; }

    public int Take { get; init; } = 100;
}

/// <summary>An entry of the provisioning log with what it belongs to.</summary>
public sealed record LoggedEntry(
    ProvisioningEntry Entry,
    string JobId,
    Guid ApplicationId,
    Guid AppId,
    string ApplicationName
);
