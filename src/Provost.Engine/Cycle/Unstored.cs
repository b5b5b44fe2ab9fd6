using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>What is stored in place of an outcome that cannot be stored: a failure of its object. Pure.</summary>
internal static class Unstored
{
    public static Outcome Of(CycleScope cycle, Outcome outcome, Exception e)
    {
        var (code, detail) =
            e is AccountTakenException
                ? ("DuplicateSourceEntries", e.Message)
                : ("InternalError", $"What became of this object cannot be stored: {e.GetType().Name}: {e.Message}");
        var phase =
            outcome.SettledMembers is not null ? BacklogPhase.Members
            : outcome.Settles == BacklogPhase.Manager ? BacklogPhase.Manager
            : (BacklogPhase)(int)outcome.Kind;
        var work = new WorkObject(
            outcome.ObjectNumber,
            outcome.Kind,
            null,
            null,
            [],
            outcome.Escrow,
            outcome.Entry?.Name,
            outcome.Entry?.SourceId
        );
        var failed = new Outcome
        {
            ObjectNumber = outcome.ObjectNumber,
            Kind = outcome.Kind,
            Settles = outcome.Settles,
            SettledMembers = outcome.SettledMembers,
            UncertainMembers = outcome.Members?.Select(m => m.Member).ToList(),
            DoubtsAccount = true,
            DoubtsManager = phase == BacklogPhase.Manager,
            Escrow = cycle.Escrow(phase, work, passing: false, code, detail),
            Entry = cycle.Entry(
                work,
                cycle.Stamp(),
                outcome.Link?.TargetId,
                outcome.Entry?.Action ?? ProvisioningAction.Other,
                ProvisioningStatus.Failure,
                code,
                new EntryBody { Reason = detail }
            ),
        };
        return outcome.IntentNumber == 0
            ? failed
            : cycle.Ends(outcome.IntentNumber, e is not AccountTakenException, failed);
    }
}
