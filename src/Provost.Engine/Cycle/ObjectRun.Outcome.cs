using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <content>What came of it, as a link, an entry of the log and a failure that waits.</content>
internal sealed partial class ObjectRun
{
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
            KeepsManager = !_adopts && work.Link is not null,
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
            KeepsManager = !_adopts && work.Link is not null,
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
    public Outcome Broken(Exception e) => Failed("InternalError", Breakage(e), passing: false, null);

    internal static string Breakage(Exception e) => $"This step failed unexpectedly: {e.GetType().Name}: {e.Message}";

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
            _deletes ? ProvisioningAction.Delete
            : !_scope.InScope ? ProvisioningAction.Disable
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
            KeepsManager = true,
            Link = work.Link is { } link
                ? link with
                {
                    Fingerprint = null,
                    // It may be gone. Out of scope, it is added to no group, and a person who returns gets their
                    // memberships again.
                    InScope = link.InScope && !(_deletes && passing),
                }
                : new Link(_scope.InScope, _scope.Path, null, null, Ownership.None, LinkState.None, null, null),
            Entry = entry,
            EndsEscrow = null,
            Escrow = escrow,
        };
    }

    /// <summary>
    /// Whether the account was made is not known: nothing else is decided about the object until it is.
    /// </summary>
    private Outcome Unsettled(Intent open) =>
        Settled() with
        {
            EndsEscrow = null,
            RetryAt = open.NextLook,
            Entry = cycle.Entry(
                work,
                _since,
                work.Link?.TargetId,
                ProvisioningAction.Other,
                ProvisioningStatus.Skipped,
                "CreationUnsettled",
                new EntryBody
                {
                    Reason =
                        "The answer to an earlier creation was lost. Provost looks for the account until it is certain, "
                        + "before it does anything else for this object.",
                }
            ),
        };

    private Outcome MayBelongToAnother() =>
        Failed(
            "CreationUnsettled",
            "Another object was sent with the same matching value, and whether its account was made is not known yet.",
            passing: true,
            null
        );

    /// <summary>Its link may be there and is kept.</summary>
    private Outcome Unreadable(string problem) =>
        Failed("InternalError", problem, passing: false, null) with
        {
            Link = null,
            DoubtsAccount = true,
        };

    /// <summary>Deleted for good before an account was made.</summary>
    private Outcome NeverMade() =>
        Settled() with
        {
            EndsStaging = work.Staged is not null,
            Entry = cycle.Entry(
                work,
                _since,
                null,
                ProvisioningAction.Other,
                ProvisioningStatus.Skipped,
                "NotEffectivelyEntitled",
                new EntryBody { Reason = "Deleted for good in the directory. There is no account to remove." }
            ),
        };

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
