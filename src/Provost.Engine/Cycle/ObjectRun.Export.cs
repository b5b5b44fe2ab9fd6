using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>The export step of an object, and what is stored of it.</summary>
internal sealed partial class ObjectRun
{
    private const int CreatesAgain = 2;

    private async Task<Outcome> CreateAsync(Intent intent, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var answer = await cycle.Target.CreateAsync(work.Kind, body, ct);
        for (var again = 0; again < CreatesAgain && await FailedForSureAsync(answer, ct); again++)
            answer = await cycle.Target.CreateAsync(work.Kind, body, ct);

        var outcome = answer switch
        {
            { Succeeded: true, Object.Id: var id } => Created(id, []),
            // Nothing was made by the tries before, or there were none: no doubt has to be settled.
            { Outcome: TargetOutcome.NotSent } => throw new NotSentException(nothingHappened: true),
            { Outcome: TargetOutcome.Conflict or TargetOutcome.Unknown } when !IsNewByDecision => await LookAgainAsync(
                answer,
                ct
            ),
            _ => Refused(answer),
        };
        return outcome with { IntentNumber = intent.Number };
    }

    /// <summary>
    /// The target itself said that it failed, and a look-up shows no account: only then a creation is sent again at
    /// once (scim-wire A.11). After a lost answer the request may still be on its way, so that one waits for the next
    /// cycle.
    /// </summary>
    private async Task<bool> FailedForSureAsync(TargetAnswer answer, CancellationToken ct) =>
        answer is { Outcome: TargetOutcome.Unknown, Exchange.Status: >= 500 }
        && await cycle.Matching.FindAsync(work.ObjectNumber, work.Kind, MatchValues, ct) is MatchResult.Absent;

    /// <summary>
    /// A lost answer looks like a conflict, and a conflict like an account that the look-up did not show (scim-wire
    /// A.5).
    /// </summary>
    private async Task<Outcome> LookAgainAsync(TargetAnswer answer, CancellationToken ct)
    {
        var again = await cycle.Matching.FindAsync(work.ObjectNumber, work.Kind, MatchValues, ct);
        var lost = answer.Outcome == TargetOutcome.Unknown;
        return again switch
        {
            MatchResult.Found(var account, _) when lost => Created(
                account.Id,
                [$"The answer to the creation was lost; a look-up found account {account.Id}."]
            ),
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
            _ when lost => Failed(answer.Code ?? "Timeout", answer.Detail ?? "", passing: true, answer.Exchange),
            _ => Refused(answer),
        };
    }

    private async Task<Outcome> UpdateAsync(PlannedChange.Update update, CancellationToken ct)
    {
        var answer = await cycle.Target.UpdateAsync(work.Kind, update.Current, update.Changes, ct);
        if (!answer.Succeeded)
            return Refused(answer, Modified(update.Changes));

        var link = Linked(update.Current.Id, LinkState.Active);
        return Logged(ProvisioningAction.Update, link, $"The {Noun} was updated.", Modified(update.Changes));
    }

