using System.Text.Json.Nodes;

namespace Provost.Engine.Targets;

/// <summary>What an answer means for the object it was about (scim-wire A.11).</summary>
public enum TargetOutcome
{
    Success,

    /// <summary>The target says in SCIM form that this id is not there.</summary>
    NotFound,

    /// <summary>409: the target has another object with this value.</summary>
    Conflict,

    /// <summary>400, 403, 422 and the like: this object will not be taken as it is.</summary>
    Refused,

    /// <summary>
    /// 408, 429, 5xx, time-out, broken connection: worth another try. For a create: nobody knows whether it happened.
    /// </summary>
    Transient,

    /// <summary>
    /// A create was answered with success but without an id, or its answer was lost: look it up before anything else.
    /// </summary>
    Unknown,

    /// <summary>
    /// The request was not begun, because the cycle was stopped or the target asked for a longer pause than a cycle
    /// waits. Says nothing about the object.
    /// </summary>
    NotSent,

    /// <summary>401: the credentials are refused; the whole job has to stop.</summary>
    Unauthorized,

    /// <summary>
    /// HTML, no ListResponse, 404 to a query: this is no SCIM server that we can work with.
    /// </summary>
    Incompatible,
}

/// <summary>An object as the target shows it.</summary>
/// <param name="Id">The target's id; numbers are read as text.</param>
/// <param name="Json">The resource; empty where the target gave no body.</param>
public sealed record TargetObject(string Id, JsonObject Json);

/// <summary>
/// A request and its answer for the log, with credentials and passwords taken out, bodies cut at 4 KiB.
/// </summary>
public sealed record Exchange(string Method, string Url, string? RequestBody, int Status, string? ResponseBody);

/// <summary>What came back, judged.</summary>
/// <param name="Code">The error code of the provisioning log (ENT-LOG-8), null on success.</param>
/// <param name="Detail">A sentence for a person: what was asked, what came back, what to do.</param>
public sealed record TargetAnswer(TargetOutcome Outcome, string? Code = null, string? Detail = null)
{
    public static TargetAnswer Ok { get; } = new(TargetOutcome.Success);

    public IReadOnlyList<TargetObject> Objects { get; init; } = [];

    public TargetObject? Object => Objects.Count > 0 ? Objects[0] : null;

    public int Total { get; init; }

    /// <summary>When the target asked to be left alone until (Retry-After), as a span.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Of a change of members: the ids that were not added or removed. All others were.</summary>
    public IReadOnlyList<string> NotChanged { get; init; } = [];

    /// <summary>
    /// An answer was lost on the way to this one, so that the request may still be carried out, after this answer.
    /// </summary>
    public bool Lingers { get; init; }

    /// <summary>The failing exchange; not kept for a success.</summary>
    public Exchange? Exchange { get; init; }

    public bool Succeeded => Outcome == TargetOutcome.Success;
}
