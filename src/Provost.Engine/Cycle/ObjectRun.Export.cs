using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>The export step of an object, and what is stored of it.</summary>
internal sealed partial class ObjectRun
{
    private async Task<Outcome> CreateAsync(Intent intent, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var answer = await cycle.Target.CreateAsync(work.Kind, body, ct);
        return answer switch
        {
            { Succeeded: true, Object.Id: var id } => Ended(intent, Created(id, [])),
            { Outcome: TargetOutcome.NotSent } => throw new NotSentException(nothingHappened: true),
            { Outcome: TargetOutcome.Unknown } => await LookForItAsync(intent, answer, ct),
            { Outcome: TargetOutcome.Conflict } when !IsNewByDecision => Ended(
                intent,
                await LookAgainAsync(answer, ct)
            ),
            _ => Ended(intent, Refused(answer)),
        };
    }

    private static Outcome Ended(Intent intent, Outcome outcome) => outcome with { IntentNumber = intent.Number };

    /// <summary>
    /// The answer was lost, or said that the target failed. The account is looked for; where it does not show yet, the
    /// creation stays open and is not repeated until that can be trusted (<see cref="Settling"/>).
    /// </summary>
    private async Task<Outcome> LookForItAsync(Intent intent, TargetAnswer answer, CancellationToken ct) =>
        !IsNewByDecision && await cycle.Matching.CreatedAsync(intent, ct) is MatchResult.Found(var account, _)
            ? Ended(
                intent,
                Created(account.Id, [$"The answer to the creation was lost; a look-up found account {account.Id}."])
            )
            : LeftOpen(
                intent,
                answer.Code ?? "Timeout",
                answer.Detail ?? "The answer was lost.",
                answer.Exchange,
                answer.Lingers
            );

    private Outcome LeftOpen(Intent intent, string code, string detail, Exchange? exchange, bool lingers)
    {
        var open = Settling.Begin(cycle, intent, lingers);
        cycle.OpenCreations.Add(
            intent with
            {
                SettleFrom = open.SettleFrom,
                Looks = open.Looks,
                NextLook = open.NextLook,
            }
        );
        return Failed(code, detail, passing: true, exchange) with { Leaves = open };
    }

    /// <summary>A conflict looks like an account that the look-up did not show (scim-wire A.5).</summary>
    private async Task<Outcome> LookAgainAsync(TargetAnswer answer, CancellationToken ct) =>
        await cycle.Matching.FindAsync(work.ObjectNumber, work.Kind, MatchValues, ct) switch
        {
            MatchResult.Found(var account, _) when Doubt(account) is { } doubt => Failed(
                Adopting.Code,
                doubt,
                passing: false,
                answer.Exchange
            ),
            MatchResult.Found(var account, var how) => Adopted(account, how),
            MatchResult.Failed(var code, var detail, var passing, var exchange) => Failed(
                code,
                detail,
                passing,
                exchange
            ),
            _ => Refused(answer),
        };

    private async Task<Outcome> UpdateAsync(PlannedChange.Update update, CancellationToken ct)
    {
        var answer = Noted(await cycle.Target.UpdateAsync(work.Kind, update.Current, update.Changes, ct));
        if (!answer.Succeeded)
            return Refused(answer, Modified(update.Changes));

        var link = Linked(update.Current.Id, LinkState.Active);
        return Logged(ProvisioningAction.Update, link, $"The {Noun} was updated.", Modified(update.Changes));
    }

    private async Task<Outcome> DisableAsync(PlannedChange.Disable disable, CancellationToken ct)
    {
        var answer = Noted(await cycle.Target.UpdateAsync(work.Kind, disable.Current, disable.Changes, ct));
        if (!answer.Succeeded)
            return Refused(answer, Modified(disable.Changes));
        if (await ReadBackAsync(disable.Current.Id, ct) is { } refusal)
            return refusal with { Removed = Counted };

        var link = Linked(disable.Current.Id, LinkState.Disabled);
        return Logged(
            ProvisioningAction.Disable,
            link,
            $"{_scope.Sentence} The account was disabled.",
            Modified(disable.Changes)
        ) with
        {
            Removed = Counted,
        };
    }

