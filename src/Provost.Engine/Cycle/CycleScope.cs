using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>What all objects of one cycle share.</summary>
internal sealed class CycleScope(
    SynchronizationJob job,
    Lease lease,
    ITarget target,
    IJobStore store,
    TimeProvider time,
    Func<int, int> random,
    Guid cycleId
)
{
    private readonly HashSet<long> _sent = [];
    private readonly Dictionary<ObjectKind, CompiledFilter> _filters = job
        .Schema.ObjectMappings.Where(m => m is { Enabled: true, Scope: not null })
        .ToDictionary(
            m => m.Kind,
            m => CompiledFilter.Compile(m.Scope ?? new([]), m.Kind, job.Settings.FilterPatternsMatchWholeValue)
        );
    private long _intents;

    public SynchronizationJob Job => job;

    public ITarget Target => target;

    public Matching Matching { get; } = new(target, store, job);

    public OpenCreations OpenCreations { get; } = new();

    public TargetProfile Profile => job.Settings.Profile;

    public Func<int, int> Random => random;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>The scoping step for one object of the backlog.</summary>
    public ScopeDecision Decide(WorkObject work) =>
        Scoping.Decide(job.Settings, job.ApplicationHasRoles, work.Source, work.Entitlements, Filter(work));

    /// <summary>Null where deciding fails, which is this object's failure alone.</summary>
    public ScopeDecision? TryDecide(WorkObject work)
    {
        try
        {
            return Decide(work);
        }
#pragma warning disable CA1031 // Deciding about one object is pure: whatever breaks is this object's failure alone.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private FilterResult? Filter(WorkObject work) =>
        work.Source is { } source && _filters.TryGetValue(work.Kind, out var filter)
            ? filter.Evaluate(source, work.Groups, Now)
            : null;

    /// <summary>What can be done about objects of this mapping.</summary>
    public Means Means(MappingPlan mapping) =>
        new(
            mapping.Kind,
            mapping.Mapping.FlowTypes,
            Profile.SoftDelete,
            mapping.ReadsIsSoftDeleted,
            job.Settings.Leavers
        );

    /// <summary>
    /// The object's roles, in the order in which the application lists them: the same from one cycle to the next.
    /// </summary>
    public IReadOnlyList<string> Roles(WorkObject work) =>
        [
            .. job
                .Roles.Where(role => work.Entitlements.Any(e => e.RoleId == role.Id))
                .Select(role =>
                    new JsonObject
                    {
                        ["id"] = role.Id.ToString(),
                        ["value"] = role.Value,
                        ["displayName"] = role.DisplayName,
                    }.ToJsonString()
                ),
        ];

    public long Stamp() => time.GetTimestamp();

    public DateTimeOffset Instant() => time.GetUtcNow();

    /// <summary>Never used twice in this job: the epoch is ours alone.</summary>
    public long NextIntent() => (lease.Epoch << 32) | Interlocked.Increment(ref _intents);

    /// <summary>Whether a matching value is sent for the first time in this cycle; only the reader asks.</summary>
    public bool FirstWith(ObjectKind kind, string value) =>
        _sent.Add(Fingerprint.Of(kind == ObjectKind.User ? value : $"group {value}"));

    /// <summary>
    /// The intent ends with the outcome, or stays open until a request whose answer was lost can no longer arrive.
    /// </summary>
    public Outcome Ends(Intent intent, bool lingers, Outcome outcome) => Ends(intent.Number, lingers, outcome);

    /// <inheritdoc cref="Ends(Intent, bool, Outcome)"/>
    public Outcome Ends(long intentNumber, bool lingers, Outcome outcome) =>
        lingers
            ? outcome with
            {
                Leaves = new LeftOpen(
                    intentNumber,
                    time.GetUtcNow() + Profile.RequestTimeout,
                    1,
                    time.GetUtcNow() + Profile.RequestTimeout
                ),
            }
            : outcome with
            {
                IntentNumber = intentNumber,
            };

    public ProvisioningEntry Entry(
        WorkObject work,
        long since,
        string? targetId,
        ProvisioningAction action,
        ProvisioningStatus status,
        string? code,
        EntryBody body
    ) =>
        new(
            0,
            time.GetUtcNow(),
            job.Number,
            cycleId,
            work.ObjectNumber,
            work.Kind,
            work.SourceId,
            work.Name,
            targetId,
            action,
            status,
            code,
            (int)time.GetElapsedTime(since).TotalMilliseconds,
            job.Schema.Version,
            body.Write()
        );

    public Escrow Escrow(BacklogPhase phase, WorkObject work, bool passing, string code, string detail) =>
        EscrowSchedule.Next(phase, work.ObjectNumber, work.Escrow, passing, code, detail, time.GetUtcNow());
}
