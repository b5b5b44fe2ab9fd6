using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>An object of the backlog, with all that is needed to decide about it.</summary>
/// <param name="Source">Null when the object was deleted for good.</param>
/// <param name="Link">Null when the job never evaluated it.</param>
/// <param name="LastName">What the log called an object that is gone.</param>
/// <param name="LastId">The id of an object that is gone.</param>
public sealed record WorkObject(
    long ObjectNumber,
    ObjectKind Kind,
    DirectoryObject? Source,
    Link? Link,
    IReadOnlyList<Entitlement> Entitlements,
    Escrow? Escrow,
    string? LastName = null,
    string? LastId = null
)
{
    /// <summary>Why what is stored of it cannot be read; null where it can. It concerns this object alone.</summary>
    public string? Problem { get; init; }

    /// <summary>The groups that it is a direct member of; only read where a scoping filter asks for them.</summary>
    public IReadOnlyList<GroupName> Groups { get; init; } = [];

    /// <summary>What became of a removal of this object that the guard held; null where none is held.</summary>
    public StagedState? Staged { get; init; }

    /// <summary>Which account a person chose for it; null where nobody had to.</summary>
    public MatchDecision? Decision { get; init; }

    public string Name => Source?.DisplayName ?? LastName ?? $"object {ObjectNumber}";

    public string? SourceId => Source?.Id.ToString() ?? LastId;
}

/// <summary>What a person decided about an object that could not be matched without doubt.</summary>
/// <param name="TargetId">The account that it gets; null for a new one.</param>
public sealed record MatchDecision(string? TargetId);

/// <summary>One membership of a group that may have to be written.</summary>
/// <param name="MemberTargetId">The member's account; null while there is none.</param>
/// <param name="Wanted">The directory has this membership.</param>
/// <param name="Written">We wrote it: null when a crash left that unknown.</param>
public sealed record MemberWork(
    long MemberNumber,
    string? MemberName,
    string? MemberTargetId,
    bool Wanted,
    bool? Written
);

/// <summary>A user whose manager may have to be written.</summary>
/// <param name="WrittenName">The manager that was written last, where the directory still knows who that is.</param>
public sealed record ManagerWork(
    long UserNumber,
    DirectoryObject? Source,
    Link? Link,
    long? ManagerNumber,
    string? ManagerTargetId,
    string? ManagerName,
    string? WrittenName,
    Escrow? Escrow = null
)
{
    /// <inheritdoc cref="WorkObject.Problem"/>
    public string? Problem { get; init; }
}

/// <summary>What saving a schema led to.</summary>
/// <param name="Version">The version that counts now.</param>
/// <param name="Changed">False if it means the same as the one before, so that nobody is looked at again.</param>
/// <param name="Users">How many users the job knows.</param>
public sealed record SchemaSaved(int Version, bool Changed, long Users, long Groups);

/// <summary>How much a cycle has before it.</summary>
/// <param name="HasUsers">The job has an account for somebody.</param>
/// <param name="HasGroups">The job has a group in the target.</param>
public sealed record BacklogSize(
    long Removals,
    long Users,
    long Groups,
    long Managers,
    long Members,
    long HasUsers,
    long HasGroups
)
{
    public long All => Removals + Users + Groups + Managers + Members;
}

/// <summary>Jobs and all that they remember: leases, backlog, intents, links, escrows and log entries.</summary>
public interface IJobStore
{
    Task<SynchronizationJob> CreateAsync(Caller caller, SynchronizationJob job, CancellationToken ct);

    Task<IReadOnlyList<SynchronizationJob>> JobsAsync(CancellationToken ct);

    Task<SynchronizationJob?> FindAsync(Guid applicationId, CancellationToken ct);

    /// <summary>Switches a job on; a quarantine is over, the watermark stays where it was (ENT-CYC-17).</summary>
    Task StartAsync(Caller caller, long jobNumber, CancellationToken ct);

    /// <summary>
    /// Switches a job off. Nothing is lost; a running cycle has to be stopped by whoever runs it (ENT-CYC-18).
    /// </summary>
    Task PauseAsync(Caller caller, long jobNumber, CancellationToken ct);

    /// <summary>
    /// Forgets parts of what a job remembers and switches it on; null for what "Restart provisioning" forgets
    /// (ENT-CYC-21, ENT-CYC-23). An <see cref="EngineException"/> where links are to be dropped and a cycle runs.
    /// </summary>
    Task RestartAsync(Caller caller, long jobNumber, ResetScope? scope, CancellationToken ct);

    /// <summary>
    /// Destroys a job with everything that it remembers (ENT-CYC-19); its log stays in the database, where commands
    /// find it no more. An <see cref="EngineException"/> while a cycle runs.
    /// </summary>
    Task DeleteAsync(Caller caller, long jobNumber, CancellationToken ct);

