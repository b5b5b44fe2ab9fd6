using System.Runtime.CompilerServices;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>
/// One cycle of one job: settle what was left open, import the changes, decide who leaves, then export: removals first,
/// users, groups without members, then managers and members.
/// </summary>
public sealed class Cycle
{
    private const int PageSize = 256;
    private const int MembersAtOnce = 500;

    /// <summary>
    /// Below this many objects the target is not asked whether it is empty: matching them one by one costs no more.
    /// </summary>
    private const int WorthCounting = 8;

    private readonly SynchronizationJob _job;
    private readonly LeaseKeeper _lease;
    private readonly IJobStore _store;
    private readonly ITarget _target;
    private readonly TimeProvider _time;
    private readonly CycleScope _scope;
    private readonly Pipeline _pipeline;
    private readonly ScopePass _scopePass;
    private readonly Dictionary<ObjectKind, MappingPlan> _mappings;
    private readonly Action<CycleReport> _progress;
    private readonly CancellationToken _stop;
    private CycleReport _report;

    /// <param name="stop">
    /// Ends the cycle: requests under way are brought to their end, no further one is begun, the rest stays in the
    /// backlog.
    /// </param>
    internal Cycle(
        SynchronizationJob job,
        LeaseKeeper lease,
        IJobStore store,
        ITarget target,
        TimeProvider time,
        Func<int, int> random,
        Action<CycleReport> progress,
        CancellationToken stop
    )
    {
        (_job, _lease, _store, _target, _time, _progress, _stop) = (job, lease, store, target, time, progress, stop);
        _report = CycleReport.Begin(job, time.GetUtcNow());
        _scope = new CycleScope(job, lease.Lease, target, store, time, random, _report.CycleId);
        _pipeline = new Pipeline(job.Settings.Profile.Concurrency, CommitAsync);
        _mappings = job.Schema.Compile();
        _scopePass = new ScopePass(job, lease.Lease, store, _scope, _mappings);
    }

    internal async Task<CycleReport> RunAsync(CancellationToken ct)
    {
        var since = _time.GetTimestamp();
        var ended = await StepsAsync(ct);
        Report(ended ? "done" : "stopped");
        return _report with
        {
            Requests = _target.Requests,
            Took = _time.GetElapsedTime(since),
            Interrupted = !ended,
            ResumesAt = ended ? null : _target.PausedUntil,
        };
    }

    /// <summary>False where a step could not be brought to its end: what is left stays in the backlog.</summary>
    private async Task<bool> StepsAsync(CancellationToken ct)
    {
        Report("settling");
        if (!await SettleAsync(ct))
            return false;

        Report("import");
        await _store.ImportChangesAsync(_lease.Lease, _job, _scope.Now, ct);

        Report("scoping");
        await _scopePass.FindLeaversAsync(ct);
        await GuardAsync(ct);
        await CountAsync(ct);

        foreach (var phase in (BacklogPhase[])[BacklogPhase.Removal, BacklogPhase.User, BacklogPhase.Group])
        {
            if (!await ExportAsync(phase, ct))
                return false;
        }

        return await ReferencesAsync(ct);
    }

    private async Task<bool> SettleAsync(CancellationToken ct)
    {
        var open = await _store.OpenIntentsAsync(_job.Number, ct);
        return open.Count == 0 || await _pipeline.RunAsync(new Settling(_store, _scope).OpenAsync(open, ct), _stop, ct);
    }

    private async Task GuardAsync(CancellationToken ct)
    {
        if (await _scopePass.JudgeAsync(ct) is not { Holds: true } verdict)
            return;

        Report("guard");
        _report = _report with { Guard = verdict };
        await CommitAsync(await _scopePass.StageAsync(verdict, ct), ct);
    }

    private async Task CountAsync(CancellationToken ct)
    {
        var size = await _store.BacklogSizeAsync(_job.Number, ct);
        _report = _report with { Total = _report.Done + size.Removals + size.Users + size.Groups };
    }

    private async Task<bool> ExportAsync(BacklogPhase phase, CancellationToken ct)
    {
        Report(
            phase == BacklogPhase.Removal ? "removals"
            : phase == BacklogPhase.User ? "users"
            : "groups"
        );
        var empty = phase != BacklogPhase.Removal && await IsEmptyAsync((ObjectKind)(int)phase, ct);
        return await _pipeline.RunAsync(ObjectsAsync(phase, empty, ct), _stop, ct);
    }

    private async IAsyncEnumerable<Next> ObjectsAsync(
        BacklogPhase phase,
        bool targetIsEmpty,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        for (long after = 0; ; )
        {
            var page = await _store.BacklogAsync(_job, phase, after, PageSize, ct);
            if (page.Count == 0)
                yield break;

            after = page[^1].ObjectNumber;
            foreach (var work in page)
            {
                yield return _mappings.TryGetValue(work.Kind, out var mapping)
                    ? Begin(new ObjectRun(_scope, mapping, phase, work), targetIsEmpty)
                    : new Next.Done(
                        new Outcome
                        {
                            ObjectNumber = work.ObjectNumber,
                            Kind = work.Kind,
                            Settles = phase,
                            EndsEscrow = work.Escrow?.Phase,
                        }
                    );
            }
        }
    }

