using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Model;

/// <summary>Which scoping filter a sequence runs with.</summary>
internal enum FilterKind
{
    None,

    /// <summary>Only people of department S.</summary>
    Department,

    /// <summary>Only people whose first day has come.</summary>
    HireDate,

    /// <summary>Only direct members of the first group.</summary>
    MemberOf,
}

/// <summary>What a sequence of changes runs with.</summary>
internal sealed record Rules(
    ScopeSetting Scope,
    bool Nested,
    bool SoftDelete,
    FilterKind Filter,
    LeaverAction Unassigned,
    LeaverAction OutOfScope,
    LeaverAction AccountDisabled,
    LeaverAction SoftDeleted,
    LeaverAction Purged,
    LeaverAction Groups
)
{
    public LeaverPolicy Policy =>
        new()
        {
            Unassigned = Unassigned,
            OutOfScope = OutOfScope,
            AccountDisabled = AccountDisabled,
            SoftDeleted = SoftDeleted,
            Purged = Purged,
            Groups = Groups,
        };

    public override string ToString() =>
        $"{Scope}{(Nested ? " nested" : "")}{(SoftDelete ? "" : " no-soft-delete")} filter {Filter}: unassigned {Unassigned}, "
        + $"filtered {OutOfScope}, disabled {AccountDisabled}, deleted {SoftDeleted}, purged {Purged}, groups {Groups}";

    public LeaverAction For(ScopeReason reason) =>
        reason switch
        {
            ScopeReason.Purged => Purged,
            ScopeReason.SoftDeleted => SoftDeleted,
            ScopeReason.AccountDisabled => AccountDisabled,
            ScopeReason.FilteredOut => OutOfScope,
            _ => Unassigned,
        };
}

/// <summary>Somebody or some group of the model, with the account that she should have.</summary>
internal abstract class Principal(string name)
{
    public string Name { get; } = name;

    public bool Assigned { get; set; }

    public bool Deleted { get; set; }

    public bool HasAccount { get; set; }

    /// <summary>Why she was out of scope when the last cycle ran; null while she is in.</summary>
    public ScopeReason? Out { get; set; }

    public DateTimeOffset? DeleteAt { get; set; }

    public bool IsLetGo => Out is ScopeReason.NotAssigned or ScopeReason.FilteredOut;
}

internal sealed class Person(string name) : Principal(name)
{
    public string? Title { get; set; }

    public string Nick { get; set; } = "N0";

    public string? Department { get; set; }

    public DateTimeOffset? HireDate { get; set; }

    public Person? Manager { get; set; }

    public bool Enabled { get; set; } = true;

    public bool Purged { get; set; }

    public bool AccountActive { get; set; }

    public string? AccountTitle { get; set; }

    public string? AccountNick { get; set; }

    public Person? AccountManager { get; set; }
}

internal sealed class Team(string name) : Principal(name)
{
    public HashSet<Principal> Members { get; } = [];

    public HashSet<Principal> AccountMembers { get; } = [];
}

/// <summary>
/// The rules, as plainly as they can be said: at every cycle everybody is looked at anew. No feed, no backlog, no links,
/// no short cuts. What depends on history (disabled once, made once, deleted later) is remembered as a person would
/// remember it.
/// </summary>
internal sealed class Company(Person[] people, Team[] teams)
{
    public Person[] People => people;

    public Team[] Teams => teams;

    public void Cycle(Rules rules, DateTimeOffset now)
    {
        foreach (var person in people)
            Cycle(person, rules, now);
        foreach (var team in teams)
            Cycle(team, rules, now);
        foreach (var person in people.Where(p => p.HasAccount && p.Out is null))
            person.AccountManager = person.Manager is { HasAccount: true } manager ? manager : null;
        foreach (var team in teams.Where(t => t.HasAccount && t.Out is null))
        {
            team.AccountMembers.Clear();
            team.AccountMembers.UnionWith(Wanted(team, rules).Where(m => m.HasAccount));
        }
    }

