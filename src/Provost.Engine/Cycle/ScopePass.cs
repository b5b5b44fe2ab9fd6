using System.Runtime.CompilerServices;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>
/// The first pass of a cycle, from our own tables only and before the first write: who leaves, and whether so many may
/// leave without a person's approval.
/// </summary>
internal sealed class ScopePass(
    SynchronizationJob job,
    Lease lease,
    IJobStore store,
    CycleScope cycle,
    IReadOnlyDictionary<ObjectKind, MappingPlan> mappings
)
{
    private const int PageSize = 256;

    /// <summary>Puts whoever leaves in front of everything else.</summary>
    public async Task FindLeaversAsync(CancellationToken ct)
    {
        for (long after = 0; ; )
        {
            var page = await store.LinkedBacklogAsync(job, after, PageSize, ct);
            if (page.Count == 0)
                return;

            after = page[^1].ObjectNumber;
            var leavers = page.Where(w => w.Staged is null or StagedState.Approved && Removal(w) is not null)
                .Select(w => w.ObjectNumber)
                .ToList();
            if (leavers.Count > 0)
                await store.MarkRemovalsAsync(lease, leavers, ct);
        }
    }

    /// <summary>The guard step. Null where there is nothing to judge.</summary>
    public async Task<GuardVerdict?> JudgeAsync(CancellationToken ct)
    {
        if (!job.Settings.Guard.Enabled)
            return null;

        long pending = 0;
        await foreach (var _ in PendingAsync(ct))
            pending++;
        if (pending == 0)
            return null;

        var facts = await store.GuardFactsAsync(job.Number, cycle.Now - job.Settings.Guard.Window, ct);
        return Guard.Judge(job.Settings.Guard, facts, pending);
    }

    /// <summary>
    /// Every pending removal as one that waits for a person (ENT-DEP-12). To be stored in one commit: what is left of
    /// a wave that was staged in part would be small enough to pass.
    /// </summary>
    public async Task<CommitBatch> StageAsync(GuardVerdict verdict, CancellationToken ct)
    {
        var outcomes = new List<Outcome>();
        await foreach (var (work, scope, planned) in PendingAsync(ct))
            outcomes.Add(Staged(work, scope, planned, verdict));
        return new CommitBatch([], outcomes);
    }

    private Outcome Staged(WorkObject work, ScopeDecision scope, PlannedChange planned, GuardVerdict verdict) =>
        new()
        {
            ObjectNumber = work.ObjectNumber,
            Kind = work.Kind,
            Settles = BacklogPhase.Removal,
            EndsEscrow = work.Escrow?.Phase,
            Due = scope.Filter?.ChangesAt,
            Stage = new StagedRemoval(
                work.ObjectNumber,
                work.Kind,
                StagedState.Waiting,
                planned is PlannedChange.Delete,
                work.Name,
                scope.Sentence,
                cycle.Now
            ),
            Entry = cycle.Entry(
                work,
                cycle.Stamp(),
                work.Link?.TargetId,
                ProvisioningAction.StagedDelete,
                ProvisioningStatus.Skipped,
                "TooManyDeletes",
                new EntryBody
                {
                    Reason = $"{scope.Sentence} Held: {verdict.Sentence}",
                    IsActive = scope.IsActive,
                    IsAssigned = scope.IsAssigned,
                    HasRequiredRole = scope.HasRequiredRole,
                }
            ),
        };

    private async IAsyncEnumerable<(WorkObject Work, ScopeDecision Scope, PlannedChange Planned)> PendingAsync(
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        for (long after = 0; ; )
        {
            var page = await store.BacklogAsync(job, BacklogPhase.Removal, after, PageSize, ct);
            if (page.Count == 0)
                yield break;

            after = page[^1].ObjectNumber;
            foreach (var work in page)
                if (work.Staged is null && Removal(work) is { } planned)
                    yield return (work, cycle.Decide(work), planned);
        }
    }

    /// <summary>What takes this object's access away; null where nothing does.</summary>
    private PlannedChange? Removal(WorkObject work)
    {
        if (!mappings.TryGetValue(work.Kind, out var mapping))
            return null;

        // What cannot be decided here is a failure of its own later in the cycle; nobody loses access by it.
        if (work.Problem is not null || cycle.TryDecide(work) is not { InScope: false } scope)
            return null;
        if (scope.Filter is { Problem: not null })
            return null;
        var planned = Processing.Begin(scope, cycle.Means(mapping), work.Link, 0, false, cycle.Now);
        return Processing.IsRemoval(scope, planned) ? planned : null;
    }
}
