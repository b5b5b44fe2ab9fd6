using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>
/// One user or group on its way through the cycle: scoping, mapping, matching, processing, export. Read from top to
/// bottom.
/// </summary>
internal sealed partial class ObjectRun(CycleScope cycle, MappingPlan mapping, BacklogPhase phase, WorkObject work)
{
    private readonly long _since = cycle.Stamp();
    private ScopeDecision _scope;
    private MappedObject? _mapped;
    private long _fingerprint;
    private string? _match;
    private bool _adopts;
    private string? _found;
    private IReadOnlyList<MatchValue>? _matchValues;

    public Next Begin(bool targetIsEmpty)
    {
        if (cycle.OpenCreations.Of(work.ObjectNumber) is { } open && work.Decision is null)
            return new Next.Done(Unsettled(open));
        if (work.Problem is { } unreadable)
            return new Next.Done(Unreadable(unreadable));
        if (work is { Source: null, Link: not { HasAccount: true } })
            return new Next.Done(NeverMade());

        _scope = cycle.Decide(work);
        if (_scope is { Reason: ScopeReason.FilteredOut, Filter.Problem: { } problem })
            return new Next.Done(Failed("ScopingFilterFailed", problem, passing: false, null));

        _mapped = mapping.Map(
            work.Source ?? Gone(),
            new MappingContext(
                !_scope.InScope,
                cycle.Now,
                cycle.Random,
                mapping.ReadsAppRoleAssignments ? cycle.Roles(work) : null
            )
        );
        foreach (var (rule, message) in Desired.Failures)
            _notes.Add($"{rule.Target} is not sent: {message}");
        if (_scope.InScope && Desired.IgnoreObject)
            return new Next.Done(Skipped(LeftOut with { State = work.Link?.State ?? LinkState.None }));

        if (_scope.InScope && work.Staged is not null)
            _notes.Add("The removal that was held is dropped: back in scope.");

        _fingerprint = Fingerprint.Of(Desired);
        var planned = Processing.Begin(_scope, Means, work.Link, _fingerprint, targetIsEmpty, cycle.Now);
        return Processing.IsRemoval(_scope, planned) && Held() is { } held ? new Next.Done(held) : Continue(planned);
    }

    /// <summary>A removal that the guard holds, or has not judged yet: it comes up again in the next cycle.</summary>
    private Outcome? Held() =>
        work.Staged switch
        {
            StagedState.Approved => null,
            StagedState.Waiting => Waits("The removal waits for an approval."),
            StagedState.Rejected => Waits("The removal was rejected; the account stays until its owner was in scope."),
            _ => phase == BacklogPhase.Removal ? null : Settled() with { Enqueue = BacklogPhase.Removal },
        };

    private Outcome Waits(string sentence) =>
        Settled() with
        {
            Due = _scope.Filter?.ChangesAt,
            Entry = cycle.Entry(
                work,
                _since,
                work.Link?.TargetId,
                ProvisioningAction.StagedDelete,
                ProvisioningStatus.Skipped,
                "TooManyDeletes",
                Body($"{_scope.Sentence} {sentence}")
            ),
        };

    private MappedObject Desired => _mapped ?? throw new InvalidOperationException("The object was not mapped yet.");

    private IReadOnlyList<MatchValue> MatchValues => _matchValues ??= mapping.MatchValues(Desired);

    private Means Means => cycle.Means(mapping);

