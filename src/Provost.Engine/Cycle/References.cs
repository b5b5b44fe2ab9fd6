using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>What is to be done about the memberships of one group.</summary>
/// <param name="Settled">All memberships that this plan answers, also those that need no request.</param>
internal sealed record MemberPlan(
    IReadOnlyList<MemberWork> Add,
    IReadOnlyList<MemberWork> Remove,
    IReadOnlyList<MemberWork> Unresolved,
    IReadOnlyList<long> Settled
)
{
    public bool NeedsRequest => Add.Count + Remove.Count > 0;
}

/// <summary>
/// The reference step: managers and members, after the objects themselves (ENT-CYC-5, ENT-CYC-6). A reference to
/// somebody without an account is let go here; when she gets one, everything that refers to her comes into the backlog
/// by itself, which is where this is better than ENT-SCO-7 and ENT-SCO-8.
/// </summary>
internal static class References
{
    /// <summary>Which memberships have to be written. Pure.</summary>
    public static MemberPlan Plan(IReadOnlyList<MemberWork> members)
    {
        var (add, remove, unresolved) = (new List<MemberWork>(), new List<MemberWork>(), new List<MemberWork>());
        foreach (var member in members)
        {
            switch (member)
            {
                case { Wanted: true, Written: true }:
                    break;
                case { Wanted: true, MemberTargetId: null }:
                    unresolved.Add(member);
                    break;
                case { Wanted: true }:
                    add.Add(member);
                    break;
                case { Written: not false, MemberTargetId: not null }:
                    remove.Add(member);
                    break;
            }
        }

        return new MemberPlan(add, remove, unresolved, [.. members.Select(m => m.MemberNumber)]);
    }

    public static Next Members(CycleScope cycle, WorkObject group, IReadOnlyList<MemberWork> members)
    {
        if (group.Problem is { } unreadable)
            throw new InvalidDataException(unreadable);
        var plan = Plan(members);
        var since = cycle.Stamp();
        if (group.Link is not { HasAccount: true, InScope: true, TargetId: { } groupId } || !plan.NeedsRequest)
            return new Next.Done(WithoutRequest(cycle, group, plan, since));

        var intent = new Intent(
            cycle.NextIntent(),
            Operation.Members,
            group.ObjectNumber,
            ObjectKind.Group,
            Members: [.. plan.Add.Concat(plan.Remove).Select(m => m.MemberNumber)]
        )
        {
            Name = group.Name,
            SourceId = group.SourceId,
        };
        return new Next.Send(
            intent,
            ct => SendMembersAsync(cycle, group, groupId, plan, intent, since, ct),
            e => MembersWritten(cycle, group, plan, intent, since, Broken(e))
        );
    }

    public static Next Manager(CycleScope cycle, ManagerWork work)
    {
        if (work.Problem is { } unreadable)
            throw new InvalidDataException(unreadable);
        var nothing = new Outcome
        {
            ObjectNumber = work.UserNumber,
            Kind = ObjectKind.User,
            Settles = BacklogPhase.Manager,
            EndsEscrow = work.Escrow?.Phase,
        };
        if (work is not { Source: { } source, Link: { HasAccount: true, InScope: true, TargetId: { } userId } link })
            return new Next.Done(nothing);

        // A manager without an account cannot be named; an earlier one would be wrong, so the reference is taken away
        // meanwhile.
        var resolved = work.ManagerTargetId is null ? null : work.ManagerNumber;
        var user = new WorkObject(work.UserNumber, ObjectKind.User, source, link, [], work.Escrow);
        var since = cycle.Stamp();
        if (resolved == link.ManagerNumber)
        {
            var unresolved = work.ManagerNumber is not null && resolved is null;
            return new Next.Done(unresolved ? nothing with { Entry = Unresolved(cycle, user, link, since) } : nothing);
        }

        var intent = new Intent(cycle.NextIntent(), Operation.Manager, work.UserNumber, ObjectKind.User)
        {
            Name = user.Name,
            SourceId = user.SourceId,
        };
        return new Next.Send(
            intent,
            ct => SendManagerAsync(cycle, user, userId, work, intent, since, ct),
            e => ManagerWritten(cycle, user, userId, work, intent, since, Broken(e))
        );
    }

    /// <summary>Nothing could be decided about a manager: this person's failure alone.</summary>
    public static Outcome BrokenManager(CycleScope cycle, ManagerWork work, Exception e)
    {
        var user = new WorkObject(work.UserNumber, ObjectKind.User, work.Source, work.Link, [], work.Escrow);
        return BrokenReference(cycle, user, BacklogPhase.Manager, e) with
        {
            Settles = BacklogPhase.Manager,
            DoubtsManager = true,
        };
    }

