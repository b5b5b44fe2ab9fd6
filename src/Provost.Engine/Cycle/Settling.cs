using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>
/// What an earlier run left open is settled before anything else (design §4): a creation is looked up with the value
/// that was sent; every other request makes what we last wrote unknown, so the target is read before a difference is
/// trusted.
/// </summary>
internal sealed class Settling(SynchronizationJob job, IJobStore store, CycleScope cycle)
{
    public async IAsyncEnumerable<Next> OpenAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var intent in await store.OpenIntentsAsync(job.Number, ct))
        {
            var link = await store.LinkAsync(job.Number, intent.ObjectNumber, ct);
            yield return intent.Operation == Operation.Create
                ? new Next.Look(token => CreateAsync(intent, link, token), _ => Doubt(intent, link))
                : new Next.Done(Doubt(intent, link));
        }
    }

    /// <summary>Everything but a creation. Pure.</summary>
    public static Outcome Doubt(Intent intent, Link? link) =>
        intent.Operation switch
        {
            Operation.Members => Ended(intent) with { DoubtfulMembers = intent.Members },
            Operation.Manager => Ended(intent) with
            {
                Link = link is null ? null : link with { ManagerNumber = -1 },
                Enqueue = BacklogPhase.Manager,
            },
            _ => Ended(intent) with
            {
                Link = link is null ? null : link with { Fingerprint = null },
                Enqueue = (BacklogPhase)(int)intent.Kind,
            },
        };

    private async Task<Next> CreateAsync(Intent intent, Link? link, CancellationToken ct)
    {
        var ended = Ended(intent) with { Enqueue = (BacklogPhase)(int)intent.Kind };
        if (link is { HasAccount: true })
            return new Next.Done(ended);

        var values = new List<MatchValue>();
        if (intent is { MatchAttribute: { } attribute, MatchValue: { } value })
            values.Add(new(TargetPath.Parse(attribute), value, 1));
        if (intent.ExternalId is { } externalId && intent.MatchAttribute != "externalId")
            values.Add(new(TargetPath.Parse("externalId"), externalId, 2));
        var found = await cycle.Matching.FindAsync(intent.ObjectNumber, intent.Kind, values, ct);
        return found switch
        {
            // Sent although the look-up had shown accounts: which of them is ours now, nobody can know (design §4.6).
            MatchResult.Found(var account, _) when !intent.SeenAbsent => Doubtful(
                intent,
                "DoubtfulCreation",
                $"An account was being made when the engine stopped; account {account.Id} may be it or another. "
                    + "Decide: provost links decide."
            ),
            MatchResult.Found(var account, _) => new Next.Done(
                ended with
                {
                    Linked = true,
                    Link = new Link(true, null, null, account.Id, Ownership.Created, LinkState.Active, null, null),
                }
            ),
            MatchResult.Absent => new Next.Done(ended),
            MatchResult.Failed(var code, var detail, true, var exchange) => throw new CycleStoppedException(
                code,
                detail,
                exchange
            ),

            // Nobody can know: doubtful, and shown to a person (design §4.6).
            MatchResult.Failed(var code, var detail, _, _) => Doubtful(intent, code, detail),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private Next.Done Doubtful(Intent intent, string code, string detail) =>
        new(
            Ended(intent) with
            {
                Escrow = EscrowSchedule.Next(
                    (BacklogPhase)(int)intent.Kind,
                    intent.ObjectNumber,
                    null,
                    false,
                    code,
                    detail,
                    cycle.Instant()
                ),
            }
        );

    private static Outcome Ended(Intent intent) =>
        new()
        {
            ObjectNumber = intent.ObjectNumber,
            Kind = intent.Kind,
            IntentNumber = intent.Number,
        };
}