    private Next Continue(PlannedChange planned) =>
        planned switch
        {
            PlannedChange.Skip skip => new Next.Done(Skipped(skip)),
            PlannedChange.Match when work.Decision is { } decision => Decided(decision),
            PlannedChange.Match
            or PlannedChange.Create when cycle.OpenCreations.MayHold(work.ObjectNumber, work.Kind, MatchValues) =>
                new Next.Done(MayBelongToAnother()),
            PlannedChange.Match when MatchValues.Count == 0 => new Next.Done(NothingToMatchOn()),
            PlannedChange.Match => new Next.Look(MatchAsync, Broken),
            PlannedChange.Read(var id) => new Next.Look(ct => ReadAsync(id, ct), Broken),
            PlannedChange.Create when MatchValues.Count == 0 => new Next.Done(NothingToMatchOn()),
            PlannedChange.Create when Desired.MissingRequired is { Count: > 0 } missing => new Next.Done(
                Lacks(missing)
            ),
            PlannedChange.Create when _match is null && !cycle.FirstWith(work.Kind, MatchValues[0].Value) =>
                new Next.Look(MatchAsync, Broken),
            PlannedChange.Create when Desired.Open.Any() => new Next.Look(ChooseAsync, Broken),
            PlannedChange.Create => Create(),
            PlannedChange.Update update => Send(Operation.Update, ct => UpdateAsync(update, ct)),
            PlannedChange.Disable disable => Send(Operation.Disable, ct => DisableAsync(disable, ct)),
            PlannedChange.Delete(var id) => Send(Operation.Delete, ct => DeleteAsync(id, ct)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private async Task<Next> MatchAsync(CancellationToken ct) =>
        Judge(await cycle.Matching.FindAsync(work.ObjectNumber, work.Kind, MatchValues, ct));

    /// <summary>A person chose an account, or that there is none and a new one is made.</summary>
    private Next Decided(MatchDecision decision)
    {
        if (decision.TargetId is { } id)
            return new Next.Look(
                async ct => Judge(await cycle.Matching.ChosenAsync(work.ObjectNumber, work.Kind, id, ct)),
                Broken
            );

        _match = "a person decided that a new account is made";
        return Continue(Processing.Plan(_scope, Means, null, []));
    }

    private bool IsNewByDecision => work.Decision is { TargetId: null };

    private async Task<Next> ReadAsync(string id, CancellationToken ct) =>
        Judge(await cycle.Matching.ReadAsync(work.ObjectNumber, work.Kind, id, _scope.InScope ? MatchValues : [], ct));

    private Next Judge(MatchResult result)
    {
        switch (result)
        {
            case MatchResult.Failed(var code, var detail, var passing, var exchange):
                _match = $"failed: {detail}";
                return new Next.Done(Failed(code, detail, passing, exchange));
            case MatchResult.Absent(var how):
                _match = how;
                return Continue(Processing.Plan(_scope, Means, null, []));
            case MatchResult.Found(var account, var how):
                _match = how;
                _found = account.Id;
                _adopts = account.Id != work.Link?.TargetId || work.Link is not { HasAccount: true };
                if (_adopts && Doubt(account) is { } doubt)
                    return new Next.Done(Failed(Adopting.Code, doubt, passing: false, null));
                return Continue(Processing.Plan(_scope, Means, account, Changes(account)));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>
    /// What differs; who was just matched by something else does not lose her login in the same step.
    /// </summary>
    private List<AttributeChange> Changes(TargetObject account)
    {
        var differences = Between(account, onlySoftDeleteDependent: !_scope.InScope);
        foreach (var (path, before, after) in differences.NotSent)
            _notes.Add(
                $"{path} stays '{Shown(before, mapping.Hides(path))}' and does not become '"
                    + $"{Shown(after, mapping.Hides(path))}': "
                    + "the application does not change it after creation."
            );
        if (!_adopts || MatchValues is [{ Path.Name: "userName" }, ..])
            return [.. differences.Changes];

        _notes.Add("Matched by another attribute: userName is left as it is in this step.");
        return [.. differences.Changes.Where(c => c.Path.Name != "userName")];
    }

    private string? Doubt(TargetObject account) =>
        work.Decision is null ? Adopting.Doubt(cycle.Job.Settings.Adoption, MatchValues, account) : null;

    private Differences Between(TargetObject account, bool onlySoftDeleteDependent) =>
        Differences.Between(
            Desired,
            account.Json,
            cycle.Profile.ImmutableAttributes,
            onlySoftDeleteDependent: onlySoftDeleteDependent
        );

    private IReadOnlyList<AttributeChange> SoftDeleteDifferences(TargetObject account) =>
        Between(account, onlySoftDeleteDependent: true).Changes;

    private readonly List<string> _notes = [];

    /// <summary>
    /// SelectUniqueValue: the first candidate that the target does not have (ENT-EXP, on creation only).
    /// </summary>
    private async Task<Next> ChooseAsync(CancellationToken ct)
    {
        foreach (var (rule, candidates) in Desired.Open.ToList())
        {
            var free = false;
            foreach (var candidate in candidates)
            {
                var taken = await cycle.Target.FindAsync(work.Kind, rule.Target, candidate, ct);
                if (!taken.Succeeded)
                    return new Next.Done(Refused(taken));
                free = taken.Objects.Count == 0;
                if (!free)
                    continue;
                _mapped = Desired.With(rule, candidate);
                break;
            }

            if (!free)
                return new Next.Done(
                    Failed("EntryConflict", $"Every candidate for {rule.Target} is taken.", false, null)
                );
        }

        return Create();
    }

    private Next.Send Create()
    {
        ReadOnlyMemory<byte> body = mapping.Body.ToArray(Desired, cycle.Profile.Dialect);
        var (path, value, _) = MatchValues[0];
        var intent = new Intent(
            cycle.NextIntent(),
            Operation.Create,
            work.ObjectNumber,
            work.Kind,
            path.Text,
            value,
            ExternalId(),
            Fingerprint.Of(body.Span),
            SeenAbsent: !IsNewByDecision
        )
        {
            Name = work.Name,
            SourceId = work.SourceId,
        };
        _match ??= "the application has no account at all";
        return new Next.Send(
            intent,
            ct => CreateAsync(intent, body, ct),
            e => LeftOpen(intent, "InternalError", Breakage(e), null, lingers: true)
        );
    }

    /// <summary>A request whose answer was lost on the way stays open, so that it is looked at after its deadline.</summary>
    private Next.Send Send(Operation operation, Func<CancellationToken, Task<Outcome>> request)
    {
        var intent = new Intent(cycle.NextIntent(), operation, work.ObjectNumber, work.Kind)
        {
            Name = work.Name,
            SourceId = work.SourceId,
        };
        return new Next.Send(
            intent,
            async ct =>
            {
                var outcome = await request(ct);
                return cycle.Ends(intent, _lingers, outcome);
            },
            e => cycle.Ends(intent, lingers: true, Broken(e))
        );
    }

    private bool _lingers;

    private TargetAnswer Noted(TargetAnswer answer)
    {
        _lingers |= answer.Lingers;
        return answer;
    }

    private string? ExternalId() =>
        mapping.Rules.FirstOrDefault(r => r.Target.Text == "externalId") is { } rule
        && Desired.ValueOnCreation(rule) is { IsNullOrEmpty: false } value
            ? value.ToString()
            : null;

    private static PlannedChange.Skip LeftOut { get; } =
        new("EntrySynchronizationSkipped", "An expression of the mapping leaves this object out.", LinkState.None);

    /// <summary>
    /// Who is deleted for good has no attributes left; only what depends on IsSoftDeleted can still be said.
    /// </summary>
    private DirectoryObject Gone() =>
        new(
            work.ObjectNumber,
            Guid.Empty,
            work.Kind,
            null,
            false,
            null,
            null,
            new Dictionary<string, Expressions.Value>(StringComparer.OrdinalIgnoreCase)
        );
}