    /// <summary>
    /// Stores what <paramref name="change"/> makes of the settings that are stored at that moment, so that two people
    /// who change different ones lose nothing. Refused with an <see cref="EngineException"/> where
    /// <see cref="JobSettingsRules"/> finds a mistake.
    /// </summary>
    /// <returns>The settings from now on.</returns>
    Task<JobSettings> SetSettingsAsync(
        Caller caller,
        long jobNumber,
        Func<JobSettings, JobSettings> change,
        CancellationToken ct
    );

    /// <summary>
    /// Stores the next version of the schema and lets the next cycle look at everybody again; links are kept
    /// (ENT-CYC-20, ENT-FIL-3). An equal one changes nothing. It has to have been checked before.
    /// </summary>
    Task<SchemaSaved> SetSchemaAsync(Caller caller, long jobNumber, SynchronizationSchema schema, CancellationToken ct);

    /// <summary>
    /// Stores address and bearer token among the secrets of the job's application. A quarantine is over.
    /// </summary>
    Task SetConnectionAsync(Caller caller, long jobNumber, TargetConnection connection, CancellationToken ct);

    /// <summary>The connection that the application's secrets are; null while there is none.</summary>
    /// <exception cref="EngineException">They do not fit together, or cannot be decrypted.</exception>
    Task<TargetConnection?> ConnectionAsync(long jobNumber, CancellationToken ct);

    /// <summary>The secrets of an application, decrypted; they exist before a job and without one.</summary>
    Task<SecretSet> SecretsAsync(long applicationNumber, CancellationToken ct);

    /// <summary>
    /// Stores the set that <paramref name="change"/> makes of what is stored at that moment, every value encrypted. It
    /// acts on the settings of the application's job (<see cref="SecretSettings"/>), and a quarantine is over. The
    /// audit names keys and no values.
    /// </summary>
    /// <param name="change">
    /// Pure, for example <see cref="SecretSet.Replace"/>: a refresh token that came a moment ago must not be lost.
    /// </param>
    Task SetSecretsAsync(
        Caller caller,
        Application application,
        Func<SecretSet, SecretSet> change,
        CancellationToken ct
    );

    /// <summary>
    /// Writes what Provost itself got for the application, such as the next refresh token; <paramref name="change"/>
    /// is given what is stored at that moment. Neither settings nor a quarantine are touched.
    /// </summary>
    Task RenewSecretsAsync(long applicationNumber, Func<SecretSet, SecretSet> change, CancellationToken ct);

    /// <summary>Takes the job if nobody holds it and raises the epoch; null while somebody does.</summary>
    /// <param name="exclusive">The data directory is locked by this process, so an old lease is a dead one's.</param>
    Task<Lease?> TakeLeaseAsync(long jobNumber, string owner, TimeSpan length, bool exclusive, CancellationToken ct);

    /// <summary>
    /// Moves the end of the lease; throws <see cref="LeaseLostException"/> where it is another's by now.
    /// </summary>
    Task<Lease> RenewLeaseAsync(Lease lease, TimeSpan length, CancellationToken ct);

    /// <summary>
    /// Stores how a cycle ended and gives the lease back. Requests whose outcome was never recorded may arrive until
    /// their deadline. What a person decided about the job after <paramref name="job"/> was read wins over the
    /// quarantine.
    /// </summary>
    /// <param name="job">As the cycle knew it.</param>
    /// <param name="quarantine">From now on; not looked at where <paramref name="change"/> is none.</param>
    /// <returns>False where the quarantine was not touched, because the job is newer.</returns>
    Task<bool> EndCycleAsync(
        Lease lease,
        SynchronizationJob job,
        SynchronizationStatus status,
        Quarantine? quarantine,
        QuarantineChange change,
        CancellationToken ct
    );

    /// <summary>What the job's cycles came to so far.</summary>
    Task<SynchronizationStatus> StatusAsync(long jobNumber, CancellationToken ct);

    /// <summary>How many objects of each kind the job knows (ENT-LOG-13).</summary>
    Task<IReadOnlyList<EntryCount>> EntriesAsync(long jobNumber, CancellationToken ct);

    /// <summary>Requests of an earlier run whose outcome was never recorded.</summary>
    Task<IReadOnlyList<Intent>> OpenIntentsAsync(long jobNumber, CancellationToken ct);

    /// <summary>
    /// Puts what the changes since the stored watermark touch into the backlog and moves the watermark past them, in
    /// one transaction. Without a watermark everybody entitled, and everybody linked, is put there.
    /// </summary>
    /// <exception cref="JobChangedException">The job is newer than <paramref name="job"/>.</exception>
    Task ImportChangesAsync(Lease lease, SynchronizationJob job, DateTimeOffset now, CancellationToken ct);

    /// <summary>Whether the directory has changed since the job's watermark, or a retry is due.</summary>
    Task<bool> HasWorkAsync(SynchronizationJob job, DateTimeOffset now, CancellationToken ct);

