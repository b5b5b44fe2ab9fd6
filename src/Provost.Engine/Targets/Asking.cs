using Provost.Engine.Directory;

namespace Provost.Engine.Targets;

/// <summary>
/// What a request is for: the same status means different things to a query, a create and a delete (scim-wire A.11).
/// </summary>
internal enum Asked
{
    Query,
    Get,
    Create,
    Patch,
    Put,
    Delete,
}

/// <summary>One request, before it is sent.</summary>
/// <param name="Shown">The URL for people and logs, without what an administrator added to the tenant URL.</param>
internal sealed record Asking(Asked What, Uri Url, string Shown, ReadOnlyMemory<byte> Body = default)
{
    public ObjectKind Kind { get; init; }

    public HttpMethod Method =>
        What switch
        {
            Asked.Create => HttpMethod.Post,
            Asked.Patch => HttpMethod.Patch,
            Asked.Put => HttpMethod.Put,
            Asked.Delete => HttpMethod.Delete,
            _ => HttpMethod.Get,
        };

    /// <summary>Whether sending it twice does no more than sending it once.</summary>
    public bool Repeatable => What != Asked.Create;
}

/// <summary>Why there is no complete answer.</summary>
internal enum Fault
{
    None,

    /// <summary>The lease on the job is gone, nothing was sent.</summary>
    LeaseLost,

    /// <summary>The target asked for a longer pause than a cycle waits, nothing was sent.</summary>
    Paused,

    /// <summary>The cycle was stopped, nothing was sent.</summary>
    Stopped,

    /// <summary>The address is one that requests may not go to, nothing was sent.</summary>
    Blocked,

    /// <summary>The authorization server gives no access token for the credentials, nothing was sent.</summary>
    TokenRefused,

    /// <summary>The authorization server cannot be asked for an access token, nothing was sent.</summary>
    TokenUnavailable,

    /// <summary>No connection: refused, unknown name, no TLS.</summary>
    Unreachable,

    /// <summary>The connection broke before the answer was complete.</summary>
    Broken,

    TimedOut,

    /// <summary>The answer is longer than anything a SCIM server sends.</summary>
    TooLong,
}