    /// <summary>Nothing could be decided about these members: this group's failure alone.</summary>
    public static Outcome BrokenMembers(
        CycleScope cycle,
        WorkObject group,
        IReadOnlyList<MemberWork> members,
        Exception e
    ) =>
        BrokenReference(cycle, group, BacklogPhase.Members, e) with
        {
            SettledMembers = [.. members.Select(m => m.MemberNumber)],
        };

    private static Outcome BrokenReference(CycleScope cycle, WorkObject work, BacklogPhase phase, Exception e)
    {
        var answer = Broken(e);
        return new Outcome
        {
            ObjectNumber = work.ObjectNumber,
            Kind = work.Kind,
            Escrow = Escrow(cycle, phase, work, answer),
            Entry = cycle.Entry(
                work,
                cycle.Stamp(),
                work.Link?.TargetId,
                ProvisioningAction.Update,
                ProvisioningStatus.Failure,
                answer.Code,
                Body(work.Link, answer.Detail ?? "")
            ),
        };
    }

    private static ProvisioningEntry Unresolved(CycleScope cycle, WorkObject user, Link link, long since) =>
        cycle.Entry(
            user,
            since,
            link.TargetId,
            ProvisioningAction.Other,
            ProvisioningStatus.Skipped,
            "UnableToResolveReferenceAttributeValue",
            Body(link, "The manager has no account in the application; the reference is written when she gets one.")
        );

    private static async Task<Outcome> SendManagerAsync(
        CycleScope cycle,
        WorkObject user,
        string userId,
        ManagerWork work,
        Intent intent,
        long since,
        CancellationToken ct
    )
    {
        var answer = await cycle.Target.SetManagerAsync(userId, work.ManagerTargetId, ct);
        CycleStoppedException.ThrowIfEndsCycle(answer);
        return ManagerWritten(cycle, user, userId, work, intent, since, answer);
    }

    private static Outcome ManagerWritten(
        CycleScope cycle,
        WorkObject user,
        string userId,
        ManagerWork work,
        Intent intent,
        long since,
        TargetAnswer answer
    )
    {
        var link = work.Link ?? throw new System.Diagnostics.UnreachableException();
        var escrow = answer.Succeeded ? null : Escrow(cycle, BacklogPhase.Manager, user, answer);
        var body = Body(
            link,
            answer.Succeeded ? "The manager was written." : answer.Detail ?? "The target gave no reason."
        ) with
        {
            Modified =
            [
                new ModifiedProperty(
                    "manager",
                    Written(link, work),
                    work.ManagerTargetId is { } manager ? work.ManagerName ?? manager : null
                ),
            ],
            Notes = Notes(escrow),
            Exchange = answer.Exchange,
        };
        var outcome = new Outcome
        {
            ObjectNumber = user.ObjectNumber,
            Kind = ObjectKind.User,
            Settles = BacklogPhase.Manager,
            EndsEscrow = answer.Succeeded ? work.Escrow?.Phase : null,
            Link = answer.Succeeded
                ? link with
                {
                    ManagerNumber = work.ManagerTargetId is null ? null : work.ManagerNumber,
                }
                : link with
                {
                    ManagerNumber = -1,
                },
            Entry = cycle.Entry(
                user,
                since,
                userId,
                ProvisioningAction.Update,
                answer.Succeeded ? ProvisioningStatus.Success : ProvisioningStatus.Failure,
                answer.Code,
                body
            ),
            Escrow = escrow,
        };
        return cycle.Ends(intent, answer.Lingers, outcome);
    }

    private static async Task<Outcome> SendMembersAsync(
        CycleScope cycle,
        WorkObject group,
        string groupId,
        MemberPlan plan,
        Intent intent,
        long since,
        CancellationToken ct
    )
    {
        var answer = await cycle.Target.ChangeMembersAsync(groupId, Ids(plan.Add), Ids(plan.Remove), ct);
        CycleStoppedException.ThrowIfEndsCycle(answer);
        return MembersWritten(cycle, group, plan, intent, since, answer);
    }