    public string Told() =>
        string.Join(
            '\n',
            people
                .Where(p => p.HasAccount)
                .Select(p =>
                    $"{p.Name} {(p.AccountActive ? "on" : "off")} {p.AccountTitle} {p.AccountNick} < "
                    + p.AccountManager?.Name
                )
                .Concat(
                    teams
                        .Where(t => t.HasAccount)
                        .Select(t =>
                            $"{t.Name}: {string.Join(",", t.AccountMembers.Select(m => m.Name).Order(StringComparer.Ordinal))}"
                        )
                )
                .Order(StringComparer.Ordinal)
        );

    private void Cycle(Person person, Rules rules, DateTimeOffset now)
    {
        if (Reason(person, rules, now) is { } reason)
        {
            if (person.HasAccount && Leaves(person, reason, rules.For(reason), rules.SoftDelete, now))
                person.AccountActive = false;
            return;
        }

        if (!person.HasAccount)
            (person.HasAccount, person.AccountNick, person.AccountTitle, person.AccountManager) = (
                true,
                person.Nick,
                null,
                null
            );
        person.AccountActive = true;
        person.AccountTitle = person.Title ?? person.AccountTitle;
        (person.Out, person.DeleteAt) = (null, null);
    }

    private void Cycle(Team team, Rules rules, DateTimeOffset now)
    {
        if (team.Deleted || !(team.Assigned || rules.Scope == ScopeSetting.All))
        {
            if (team.HasAccount)
                Leaves(
                    team,
                    team.Deleted ? ScopeReason.SoftDeleted : ScopeReason.NotAssigned,
                    rules.Groups,
                    canDisable: false,
                    now
                );
            return;
        }

        (team.HasAccount, team.Out, team.DeleteAt) = (true, null, null);
    }

    /// <summary>What the policy does about an event, once. True where the account is to be disabled.</summary>
    private bool Leaves(Principal who, ScopeReason reason, LeaverAction action, bool canDisable, DateTimeOffset now)
    {
        if (who.DeleteAt <= now)
        {
            Remove(who);
            return false;
        }

        if (who.IsLetGo || who.Out == reason)
            return false;

        who.Out = reason;
        switch (action)
        {
            case LeaverAction.Delete:
            case LeaverAction.Disable when !canDisable:
                Remove(who);
                return false;
            case LeaverAction.DeleteLater:
                who.DeleteAt ??= now + TimeSpan.FromDays(30);
                return canDisable;
            default:
                return action == LeaverAction.Disable;
        }
    }

    private void Remove(Principal who)
    {
        (who.HasAccount, who.Out, who.DeleteAt) = (false, null, null);
        foreach (var team in teams)
            team.AccountMembers.Remove(who);
        foreach (var report in people.Where(p => p.AccountManager == who))
            report.AccountManager = null;
        if (who is Team gone)
            gone.AccountMembers.Clear();
    }

    private ScopeReason? Reason(Person person, Rules rules, DateTimeOffset now) =>
        person.Purged ? ScopeReason.Purged
        : person.Deleted ? ScopeReason.SoftDeleted
        : !person.Enabled ? ScopeReason.AccountDisabled
        : !IsEntitled(person, rules) ? ScopeReason.NotAssigned
        : !Passes(person, rules.Filter, now) ? ScopeReason.FilteredOut
        : null;

    private bool IsEntitled(Person person, Rules rules) =>
        rules.Scope == ScopeSetting.All
        || person.Assigned
        || teams.Any(t => t is { Assigned: true, Deleted: false } && Inside(t, rules.Nested).Contains(person));

    private bool Passes(Person person, FilterKind filter, DateTimeOffset now) =>
        filter switch
        {
            FilterKind.Department => person.Department == "S",
            FilterKind.HireDate => person.HireDate < now,
            FilterKind.MemberOf => !teams[0].Deleted && teams[0].Members.Contains(person),
            _ => true,
        };

    private static IEnumerable<Principal> Wanted(Team team, Rules rules) =>
        rules.Nested ? Inside(team, nested: true).OfType<Person>() : team.Members;

    private static HashSet<Principal> Inside(Team team, bool nested)
    {
        var inside = new HashSet<Principal>(team.Members);
        for (var before = -1; nested && before != inside.Count; )
        {
            before = inside.Count;
            inside.UnionWith(inside.OfType<Team>().Where(t => !t.Deleted).SelectMany(t => t.Members).ToList());
        }

        return inside;
    }
}
