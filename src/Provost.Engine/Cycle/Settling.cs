using System.Runtime.CompilerServices;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>
/// Requests whose outcome nobody recorded are settled before anything else is decided about their objects (design §4).
/// A creation is looked up with the value that was sent, until it is found, or until a look-up that misses it can be
/// trusted: after the request's deadline and the target's staleness. Every other request makes what we last wrote
/// unknown, at once and again after its deadline, because it may arrive in between.
/// </summary>
internal sealed class Settling(IJobStore store, CycleScope cycle)
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(4),
        TimeSpan.FromSeconds(8),
    ];

    /// <summary>
    /// Of more creations than this, left by a run that died, those that do not show at once are looked for when the
    /// answer can be trusted, and not in between.
    /// </summary>
    private const int LookedForOften = 100;

    /// <summary>Goes through all open intents; those of creations that stay open are known to the cycle afterwards.</summary>
    public async IAsyncEnumerable<Next> OpenAsync(
        IReadOnlyList<Intent> open,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var intent in open.Where(i => i.Operation == Operation.Create))
            cycle.OpenCreations.Add(intent);
        foreach (var intent in open.Where(i => i.IsDue(cycle.Now)))
        {
            var link = await store.LinkAsync(cycle.Job.Number, intent.ObjectNumber, ct);
            if (intent.Operation != Operation.Create)
            {
                yield return new Next.Done(Doubt(intent, link));
                continue;
            }

            yield return new Next.Look(
                token => CreateAsync(intent, link, token),
                e => Undecided(intent, "InternalError", $"Looking for the account failed: {e.Message}").Outcome
            );
        }
    }

    /// <summary>
    /// A creation whose answer was lost just now. The first look was already made.
    /// </summary>
    /// <param name="lingers">It may still be carried out until its deadline, instead of being over.</param>
    public static LeftOpen Begin(CycleScope cycle, Intent intent, bool lingers)
    {
        var now = cycle.Instant();
        var from = lingers ? now + cycle.Profile.RequestTimeout : now;
        return new LeftOpen(intent.Number, from, 1, Next(now, from + cycle.Profile.Staleness, 1));
    }

    /// <summary>Everything but a creation.</summary>
    private Outcome Doubt(Intent intent, Link? link)
    {
        var from = intent.SettleFrom ?? cycle.Now;
        var about = Of(intent) with
        {
            // What was sent is in doubt already where it was looked at before; its log entry is there as well.
            Entry = intent.Looks == 0 ? Interrupted(intent, link) : null,
        };
        about =
            from > cycle.Now
                ? about with
                {
                    Leaves = new LeftOpen(intent.Number, from, intent.Looks + 1, from),
                }
                : about with
                {
                    IntentNumber = intent.Number,
                };
        return intent.Operation switch
        {
            Operation.Members => about with { DoubtfulMembers = intent.Members },
            Operation.Manager => about with { DoubtsManager = true, Enqueue = BacklogPhase.Manager },
            _ => about with { DoubtsAccount = true, Enqueue = (BacklogPhase)(int)intent.Kind },
        };
    }

    private async Task<Next> CreateAsync(Intent intent, Link? link, CancellationToken ct)
    {
        var found = await cycle.Matching.CreatedAsync(intent, ct);
        switch (found)
        {
            // Sent although the look-up had shown accounts: which of them is ours now, nobody can know (design §4.6).
            case MatchResult.Found(var account, _) when !intent.SeenAbsent:
                return Undecided(
                    intent,
                    "DoubtfulCreation",
                    $"The answer to a creation was lost; account {account.Id} may be the new one or another. "
                        + "Decide: provost links decide."
                );
            case MatchResult.Found(var account, _):
                cycle.OpenCreations.Remove(intent);
                return new Next.Done(Settled(intent, link, account.Id));
            case MatchResult.Absent when intent.TrustedFrom(cycle.Profile.Staleness) <= cycle.Now:
                cycle.OpenCreations.Remove(intent);
                return new Next.Done(
                    Of(intent) with
                    {
                        IntentNumber = intent.Number,
                        Enqueue = (BacklogPhase)(int)intent.Kind,
                        UnlessEscrowed = true,
                    }
                );
            case MatchResult.Failed { Passing: false, Code: var code, Detail: var detail }:
                // Nobody can know: doubtful, and shown to a person (design §4.6).
                return Undecided(intent, code, detail);
            default:
                return new Next.Done(Later(intent));
        }
    }

    private Outcome Settled(Intent intent, Link? link, string accountId)
    {
        var phase = (BacklogPhase)(int)intent.Kind;
        var settled = Of(intent) with { IntentNumber = intent.Number, Enqueue = phase, EndsEscrow = phase };
        if (link is { HasAccount: true } known && known.TargetId == accountId)
            return settled;

        return settled with
        {
            Linked = true,
            Relinked = link?.TargetId is not null,
            Link = new Link(true, null, null, accountId, Ownership.Created, LinkState.Active, null, null),
            Entry = Entry(
                intent,
                accountId,
                ProvisioningAction.Create,
                ProvisioningStatus.Success,
                null,
                $"The answer to the creation was lost; a look-up found account {accountId}."
            ),
        };
    }

    /// <summary>Not found, or not answered: looked for again.</summary>
    private Outcome Later(Intent intent)
    {
        var from = intent.SettleFrom ?? cycle.Now + cycle.Profile.RequestTimeout;
        var looks = intent.Looks + 1;
        var trusted = from + cycle.Profile.Staleness;
        var next =
            cycle.OpenCreations.Count > LookedForOften && trusted > cycle.Now
                ? trusted
                : Next(cycle.Now, trusted, looks);
        cycle.OpenCreations.Add(intent with { SettleFrom = from, Looks = looks, NextLook = next });
        return Of(intent) with { Leaves = new LeftOpen(intent.Number, from, looks, next) };
    }

    /// <summary>Kept as a failure and logged at the first looks; it is looked for all the same.</summary>
    private Next.Done Undecided(Intent intent, string code, string detail)
    {
        var later = Later(intent);
        if (intent.Looks > Pauses.Length)
            return new Next.Done(later);

        var escrow = EscrowSchedule.Next(
            (BacklogPhase)(int)intent.Kind,
            intent.ObjectNumber,
            null,
            false,
            code,
            detail,
            cycle.Instant()
        );
        var told = Entry(intent, null, ProvisioningAction.Create, ProvisioningStatus.Failure, code, detail);
        return new Next.Done(later with { Escrow = escrow, Entry = told });
    }

    private ProvisioningEntry Interrupted(Intent intent, Link? link) =>
        Entry(
            intent,
            link?.TargetId,
            intent.Operation switch
            {
                Operation.Disable => ProvisioningAction.Disable,
                Operation.Delete => ProvisioningAction.Delete,
                _ => ProvisioningAction.Update,
            },
            ProvisioningStatus.Warning,
            "AnswerLost",
            "An earlier run ended before the answer to this request came. The application is read again."
        );

    private ProvisioningEntry Entry(
        Intent intent,
        string? targetId,
        ProvisioningAction action,
        ProvisioningStatus status,
        string? code,
        string reason
    ) =>
        cycle.Entry(
            new WorkObject(intent.ObjectNumber, intent.Kind, null, null, [], null, intent.Name, intent.SourceId),
            cycle.Stamp(),
            targetId,
            action,
            status,
            code,
            new EntryBody
            {
                Reason = reason,
                IsActive = true,
                IsAssigned = true,
                HasRequiredRole = true,
            }
        );

    /// <summary>Soon, and not after the instant at which an answer can be trusted.</summary>
    private static DateTimeOffset Next(DateTimeOffset now, DateTimeOffset trusted, int looks)
    {
        var pause = looks <= Pauses.Length ? Pauses[looks - 1] : Pauses[^1];
        return trusted <= now ? now + Longer(looks)
            : now + pause < trusted ? now + pause
            : trusted;
    }

    /// <summary>What looking did not settle is looked at less and less often.</summary>
    private static TimeSpan Longer(int looks) =>
        TimeSpan.FromSeconds(Math.Min(10 * Math.Pow(2, Math.Min(looks, 10)), Intent.LongestPause.TotalSeconds));

    private static Outcome Of(Intent intent) => new() { ObjectNumber = intent.ObjectNumber, Kind = intent.Kind };
}
