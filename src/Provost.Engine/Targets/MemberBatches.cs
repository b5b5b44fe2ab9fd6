namespace Provost.Engine.Targets;

/// <summary>Some members to add and to remove in one request.</summary>
internal sealed record MemberBatch(IReadOnlyList<string> Add, IReadOnlyList<string> Remove);

/// <summary>
/// Changes members in as many requests as a target wants (scim-wire A.9): halves a batch that is too long, and narrows
/// a refused one down to the members that are refused, so that one of them does not hold back the others.
/// </summary>
internal sealed class MemberBatches(int size)
{
    private int _size = Math.Max(1, size);

    public async Task<TargetAnswer> ChangeAsync(
        IReadOnlyList<string> add,
        IReadOnlyList<string> remove,
        Func<MemberBatch, Task<TargetAnswer>> send,
        Func<Task<IReadOnlySet<string>?>> readMembers
    )
    {
        var work = new Stack<Slice>();
        work.Push(
            new Slice([.. remove.Select(id => new Member(id, false)), .. add.Select(id => new Member(id, true))])
        );
        var refused = new List<Member>();
        TargetAnswer? refusal = null;
        var lingers = false;

        while (work.TryPop(out var slice))
        {
            if (slice.Members.Count > _size)
            {
                Split(work, slice, _size);
                continue;
            }

            var answer = await send(slice.Batch);
            lingers |= answer.Lingers;
            answer = lingers ? answer with { Lingers = true } : answer;
            if (answer.Succeeded)
                continue;
            if (slice.Members.Count > 1 && Refusals.IsTooMany(answer))
            {
                // Learnt for the rest of this run, for all groups.
                _size = Math.Min(_size, slice.Members.Count / 2);
                work.Push(slice);
            }
            else if (!IsAboutMembers(answer))
            {
                return Failed(answer, [.. refused, .. slice.Members, .. work.SelectMany(s => s.Members)]);
            }
            else if (await NarrowAsync(work, slice, answer, readMembers) is { } single)
            {
                refusal ??= answer;
                refused.Add(single);
            }
        }

        return (refusal is null ? TargetAnswer.Ok : Failed(refusal, refused)) with
        {
            Lingers = lingers,
        };
    }

    /// <summary>
    /// Puts back what is not yet as it should be, in halves if that is everything; returns the member if only one is
    /// left.
    /// </summary>
    private static async Task<Member?> NarrowAsync(
        Stack<Slice> work,
        Slice slice,
        TargetAnswer answer,
        Func<Task<IReadOnlySet<string>?>> readMembers
    )
    {
        var there = slice.Verified ? null : await readMembers();
        IReadOnlyList<Member> left = there is null
            ? slice.Members
            : [.. slice.Members.Where(m => !IsDone(m, there, answer))];

        var next = new Slice(left) { Verified = true };
        if (left.Count == slice.Members.Count && left.Count == 1)
            return left[0];
        if (left.Count == slice.Members.Count)
            Split(work, next, left.Count / 2);
        else if (left.Count > 0)
            work.Push(next);
        return null;
    }

    private static void Split(Stack<Slice> work, Slice slice, int at)
    {
        work.Push(slice with { Members = [.. slice.Members.Skip(at)] });
        work.Push(slice with { Members = [.. slice.Members.Take(at)] });
    }

    /// <summary>
    /// A re-added or absent member is no failure. An empty list proves no absence, some targets always show one
    /// (scim-wire D), unless the target itself says that there was nothing to remove.
    /// </summary>
    private static bool IsDone(Member member, IReadOnlySet<string> there, TargetAnswer answer) =>
        member.Add
            ? there.Contains(member.Id)
            : !there.Contains(member.Id) && (there.Count > 0 || Refusals.IsNoTarget(answer));

    private static bool IsAboutMembers(TargetAnswer answer) =>
        answer.Outcome is TargetOutcome.Refused or TargetOutcome.Conflict
        && answer.Exchange?.Status is 400 or 404 or 409 or 413 or 422;

    private static TargetAnswer Failed(TargetAnswer answer, IReadOnlyList<Member> members)
    {
        var some = string.Join(", ", members.Take(5).Select(m => m.Id));
        var more = members.Count > 5 ? ", …" : "";
        return answer with
        {
            NotChanged = [.. members.Select(m => m.Id)],
            Detail = $"{answer.Detail} Members not changed: {members.Count} ({some}{more}).",
        };
    }

    private readonly record struct Member(string Id, bool Add);

    /// <summary>Members for one request, or for several while it is longer than a batch.</summary>
    private sealed record Slice(IReadOnlyList<Member> Members)
    {
        /// <summary>Read and found not yet as they should be, so that reading again would tell nothing.</summary>
        public bool Verified { get; init; }

        public MemberBatch Batch =>
            new([.. Members.Where(m => m.Add).Select(m => m.Id)], [.. Members.Where(m => !m.Add).Select(m => m.Id)]);
    }
}