    private static Outcome MembersWritten(
        CycleScope cycle,
        WorkObject group,
        MemberPlan plan,
        Intent intent,
        long since,
        TargetAnswer answer
    )
    {
        var escrow = answer.Succeeded ? null : Escrow(cycle, BacklogPhase.Members, group, answer);
        var body = MembersBody(group, plan, answer.Succeeded ? Written(plan) : answer.Detail);
        var written = plan
            .Add.Select(m => (m.MemberNumber, true))
            .Concat(plan.Remove.Select(m => (m.MemberNumber, false)));
        var outcome = new Outcome
        {
            ObjectNumber = group.ObjectNumber,
            Kind = ObjectKind.Group,
            EndsEscrow = answer.Succeeded ? Due(cycle, group) : null,
            Members = answer.Succeeded ? [.. written] : null,
            UncertainMembers = answer.Succeeded ? null : intent.Members,
            SettledMembers = plan.Settled,
            Entry = cycle.Entry(
                group,
                since,
                group.Link?.TargetId,
                ProvisioningAction.Update,
                answer.Succeeded ? ProvisioningStatus.Success : ProvisioningStatus.Failure,
                answer.Code,
                body with
                {
                    Notes = [.. body.Notes, .. Notes(escrow)],
                    Exchange = answer.Exchange,
                }
            ),
            Escrow = escrow,
        };
        return cycle.Ends(intent, answer.Lingers, outcome);
    }

    /// <summary>
    /// A failure of an earlier batch of the same cycle is not over because a later batch succeeds; its retry looks at
    /// all members again.
    /// </summary>
    private static BacklogPhase? Due(CycleScope cycle, WorkObject group) =>
        group.Escrow is { NextAttempt: { } next } escrow && next <= cycle.Now ? escrow.Phase : null;

    private static string[] Notes(Escrow? escrow) => escrow is { Dropped: true } ? [EscrowSchedule.GivenUp] : [];

    private static Outcome WithoutRequest(CycleScope cycle, WorkObject group, MemberPlan plan, long since) =>
        new()
        {
            ObjectNumber = group.ObjectNumber,
            Kind = ObjectKind.Group,
            EndsEscrow = Due(cycle, group),
            SettledMembers = plan.Settled,
            Entry =
                plan.Unresolved.Count == 0 || group.Link is not { HasAccount: true, InScope: true } link
                    ? null
                    : cycle.Entry(
                        group,
                        since,
                        link.TargetId,
                        ProvisioningAction.Other,
                        ProvisioningStatus.Skipped,
                        "UnableToResolveReferenceAttributeValue",
                        MembersBody(
                            group,
                            plan,
                            "Members without an account in the application are added when they get one."
                        )
                    ),
        };

    private static EntryBody MembersBody(WorkObject group, MemberPlan plan, string? reason) =>
        Body(group.Link, reason ?? "The target gave no reason.") with
        {
            Modified =
            [
                .. plan.Add.Select(m => new ModifiedProperty("members", null, m.MemberName ?? m.MemberTargetId)),
                .. plan.Remove.Select(m => new ModifiedProperty("members", m.MemberName ?? m.MemberTargetId, null)),
            ],
            Notes =
            [
                .. plan.Unresolved.Take(100).Select(m => $"{m.MemberName} has no account and is not a member yet."),
            ],
        };

    private static EntryBody Body(Link? link, string reason) =>
        new()
        {
            Reason = reason,
            Path = link?.Path,
            IsActive = true,
            IsAssigned = true,
            HasRequiredRole = true,
        };

    private static Escrow Escrow(CycleScope cycle, BacklogPhase phase, WorkObject work, TargetAnswer answer) =>
        cycle.Escrow(
            phase,
            work,
            answer.Outcome is TargetOutcome.Transient or TargetOutcome.Unknown,
            answer.Code ?? "InternalError",
            answer.Detail ?? "The target gave no reason."
        );

    private static string? Written(Link link, ManagerWork work) =>
        link.ManagerNumber switch
        {
            null => null,
            < 0 => "not known after a failure",
            _ => work.WrittenName ?? "somebody who is gone",
        };

    private static TargetAnswer Broken(Exception e) =>
        new(TargetOutcome.Refused, "InternalError", ObjectRun.Breakage(e)) { Lingers = true };

    private static string Written(MemberPlan plan) =>
        (plan.Add.Count, plan.Remove.Count) switch
        {
            (var added, 0) => $"{added} {(added == 1 ? "member" : "members")} added.",
            (0, var removed) => $"{removed} {(removed == 1 ? "member" : "members")} removed.",
            var (added, removed) => $"{added} added, {removed} removed.",
        };

    private static List<string> Ids(IReadOnlyList<MemberWork> members) =>
        [.. members.Select(m => m.MemberTargetId).OfType<string>()];
}