    /// <summary>The boundary of one object on the reader's side, as in the pipeline.</summary>
    private static Next Begin(ObjectRun run, bool targetIsEmpty) => Begin(() => run.Begin(targetIsEmpty), run.Broken);

    private static Next Begin(Func<Next> begin, Func<Exception, Outcome> broken)
    {
        try
        {
            return begin();
        }
#pragma warning disable CA1031 // Deciding about one object is pure: whatever breaks is this object's failure alone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Next.Done(broken(e));
        }
    }

    /// <summary>A list without a filter that shows nobody saves the look-up of everybody.</summary>
    private async Task<bool> IsEmptyAsync(ObjectKind kind, CancellationToken ct)
    {
        var size = await _store.BacklogSizeAsync(_job.Number, ct);
        var (waiting, known) = kind == ObjectKind.User ? (size.Users, size.HasUsers) : (size.Groups, size.HasGroups);
        if (!_job.Settings.Profile.ListsEverything || waiting < WorthCounting || known != 0)
            return false;

        var answer = await _target.CountAsync(kind, ct);
        if (answer.Outcome == TargetOutcome.NotSent)
            return false;
        CycleStoppedException.ThrowIfEndsCycle(answer);
        return answer is { Succeeded: true, Total: 0, Objects.Count: 0 };
    }

    /// <summary>
    /// Managers and members; what is settled here may be met by what a later object brings, so until nothing is left.
    /// </summary>
    private async Task<bool> ReferencesAsync(CancellationToken ct)
    {
        Report("references");
        var size = await _store.BacklogSizeAsync(_job.Number, ct);
        _report = _report with { Total = _report.Done + size.Managers };
        var going = await _pipeline.RunAsync(ManagersAsync(ct), _stop, ct);
        while (going && await _store.MemberBacklogGroupsAsync(_job, ct) is { Count: > 0 } groups)
            going = await _pipeline.RunAsync(MembersAsync(groups, ct), _stop, ct);
        return going;
    }

    private async IAsyncEnumerable<Next> ManagersAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (long after = 0; ; )
        {
            var page = await _store.ManagerBacklogAsync(_job, after, PageSize, ct);
            if (page.Count == 0)
                yield break;

            after = page[^1].UserNumber;
            foreach (var work in page)
                yield return Begin(
                    () => References.Manager(_scope, work),
                    e => References.BrokenManager(_scope, work, e)
                );
        }
    }

    /// <summary>One batch of every group at a time, so that no group is written by two requests at once.</summary>
    private async IAsyncEnumerable<Next> MembersAsync(
        IReadOnlyList<WorkObject> groups,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var group in groups)
        {
            var members = await _store.MemberBacklogAsync(_job, group.ObjectNumber, 0, MembersAtOnce, ct);
            if (members.Count > 0)
                yield return Begin(
                    () => References.Members(_scope, group, members),
                    e => References.BrokenMembers(_scope, group, members, e)
                );
        }
    }

    private async Task CommitAsync(CommitBatch batch, CancellationToken ct)
    {
        foreach (var outcome in await StoreAsync(batch, ct))
            _report = _report.With(outcome);
        if (_job.Subjects is not null)
            _report = _report with
            {
                Entries = [.. _report.Entries, .. batch.Outcomes.Select(o => o.Entry).OfType<ProvisioningEntry>()],
            };
        _progress(_report with { Requests = _target.Requests });
    }

    /// <summary>What was stored: what cannot be stored of one object is that object's failure alone.</summary>
    private async Task<IReadOnlyList<Outcome>> StoreAsync(CommitBatch batch, CancellationToken ct)
    {
        try
        {
            await _store.CommitAsync(_lease.Lease, _job, batch, ct);
            return batch.Outcomes;
        }
#pragma warning disable CA1031 // Looked into one by one; what concerns all of them (disk, lease) is let through.
        catch (Exception e)
            when (batch.Outcomes.Count > 0
                && e is not (OperationCanceledException or LeaseLostException or EngineException)
            )
#pragma warning restore CA1031
        {
            await _store.CommitAsync(_lease.Lease, _job, batch with { Outcomes = [] }, ct);
        }

        var stored = new List<Outcome>(batch.Outcomes.Count);
        foreach (var outcome in batch.Outcomes)
            stored.Add(await StoreAsync(outcome, ct));
        return stored;
    }

    private async Task<Outcome> StoreAsync(Outcome outcome, CancellationToken ct)
    {
        try
        {
            await _store.CommitAsync(_lease.Lease, _job, new CommitBatch([], [outcome]), ct);
            return outcome;
        }
#pragma warning disable CA1031 // The boundary of one object.
        catch (Exception e) when (e is not (OperationCanceledException or LeaseLostException or EngineException))
#pragma warning restore CA1031
        {
            var failed = Unstored.Of(_scope, outcome, e);
            await _store.CommitAsync(_lease.Lease, _job, new CommitBatch([], [failed]), ct);
            return failed;
        }
    }

    private void Report(string step)
    {
        _report = _report with { Step = step };
        _progress(_report);
    }
}