    private async Task<Outcome> DeleteAsync(string id, CancellationToken ct)
    {
        _deletes = true;
        var answer = Noted(await cycle.Target.DeleteAsync(work.Kind, id, ct));
        if (!answer.Succeeded)
            return Refused(answer);
        if (await ReadBackAsync(id, ct) is { } refusal)
            return refusal with { Removed = Counted };

        return Logged(
            ProvisioningAction.Delete,
            Linked(id, LinkState.Deleted),
            $"{_scope.Sentence} The {Noun} was deleted.",
            []
        ) with
        {
            Removed = Counted,
        };
    }

    private bool _deletes;

    /// <summary>
    /// What the application accepted counts for the guard, confirmed or not; an approved removal was looked at by a
    /// person and does not.
    /// </summary>
    private DateTimeOffset? Counted => work.Staged == StagedState.Approved ? null : cycle.Instant();

    /// <summary>
    /// "200 OK" has to mean gone: an account that still says it is active is a failure of its own (users-and-risks 4).
    /// </summary>
    private async Task<Outcome?> ReadBackAsync(string id, CancellationToken ct)
    {
        if (work.Kind != ObjectKind.User || !cycle.Job.Settings.Leavers.ReadBack)
            return null;

        var answer = await cycle.Target.GetAsync(work.Kind, id, ct);
        if (answer.Outcome == TargetOutcome.NotFound)
            return null;
        if (!answer.Succeeded)
            return Refused(answer);
        var still = answer.Object is { } account ? SoftDeleteDifferences(account) : [];
        return still.Count == 0
            ? null
            : Failed(
                "RemovalNotConfirmed",
                $"The application accepted the request, and still shows {still[0].Path.Text} "
                    + $"'{Shown(still[0].Before, mapping.Hides(still[0].Path))}' when account {id} is read back. Look at the account there.",
                passing: true,
                answer.Exchange,
                Modified(still)
            );
    }

    /// <summary>
    /// She was out of scope: what referred to her, or she to others, may have changed without being written.
    /// </summary>
    private bool Returns => _scope.InScope && work.Link is { HasAccount: true, InScope: false };

    private Link Linked(string id, LinkState state) =>
        new(
            _scope.InScope,
            _scope.Path,
            Leaving.ReasonToKeep(_scope, work.Link),
            id,
            _adopts ? Ownership.Adopted : work.Link?.Ownership ?? Ownership.Adopted,
            state,
            _notes.Count > 0 && _adopts ? null : _fingerprint,
            _adopts ? null : work.Link?.ManagerNumber
        )
        {
            DeleteAt = DeleteAt,
            Filter = _scope.FilterText,
        };

    private DateTimeOffset? DeleteAt => Leaving.DeleteAt(_scope, Means, work.Link, cycle.Now);

    private Outcome Created(string id, IReadOnlyList<string> notes)
    {
        var link = new Link(true, _scope.Path, null, id, Ownership.Created, LinkState.Active, _fingerprint, null)
        {
            Filter = _scope.FilterText,
        };
        var body = Body($"The {Noun} was created.") with { Values = Texts(), Notes = [.. _notes, .. notes] };
        var entry = cycle.Entry(work, _since, id, ProvisioningAction.Create, ProvisioningStatus.Success, null, body);
        return Settled() with
        {
            Link = link,
            Linked = true,
            Relinked = work.Link?.TargetId is not null,
            Due = DueAt(link),
            Entry = entry,
        };
    }

    /// <summary>
    /// Somebody else made it between look-up and creation: taken over, and compared in the next cycle.
    /// </summary>
    private Outcome Adopted(TargetObject account, string how)
    {
        _match = how;
        _adopts = true;
        var link = Linked(account.Id, LinkState.Active) with { Fingerprint = null };
        return Logged(ProvisioningAction.Other, link, $"The {Noun} was there already and is linked now.", []) with
        {
            Enqueue = phase,
        };
    }
}
