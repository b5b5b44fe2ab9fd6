using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>What a request that writes is meant to do.</summary>
public enum Operation
{
    Create = 1,
    Update = 2,
    Disable = 3,
    Delete = 4,
    Members = 5,
    Manager = 6,
}

/// <summary>The parts of a backlog, in the order in which a cycle walks them.</summary>
public enum BacklogPhase
{
    Removal = 0,
    User = 1,
    Group = 2,
    Manager = 3,
    Members = 4,
}

/// <summary>
/// A request that is about to be sent, on disk before it leaves: whoever finds it without an outcome knows what may
/// have happened in the target, and where to look.
/// </summary>
/// <param name="Number">Epoch and a counter: never used twice in a job, and no key without the job.</param>
/// <param name="MatchAttribute">For a create: the matching attribute that is sent, and its value.</param>
/// <param name="BodyHash">A hash of the request's body.</param>
/// <param name="SeenAbsent">The look-up before had said that there is no such account.</param>
/// <param name="Members">For memberships: the numbers of the members concerned.</param>
public sealed record Intent(
    long Number,
    Operation Operation,
    long ObjectNumber,
    ObjectKind Kind,
    string? MatchAttribute = null,
    string? MatchValue = null,
    string? ExternalId = null,
    long BodyHash = 0,
    bool SeenAbsent = false,
    IReadOnlyList<long>? Members = null
)
{
    /// <summary>The longest wait between two looks at a creation; a later one comes from a clock that was wrong.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>What the object was called, for the log: it may be gone when the intent is settled.</summary>
    public string? Name { get; init; }

    public string? SourceId { get; init; }

    /// <summary>
    /// After this instant the request can no longer be carried out. Null while it may be under way.
    /// </summary>
    public DateTimeOffset? SettleFrom { get; init; }

    /// <summary>How often the target was asked for the account since.</summary>
    public int Looks { get; init; }

    /// <summary>When it is settled, or looked at again; null for now.</summary>
    public DateTimeOffset? NextLook { get; init; }

    /// <summary>From then on a look-up that misses the account can be trusted; null while that is not known.</summary>
    public DateTimeOffset? TrustedFrom(TimeSpan staleness) => SettleFrom + staleness;

    public bool IsDue(DateTimeOffset now) => NextLook is not { } next || next <= now;
}

/// <summary>An intent that stays open, because nobody knows yet whether its request was carried out.</summary>
/// <param name="SettleFrom">After this instant the request can no longer be carried out.</param>
public sealed record LeftOpen(long Number, DateTimeOffset SettleFrom, int Looks, DateTimeOffset NextLook);

/// <summary>What became of one object: everything here is stored in one transaction, or not at all.</summary>
public sealed record Outcome
{
    public required long ObjectNumber { get; init; }

    public required ObjectKind Kind { get; init; }

    /// <summary>The backlog row that this settles.</summary>
    public BacklogPhase? Settles { get; init; }

    /// <summary>The intent that this ends, 0 for none.</summary>
    public long IntentNumber { get; init; }

    /// <summary>The intent that stays open after this, because its answer was lost.</summary>
    public LeftOpen? Leaves { get; init; }

    /// <summary>What the account holds is not known: it is read before the next difference is trusted.</summary>
    public bool DoubtsAccount { get; init; }

    /// <summary>Which manager the account has is not known.</summary>
    public bool DoubtsManager { get; init; }

    /// <summary>
    /// The link says nothing new about the manager: what is stored stays, also where it changed since it was read.
    /// </summary>
    public bool KeepsManager { get; init; }

    /// <summary>When the failure that is stored of the object is due next, where that moves.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The link from now on, where it changed.</summary>
    public Link? Link { get; init; }

    /// <summary>
    /// The account is new to us: everything that refers to the object, and its own references, come into the backlog.
    /// </summary>
    public bool Linked { get; init; }

    /// <summary>The object had another account before: what referred to that one has to be written again.</summary>
    public bool Relinked { get; init; }

    public ProvisioningEntry? Entry { get; init; }

    /// <summary>A failure that is to be tried again.</summary>
    public Escrow? Escrow { get; init; }

    /// <summary>An earlier failure of this step that is over.</summary>
    public BacklogPhase? EndsEscrow { get; init; }

    /// <summary>Memberships written (true) or removed (false), by member number.</summary>
    public IReadOnlyList<(long Member, bool Present)>? Members { get; init; }

    /// <summary>Memberships of the backlog that are settled, written or not.</summary>
    public IReadOnlyList<long>? SettledMembers { get; init; }

    /// <summary>Memberships that may or may not have been written, after a crash.</summary>
    public IReadOnlyList<long>? DoubtfulMembers { get; init; }

    /// <summary>When the object is to be looked at again, whatever happens in the directory.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The removal is held by the guard.</summary>
    public StagedRemoval? Stage { get; init; }

    /// <summary>Nothing of this object is held any more.</summary>
    public bool EndsStaging { get; init; }

    /// <summary>Counts for the guard: removed without an approval, at this instant.</summary>
    public DateTimeOffset? Removed { get; init; }

    /// <summary>
    /// Back in scope with the account it had: nobody knows any more which of its memberships the target has.
    /// </summary>
    public bool Restored { get; init; }

    /// <summary>The account is gone: whoever has it as manager is written anew.</summary>
    public bool Gone { get; init; }

    /// <summary>
    /// Memberships whose request failed: written or not, their retry tells, even if the directory changes meanwhile.
    /// </summary>
    public IReadOnlyList<long>? UncertainMembers { get; init; }

    /// <summary>Put the object into the backlog (again).</summary>
    public BacklogPhase? Enqueue { get; init; }

    /// <summary>Not where a failure of the object is stored: its schedule says when it is tried again.</summary>
    public bool UnlessEscrowed { get; init; }
}

/// <summary>What one group commit writes.</summary>
public sealed record CommitBatch(IReadOnlyList<Intent> Intents, IReadOnlyList<Outcome> Outcomes);
