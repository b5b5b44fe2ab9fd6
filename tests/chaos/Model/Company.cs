namespace Provost.Chaos.Model;

/// <summary>
/// The directory and the applications as acknowledged, and who has to have an account. It knows what the documentation
/// says, and nothing of the code.
/// </summary>
internal sealed class Company
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Person> _people = [];
    private readonly Dictionary<string, Team> _teams = [];
    private readonly Dictionary<string, AppState> _apps = [];

    public IReadOnlyList<Person> People => Locked(() => _people.Values.ToList());

    public IReadOnlyList<Team> Teams => Locked(() => _teams.Values.ToList());

    public Person? Person(string key) => Locked(() => _people.GetValueOrDefault(key));

    public Team? Team(string key) => Locked(() => _teams.GetValueOrDefault(key));

    public AppState App(string name) => Locked(() => _apps[name]);

    /// <summary>The id of a person or group.</summary>
    public string? Id(string key) => Person(key)?.Id ?? Team(key)?.Id;

    public Life? LifeOf(string key) => Person(key)?.Life ?? Team(key)?.Life;

    public void Put(Person person) => Locked(() => _people[person.Key] = person);

    public void Put(Team team) => Locked(() => _teams[team.Key] = team);

    public void Put(AppState app) => Locked(() => _apps[app.Name] = app);

    public void Change(string key, Func<Person, Person> person, Func<Team, Team> team) =>
        Locked(() =>
        {
            if (_people.TryGetValue(key, out var one))
                _people[key] = person(one);
            else if (_teams.TryGetValue(key, out var group))
                _teams[key] = team(group);
            return true;
        });

    public void ChangeApp(string name, Func<AppState, AppState> change) =>
        Locked(() => _apps[name] = change(_apps[name]));

    /// <summary>Somebody who is purged leaves all groups, assignments and reports behind; a deletion keeps them.</summary>
    public void Purge(string key) =>
        Locked(() =>
        {
            if (_people.TryGetValue(key, out var person))
                _people[key] = person with { Life = Life.Purged, Manager = null };
            if (_teams.TryGetValue(key, out var gone))
                _teams[key] = gone with { Life = Life.Purged, Members = new HashSet<string>() };
            foreach (var report in _people.Values.Where(p => p.Manager == key).ToList())
                _people[report.Key] = report with { Manager = null };
            foreach (var team in _teams.Values.Where(t => t.Members.Contains(key)).ToList())
                _teams[team.Key] = team with { Members = Without(team.Members, key) };
            foreach (var app in _apps.Values.Where(a => a.Assigned.Contains(key)).ToList())
                _apps[app.Name] = app with { Assigned = Without(app.Assigned, key) };
            return true;
        });

    public static IReadOnlySet<string> With(IReadOnlySet<string> set, string key) => new HashSet<string>(set) { key };

    public static IReadOnlySet<string> Without(IReadOnlySet<string> set, string key) =>
        set.Where(k => k != key).ToHashSet();

    /// <summary>Groups that are provisioned themselves: assigned and not deleted; with scope all, every one.</summary>
    public IReadOnlyList<Team> GroupsInScope(AppState app) =>
        [.. Teams.Where(t => t.Life == Life.Live && (app.All || app.Assigned.Contains(t.Key)))];

    public IReadOnlyList<Person> PeopleInScope(AppState app)
    {
        var entitled = GroupsInScope(app)
            .SelectMany(t => app.Nested ? Inside(t).SelectMany(g => g.Members) : t.Members)
            .ToHashSet();
        return
        [
            .. People.Where(p =>
                p.IsActive
                && (app.All || app.Assigned.Contains(p.Key) || entitled.Contains(p.Key))
                && Passes(app.Filter, p)
            ),
        ];
    }

    /// <summary>A group and all groups inside it, at any depth; a deleted group holds nobody.</summary>
    public IReadOnlyList<Team> Inside(Team team)
    {
        var found = new List<Team> { team };
        var seen = new HashSet<string> { team.Key };
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var key in found[i].Members.Where(seen.Add))
            {
                if (Team(key) is { Life: Life.Live } inner)
                    found.Add(inner);
            }
        }

        return found;
    }

    public static string? TitleOf(AppState app, Person person) =>
        app.TitleFrom switch
        {
            "department" => person.Department,
            "displayName" => person.DisplayName,
            _ => person.Title,
        };

    /// <summary>A clause over a missing value is false, whatever it asks (docs/scoping-filters.md).</summary>
    private static bool Passes(string? filter, Person person) =>
        filter switch
        {
            null => true,
            _ when person.Department is null => false,
            ['!', .. var not] => person.Department != not,
            _ => person.Department == filter,
        };

    private T Locked<T>(Func<T> work)
    {
        lock (_lock)
            return work();
    }
}