    Task<BacklogSize> BacklogSizeAsync(long jobNumber, CancellationToken ct);

    /// <summary>
    /// The next page of a phase in the order of object numbers. Only linked objects in the phase of removals.
    /// </summary>
    Task<IReadOnlyList<WorkObject>> BacklogAsync(
        SynchronizationJob job,
        BacklogPhase phase,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>Objects in the users' and groups' backlog that have an account: only they can be removals.</summary>
    Task<IReadOnlyList<WorkObject>> LinkedBacklogAsync(
        SynchronizationJob job,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>Moves objects to the front of the cycle.</summary>
    Task MarkRemovalsAsync(Lease lease, IReadOnlyCollection<long> objectNumbers, CancellationToken ct);

    Task<IReadOnlyList<ManagerWork>> ManagerBacklogAsync(
        SynchronizationJob job,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>Linked groups that have memberships in the backlog.</summary>
    Task<IReadOnlyList<WorkObject>> MemberBacklogGroupsAsync(SynchronizationJob job, CancellationToken ct);

    Task<IReadOnlyList<MemberWork>> MemberBacklogAsync(
        SynchronizationJob job,
        long groupNumber,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>Links of another object of this job to the same account, so that two people never share one.</summary>
    Task<bool> IsLinkedElsewhereAsync(
        long jobNumber,
        long objectNumber,
        ObjectKind kind,
        string targetId,
        CancellationToken ct
    );

    /// <summary>
    /// One group commit: intents are on disk before this returns, and outcomes with their links, log entries, escrows
    /// and ended intents are one transaction, refused with <see cref="LeaseLostException"/> where the epoch is not ours
    /// any more.
    /// </summary>
    Task CommitAsync(Lease lease, SynchronizationJob job, CommitBatch batch, CancellationToken ct);

    /// <summary>What the guard looks at; removals are counted from <paramref name="since"/> on.</summary>
    Task<GuardFacts> GuardFactsAsync(long jobNumber, DateTimeOffset since, CancellationToken ct);

    /// <summary>Removals that the guard held, the oldest first.</summary>
    Task<IReadOnlyList<StagedRemoval>> StagedAsync(long jobNumber, CancellationToken ct);

    /// <summary>
    /// A person's word on removals that wait: approved ones are carried out by the next cycle (ENT-DEP-13), rejected
    /// ones not until the object has been in scope again. Gives how many it concerned.
    /// </summary>
    /// <param name="objectNumbers">Null for all that wait.</param>
    Task<int> DecideStagedAsync(
        Caller caller,
        long jobNumber,
        IReadOnlyCollection<long>? objectNumbers,
        bool approve,
        CancellationToken ct
    );

    Task<Link?> LinkAsync(long jobNumber, long objectNumber, CancellationToken ct);

    /// <summary>Links with the names of their objects, in the order of object numbers.</summary>
    /// <param name="name">A part of the object's name, or its id, or the account's; null for all.</param>
    Task<IReadOnlyList<NamedLink>> LinksAsync(
        long jobNumber,
        string? name,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>
    /// Forgets which account belongs to an object; neither is changed, and the next cycle matches anew (ENT-TRM-8).
    /// Refused with an <see cref="EngineException"/> while the job is not paused. False where there was no link.
    /// </summary>
    Task<bool> UnlinkAsync(Caller caller, long jobNumber, long objectNumber, CancellationToken ct);

    /// <summary>
    /// What a person decided about an object that could not be matched: it comes up in the next cycle with this.
    /// </summary>
    Task DecideMatchAsync(
        Caller caller,
        long jobNumber,
        long objectNumber,
        MatchDecision decision,
        CancellationToken ct
    );

    Task<IReadOnlyList<Escrow>> EscrowsAsync(long jobNumber, CancellationToken ct);

    /// <summary>All failures with the names of their objects, the next to be tried first, given up ones last.</summary>
    Task<IReadOnlyList<EscrowedObject>> EscrowedObjectsAsync(long jobNumber, CancellationToken ct);

    Task<OpenFailures> OpenFailuresAsync(long jobNumber, CancellationToken ct);

    /// <summary>Tries failed objects again in the next cycle, with a clock that begins anew.</summary>
    /// <param name="objectNumbers">Null for all of them.</param>
    /// <returns>How many failures that were.</returns>
    Task<int> RetryAsync(Caller caller, long jobNumber, IReadOnlyCollection<long>? objectNumbers, CancellationToken ct);

    /// <summary>Forgets failures, which ends their retries (ENT-CYC-23).</summary>
    /// <inheritdoc cref="RetryAsync"/>
    Task<int> ForgetAsync(
        Caller caller,
        long jobNumber,
        IReadOnlyCollection<long>? objectNumbers,
        CancellationToken ct
    );
}
