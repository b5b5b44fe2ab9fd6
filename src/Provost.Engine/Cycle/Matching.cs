using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>What the target knows of an object.</summary>
internal abstract record MatchResult
{
    private MatchResult() { }

    public sealed record Absent(string How) : MatchResult;

    public sealed record Found(TargetObject Account, string How) : MatchResult;

    /// <param name="Passing">Worth another try soon; otherwise a person has to look.</param>
    public sealed record Failed(string Code, string Detail, bool Passing, Exchange? Exchange) : MatchResult;
}

/// <summary>
/// The matching step: asks the target, one attribute after the other, the first hit ends it (ENT-MAP-14 to 19).
/// </summary>
internal sealed class Matching(ITarget target, IJobStore store, SynchronizationJob job)
{
    public async Task<MatchResult> FindAsync(
        long objectNumber,
        ObjectKind kind,
        IReadOnlyList<MatchValue> values,
        CancellationToken ct
    )
    {
        foreach (var (path, value, _) in values)
        {
            var answer = await target.FindAsync(kind, path, value, ct);
            switch (answer)
            {
                case { Succeeded: false }:
                    return Refusal(answer);
                case { Objects: [var only] }:
                    return await TakeAsync(objectNumber, kind, only, $"{path} eq \"{value}\": account {only.Id}", ct);
                case { Objects.Count: > 1 }:
                    return new MatchResult.Failed(
                        "DuplicateTargetEntries",
                        $"{answer.Objects.Count} accounts have {path} \"{value}\". "
                            + "Remove the duplicates, or match on another attribute.",
                        false,
                        null
                    );
            }
        }

        return new MatchResult.Absent(
            $"no account with {string.Join(" or ", values.Select(v => $"{v.Path} \"{v.Value}\""))}"
        );
    }

    /// <summary>
    /// The account that a creation made whose answer was lost: one that holds what was sent and belongs to nobody else.
    /// </summary>
    public async Task<MatchResult> CreatedAsync(Intent intent, CancellationToken ct)
    {
        var candidates = new Dictionary<string, TargetObject>(StringComparer.Ordinal);
        foreach (var (path, value, precedence) in Sent(intent))
        {
            var answer = await target.FindAsync(intent.Kind, path, value, ct);

            // Not every application can be asked by externalId; the matching attribute has said that it is not there.
            if (precedence > 1 && answer.Outcome == TargetOutcome.Refused)
                continue;
            if (!answer.Succeeded)
                return Refusal(answer);
            foreach (var account in answer.Objects)
                if (!await store.IsLinkedElsewhereAsync(job.Number, intent.ObjectNumber, intent.Kind, account.Id, ct))
                    candidates[account.Id] = account;
            if (candidates.Count == 1 && !candidates.Values.Any(a => IsOfAnother(a, intent)))
                break;
        }

        List<TargetObject> ours = [.. candidates.Values.Where(a => !IsOfAnother(a, intent))];
        if (ours.Count > 1 && ours.Where(a => HasExternalId(a, intent)).ToList() is { Count: 1 } exact)
            ours = exact;
        return ours switch
        {
            [] => new MatchResult.Absent("no account with what was sent"),
            [var only] => new MatchResult.Found(only, $"made by an earlier request: account {only.Id}"),
            _ => new MatchResult.Failed(
                "DoubtfulCreation",
                $"The answer to a creation was lost, and {ours.Count} accounts hold what was sent: "
                    + $"{string.Join(", ", ours.Take(5).Select(a => a.Id))}. Decide: provost links decide.",
                false,
                null
            ),
        };
    }

    private static IEnumerable<MatchValue> Sent(Intent intent)
    {
        if (intent is { MatchAttribute: { } attribute, MatchValue: { } value })
            yield return new(TargetPath.Parse(attribute), value, 1);
        if (intent.ExternalId is { } externalId && intent.MatchAttribute != "externalId")
            yield return new(TargetPath.Parse("externalId"), externalId, 2);
    }

    private static bool HasExternalId(TargetObject account, Intent intent) =>
        intent.ExternalId is { } sent
        && ResourceValues.ReadOne(account.Json, ExternalId).ToString().Equals(sent, StringComparison.Ordinal);

    /// <summary>What was sent carried another externalId than this account has.</summary>
    private static bool IsOfAnother(TargetObject account, Intent intent) =>
        intent.ExternalId is not null
        && ResourceValues.ReadOne(account.Json, ExternalId) is { IsNullOrEmpty: false }
        && !HasExternalId(account, intent);

    private static readonly TargetPath ExternalId = TargetPath.Parse("externalId");

    /// <summary>Reads the linked account; where it is gone the object is matched anew (scim-wire A.6).</summary>
    public async Task<MatchResult> ReadAsync(
        long objectNumber,
        ObjectKind kind,
        string targetId,
        IReadOnlyList<MatchValue> values,
        CancellationToken ct
    )
    {
        var answer = await target.GetAsync(kind, targetId, ct);
        return answer switch
        {
            { Succeeded: true, Object: { } account } => new MatchResult.Found(
                account,
                $"linked to account {account.Id}"
            ),
            { Outcome: TargetOutcome.NotFound } => await FindAsync(objectNumber, kind, values, ct),
            _ => Refusal(answer),
        };
    }

    /// <summary>The account that a person chose.</summary>
    public async Task<MatchResult> ChosenAsync(
        long objectNumber,
        ObjectKind kind,
        string targetId,
        CancellationToken ct
    )
    {
        var answer = await target.GetAsync(kind, targetId, ct);
        return answer switch
        {
            { Succeeded: true, Object: { } account } => await TakeAsync(
                objectNumber,
                kind,
                account,
                $"a person chose account {account.Id}",
                ct
            ),
            { Outcome: TargetOutcome.NotFound } => new MatchResult.Failed(
                "InvalidAnchor",
                $"A person chose account {targetId}, which is not there any more. Choose another: provost links decide.",
                false,
                null
            ),
            _ => Refusal(answer),
        };
    }

    private async Task<MatchResult> TakeAsync(
        long objectNumber,
        ObjectKind kind,
        TargetObject account,
        string how,
        CancellationToken ct
    ) =>
        await store.IsLinkedElsewhereAsync(job.Number, objectNumber, kind, account.Id, ct)
            ? new MatchResult.Failed(
                "DuplicateSourceEntries",
                $"{how} belongs to another object of the directory. "
                    + "Two of them have the same matching value; change one.",
                false,
                null
            )
            : new MatchResult.Found(account, how);

    /// <summary>An answer that ends the cycle is thrown, every other is the object's own failure.</summary>
    private static MatchResult.Failed Refusal(TargetAnswer answer)
    {
        CycleStoppedException.ThrowIfEndsCycle(answer);

        // Whoever may not even look may do nothing at all: the key has lost its rights (scim-wire A.11).
        if (answer is { Outcome: TargetOutcome.Refused, Exchange.Status: 403 })
            throw new CycleStoppedException(
                answer.Code ?? "InsufficientRights",
                answer.Detail ?? "Looking is forbidden.",
                answer.Exchange
            );
        return new MatchResult.Failed(
            answer.Code ?? "InternalError",
            answer.Detail ?? "The target gave no reason.",
            answer.Outcome is TargetOutcome.Transient or TargetOutcome.Unknown,
            answer.Exchange
        );
    }
}