    private async Task<Outcome> DisableAsync(PlannedChange.Disable disable, CancellationToken ct)
    {
        var answer = await cycle.Target.UpdateAsync(work.Kind, disable.Current, disable.Changes, ct);
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
        var answer = await cycle.Target.DeleteAsync(work.Kind, id, ct);
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

    private Outcome Logged(
        ProvisioningAction action,
        Link link,
        string reason,
        IReadOnlyList<ModifiedProperty> modified
    )
    {
        var body = Body(reason) with { Modified = modified, Notes = _notes };
        return Settled() with
        {
            Link = link,
            Linked = (_adopts || Returns) && link.HasAccount,
            Relinked = _adopts && work.Link?.TargetId is not null,
            Restored = Returns && !_adopts,
            Gone = work.Link is { HasAccount: true } && !link.HasAccount,
            Due = DueAt(link),
            EndsStaging = work.Staged is not null,
            Entry = cycle.Entry(work, _since, link.TargetId, action, ProvisioningStatus.Success, null, body),
        };
    }

    private Outcome Skipped(PlannedChange.Skip skip)
    {
        var reason = _notes.Count > 0 ? _notes[0] : skip.Reason;
        var (state, id) = (skip.State, _found ?? work.Link?.TargetId);
        var link =
            _adopts && id is not null
                ? Linked(id, state)
                : new Link(
                    _scope.InScope,
                    _scope.Path,
                    Leaving.ReasonToKeep(_scope, work.Link),
                    id,
                    work.Link?.Ownership ?? Ownership.None,
                    id is null ? LinkState.None : state,
                    id is null ? null
                        : _scope.InScope || _found is not null ? _fingerprint
                        : work.Link?.Fingerprint,
                    work.Link?.ManagerNumber
                )
                {
                    DeleteAt = DeleteAt,
                    Filter = _scope.FilterText,
                };
        var entry = cycle.Entry(
            work,
            _since,
            id,
            ProvisioningAction.Other,
            ProvisioningStatus.Skipped,
            skip.Code,
            Body(reason) with
            {
                Notes = _notes,
            }
        );
        return Settled() with
        {
            Link = link,
            Linked = _adopts || Returns,
            Restored = Returns && !_adopts,
            Gone = work.Link is { HasAccount: true } && !link.HasAccount,
            Due = DueAt(link),
            EndsStaging = work.Staged is not null,
            Entry = entry,
        };
    }

    /// <summary>The next instant at which time alone changes something about this object.</summary>
    private DateTimeOffset? DueAt(Link link) =>
        (link.State == LinkState.Deleted ? null : link.DeleteAt, _scope.Filter?.ChangesAt) switch
        {
            ({ } delete, { } flip) => delete < flip ? delete : flip,
            var (delete, flip) => delete ?? flip,
        };

    private List<string?> Texts()
    {
        var texts = new List<string?>(mapping.Rules.Count);
        foreach (var rule in mapping.Rules)
            texts.Add(Desired.ValueOnCreation(rule) is { IsNull: false } value ? Shown(value, rule.Hidden) : null);
        return texts;
    }

    private Outcome NothingToMatchOn() =>
        Skipped(
            new PlannedChange.Skip(
                "ImportSkipped",
                "None of the matching attributes has a value: "
                    + string.Join(
                        ", ",
                        mapping.Mapping.Attributes.Where(a => a.MatchingPriority > 0).Select(a => a.Target)
                    )
                    + ". Fill one of them in the directory.",
                LinkState.None
            )
        );

    /// <summary>It is not sent: the application would refuse it, and the remedy is on our side (ENT-TRM-6).</summary>
    private Outcome Lacks(IReadOnlyList<AttributeRule> missing) =>
        Failed(
            "MandatoryFieldsMissing",
            $"The application requires {string.Join(", ", missing.Select(r => r.Target))}, for which "
                + $"{work.Name} has no value. {Remedies.For("MandatoryFieldsMissing")}",
            passing: false,
            null
        );

    private Outcome Refused(TargetAnswer answer, IReadOnlyList<ModifiedProperty>? modified = null)
    {
        CycleStoppedException.ThrowIfEndsCycle(answer);
        var passing = answer.Outcome is TargetOutcome.Transient or TargetOutcome.Unknown;
        return Failed(
            answer.Code ?? "InternalError",
            answer.Detail ?? "The target gave no reason.",
            passing,
            answer.Exchange,
            modified
        );
    }

    /// <summary>
    /// A step that fails where it should not concerns this object alone: it is logged, and the cycle goes on.
    /// </summary>
    public Outcome Broken(Exception e) =>
        Failed(
            "InternalError",
            $"This step failed unexpectedly: {e.GetType().Name}: {e.Message}",
            passing: false,
            null
        );

    /// <summary>The object's own failure: stored, shown, tried again later; the cycle goes on (ENT-CYC-27).</summary>
    private Outcome Failed(
        string code,
        string detail,
        bool passing,
        Exchange? exchange,
        IReadOnlyList<ModifiedProperty>? modified = null
    )
    {
        var action =
            !_scope.InScope ? ProvisioningAction.Disable
            : work.Link is { HasAccount: true } ? ProvisioningAction.Update
            : ProvisioningAction.Create;
        detail = _mapped?.Hide(detail) ?? detail;
        var escrow = cycle.Escrow((BacklogPhase)(int)work.Kind, work, passing, code, detail);
        var body = Body(detail) with
        {
            Exchange = Hidden(exchange),
            Modified = modified ?? [],
            Notes = escrow.Dropped ? [EscrowSchedule.GivenUp] : [],
        };
        var entry = cycle.Entry(work, _since, work.Link?.TargetId, action, ProvisioningStatus.Failure, code, body);
        return Settled() with
        {
            Link = work.Link is { } link
                ? link with
                {
                    Fingerprint = null,
                }
                : new Link(_scope.InScope, _scope.Path, null, null, Ownership.None, LinkState.None, null, null),
            Entry = entry,
            EndsEscrow = null,
            Escrow = escrow,
        };
    }

    private string Noun => work.Kind == ObjectKind.User ? "account" : "group";

    private Outcome Settled() =>
        new()
        {
            ObjectNumber = work.ObjectNumber,
            Kind = work.Kind,
            Settles = phase,
            EndsEscrow = work.Escrow?.Phase,
        };

    private EntryBody Body(string reason) =>
        new()
        {
            Reason = reason,
            Path = _scope.Path,
            IsActive = _scope.IsActive,
            IsAssigned = _scope.IsAssigned,
            HasRequiredRole = _scope.HasRequiredRole,
            Filter = [.. (_scope.Filter?.Clauses ?? []).Select(c => c.ToString())],
            Match = _match,
        };

    private List<ModifiedProperty> Modified(IReadOnlyList<AttributeChange> changes) =>
        [
            .. changes.Select(c => new ModifiedProperty(
                c.Path.Text,
                c.Before.IsNull ? null : Shown(c.Before, mapping.Hides(c.Path)),
                c.After.IsNull ? null : Shown(c.After, mapping.Hides(c.Path))
            )),
        ];

    /// <summary>Attributes were taken out by their names; an answer may repeat a value anywhere.</summary>
    private Exchange? Hidden(Exchange? exchange) =>
        exchange is null || _mapped is null
            ? exchange
            : exchange with
            {
                RequestBody = exchange.RequestBody is { } request ? _mapped.Hide(request) : null,
                ResponseBody = exchange.ResponseBody is { } response ? _mapped.Hide(response) : null,
            };

    private static string Shown(Value value, bool hidden) => hidden ? AttributeRule.Redacted : value.ToString();
}
