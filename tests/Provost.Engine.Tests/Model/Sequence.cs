using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Tests.Model;

internal enum Act
{
    Assign,
    Unassign,
    AssignTeam,
    UnassignTeam,
    Join,
    Leave,
    Nest,
    Unnest,
    SetTitle,
    SetNick,
    SetDepartment,
    SetHireDate,
    SetManager,
    Switch,
    DeleteOrRestore,
    Purge,
    DeleteOrRestoreTeam,
    Wait,
    ChangeRules,
    Cycle,
}

/// <summary>One thing that happens. The numbers say to whom and how; what cannot happen does not.</summary>
internal sealed record Step(Act Act, int One, int Other)
{
    public override string ToString() => $"{Act} {One} {Other}";
}

/// <summary>Carries out steps in a real store and in the model, and compares after every cycle.</summary>
internal sealed class Sequence(Installation installation, IReadOnlyList<Rules> choices)
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private readonly Company _company = new(
        [.. Enumerable.Range(0, 5).Select(i => new Person($"P{i}"))],
        [.. Enumerable.Range(0, 3).Select(i => new Team($"G{i}"))]
    );

    private readonly Dictionary<Principal, Guid> _ids = [];
    private Rules _rules = choices[0];

    public async Task BeginAsync()
    {
        foreach (var who in _company.People.Cast<Principal>().Concat(_company.Teams))
        {
            _ids[who] = installation.NewId();
            var kind = who is Person ? ObjectKind.User : ObjectKind.Group;
            await ApplyAsync(
                new DirectoryChange.Create(
                    _ids[who],
                    kind,
                    Values(
                        ("displayName", who.Name),
                        ("userPrincipalName", kind == ObjectKind.User ? $"{who.Name}@contoso.example" : null),
                        ("mailNickname", kind == ObjectKind.User ? "N0" : null)
                    )
                )
            );
        }
    }

    public async Task StepAsync(Step step)
    {
        var person = _company.People[step.One % _company.People.Length];
        var team = _company.Teams[step.Other % _company.Teams.Length];
        switch (step.Act)
        {
            case Act.Cycle:
                await CycleAsync();
                break;
            case Act.Wait:
                installation.Time.Advance(TimeSpan.FromHours(12) * (1 + (step.Other % 70)));
                break;
            case Act.ChangeRules:
                _rules = choices[step.One % choices.Count] with { Filter = _rules.Filter };
                await installation.SetRulesAsync(_rules);
                break;
            case Act.AssignTeam or Act.UnassignTeam or Act.Nest or Act.Unnest or Act.DeleteOrRestoreTeam:
                await StepAsync(step.Act, team, _company.Teams[step.One % _company.Teams.Length]);
                break;
            default:
                if (!person.Purged)
                    await StepAsync(step, person, team);
                break;
        }
    }

    public async Task CycleAsync()
    {
        _company.Cycle(_rules, installation.Time.GetUtcNow());
        await installation.CycleAsync();
        Assert.Equal(_company.Told(), installation.Told());

        var before = installation.Target.Requests;
        var quiet = await installation.CycleAsync();
        Assert.False(quiet.AnythingChanged || quiet.AnythingFailed, "A cycle after a finished cycle does nothing.");
        Assert.Equal(before, installation.Target.Requests);
    }

    private Task StepAsync(Act act, Team team, Team other)
    {
        switch (act)
        {
            case Act.AssignTeam:
                team.Assigned = true;
                return installation.AssignAsync(_ids[team]);
            case Act.UnassignTeam:
                team.Assigned = false;
                return installation.UnassignAsync(_ids[team]);
            case Act.Nest when team != other:
                team.Members.Add(other);
                return ApplyAsync(new DirectoryChange.AddMember(_ids[team], _ids[other]));
            case Act.Unnest when team != other:
                team.Members.Remove(other);
                return ApplyAsync(new DirectoryChange.RemoveMember(_ids[team], _ids[other]));
            case Act.DeleteOrRestoreTeam:
                team.Deleted = !team.Deleted;
                return ApplyAsync(
                    team.Deleted ? new DirectoryChange.Delete(_ids[team]) : new DirectoryChange.Restore(_ids[team])
                );
            default:
                return Task.CompletedTask;
        }
    }

    private Task StepAsync(Step step, Person person, Team team)
    {
        switch (step.Act)
        {
            case Act.Assign:
                person.Assigned = true;
                return installation.AssignAsync(_ids[person]);
            case Act.Unassign:
                person.Assigned = false;
                return installation.UnassignAsync(_ids[person]);
            case Act.Join:
                team.Members.Add(person);
                return ApplyAsync(new DirectoryChange.AddMember(_ids[team], _ids[person]));
            case Act.Leave:
                team.Members.Remove(person);
                return ApplyAsync(new DirectoryChange.RemoveMember(_ids[team], _ids[person]));
            case Act.Switch:
                person.Enabled = !person.Enabled;
                return ApplyAsync(new DirectoryChange.SetEnabled(_ids[person], person.Enabled));
            case Act.DeleteOrRestore:
                person.Deleted = !person.Deleted;
                return ApplyAsync(
                    person.Deleted
                        ? new DirectoryChange.Delete(_ids[person])
                        : new DirectoryChange.Restore(_ids[person])
                );
            case Act.Purge:
                return PurgeAsync(person);
            case Act.SetManager:
                return SetManagerAsync(person, _company.People[step.Other % _company.People.Length]);
            default:
                return SetAsync(step, person);
        }
    }

    private Task PurgeAsync(Person person)
    {
        person.Purged = true;
        foreach (var team in _company.Teams)
            team.Members.Remove(person);
        foreach (var report in _company.People.Where(p => p.Manager == person))
            report.Manager = null;
        return ApplyAsync(new DirectoryChange.Purge(_ids[person]));
    }

    private Task SetManagerAsync(Person person, Person manager)
    {
        person.Manager = manager.Purged || IsAbove(person, manager) ? null : manager;
        return ApplyAsync(new DirectoryChange.SetManager(_ids[person], person.Manager is { } boss ? _ids[boss] : null));
    }

    /// <summary>A circle is refused by the directory.</summary>
    private static bool IsAbove(Person person, Person? manager) =>
        manager is not null && (manager == person || IsAbove(person, manager.Manager));

    private Task SetAsync(Step step, Person person)
    {
        var (name, value) = step.Act switch
        {
            Act.SetTitle => (
                "jobTitle",
                person.Title = (step.Other % 4) switch
                {
                    0 => null,
                    var n => $"T{n}",
                }
            ),
            Act.SetNick => ("mailNickname", person.Nick = $"N{step.Other % 3}"),
            Act.SetDepartment => (
                "department",
                person.Department = (step.Other % 3) switch
                {
                    0 => null,
                    1 => "S",
                    _ => "T",
                }
            ),
            _ => ("employeeHireDate", Hire(person, step.Other)),
        };
        return ApplyAsync(new DirectoryChange.Set(_ids[person], Values((name, value))));
    }

    private string Hire(Person person, int days)
    {
        person.HireDate = installation.Time.GetUtcNow() + TimeSpan.FromHours(12) * ((days % 60) - 20);
        return person.HireDate.Value.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task ApplyAsync(DirectoryChange change) => installation.ApplyAsync(change);

    private static Dictionary<string, Value> Values(params (string Name, string? Value)[] values) =>
        values
            .Where(v => v.Value is not null || values.Length == 1)
            .ToDictionary(v => v.Name, v => Value.Text(v.Value), StringComparer.OrdinalIgnoreCase);
}
