using System.Globalization;

namespace Provost.Chaos.Script;

/// <summary>
/// Makes the steps of a round from a seed. It follows its own idea of who is there, so that most operations make sense;
/// what the program refuses simply does not count.
/// </summary>
internal sealed class Plan
{
    private static readonly string[] Titles = ["Clerk", "Chef", "Pilot", "Nurse", "Smith", "Judge", "-"];
    private static readonly string[] Departments = ["Sales", "Finance", "Research", "Legal", "-"];
    private static readonly string[] Filters = ["none", "none", "Sales", "!Sales", "!Finance"];
    private static readonly string[] Sources = ["jobTitle", "department", "displayName"];

    private readonly ChaosOptions _options;
    private readonly Random _random;
    private readonly List<Step> _steps = [];
    private readonly List<AppSpec> _apps;
    private readonly List<string> _live = [];
    private readonly List<string> _deleted = [];
    private readonly List<string> _groups = [];
    private readonly List<string> _deletedGroups = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly List<string> _freeNames = [];
    private int _people;
    private int _teams;
    private int _version;
    private double _at;

    private Plan(int seed, ChaosOptions options)
    {
        (_options, _random) = (options, new Random(seed));
        _apps = [.. Enumerable.Range(1, options.Apps).Select(Spec)];
    }

    public static Scenario Of(int seed, ChaosOptions options)
    {
        var plan = new Plan(seed, options);
        plan.Begin();
        plan.Operations();
        plan.Faults();
        plan.Processes();
        plan._steps.RemoveAll(s => options.Without.Contains(s.Verb));
        var timed = plan._steps.Where(s => s.At is not null).OrderBy(s => s.At);
        return new Scenario($"seed {seed}", plan._apps, [.. plan._steps.Where(s => s.At is null), .. timed])
        {
            ChecksSizes = true,
        };
    }

    /// <summary>One flat, one with nested groups, one that deletes; the third is the sample server.</summary>
    private AppSpec Spec(int number) =>
        (number % 3) switch
        {
            1 => new AppSpec($"app{number}", Deletes: _random.Next(4) == 0),
            2 => new AppSpec($"app{number}", Nested: true, Unique: false, Deletes: _random.Next(4) == 0),
            _ => new AppSpec($"app{number}", Sample: true, Deletes: true, Quirks: Quirks()),
        };

    private string Quirks() =>
        Pick(["lost-answers:13", "500:9", "503:11", "429:8", "slow:40", "lost-answers:17,500:23"]);

    private void Begin()
    {
        for (var i = 0; i < _options.People; i++)
            Hire(null);
        for (var i = 0; i < _options.Groups; i++)
            NewGroup(null);
        foreach (var group in _groups)
        foreach (var person in Some(_live, _random.Next(2, 14)))
            Add(null, "join", person, group);
        for (var i = 0; i < _options.Groups / 2; i++)
            Add(null, "join", Pick(_groups), Pick(_groups));
        foreach (var app in _apps)
        {
            foreach (var group in Some(_groups, _options.Groups / 3))
                Add(null, "assign", group, app.Name);
            foreach (var person in Some(_live, _options.People / 4))
                Add(null, "assign", person, app.Name);
        }

        Add(null, "start", "*");
    }

    private void Operations()
    {
        for (_at = 0; _at < _options.Seconds; _at += _random.NextDouble() * 0.07)
            Operation();
    }

    private void Operation()
    {
        switch (_random.Next(100))
        {
            case < 8:
                Hire(_at);
                break;
            case < 30:
                Property();
                break;
            case < 38:
                Add(_at, "manager", Pick(_live), _random.Next(4) == 0 ? "-" : Pick(_live));
                break;
            case < 56:
                Membership();
                break;
            case < 68:
                Assignment();
                break;
            case < 75:
                Add(_at, _random.Next(2) == 0 ? "disable" : "enable", Pick(_live));
                break;
            case < 88:
                Life();
                break;
            case < 93:
                GroupLife();
                break;
            default:
                OfApplication();
                break;
        }
    }

    private void Hire(double? at)
    {
        // A new person with the name of one who is gone, sometimes.
        var key = $"p{++_people}";
        var name = key;
        if (at is not null && _freeNames.Count > 0 && _random.Next(3) == 0)
        {
            name = Pick(_freeNames);
            _freeNames.Remove(name);
        }

        _names[key] = name;
        _live.Add(key);
        Add(at, "hire", key, $"upn={name}", $"title={Pick(Titles)}", $"department={Pick(Departments)}");
        if (at is not null && _random.Next(2) == 0)
            Add(at + 0.01, "assign", key, Pick(_apps).Name);
    }

    private void Property()
    {
        var person = Pick(_live);
        switch (_random.Next(5))
        {
            case 0:
                Add(_at, "name", person, $"Name-{person}-{++_version}");
                break;
            case 1:
                _freeNames.Add(_names[person]);
                _names[person] = $"{person}v{++_version}";
                Add(_at, "upn", person, _names[person]);
                break;
            case 2 or 3:
                Add(_at, "title", person, Pick(Titles));
                break;
            default:
                Add(_at, "department", person, Pick(Departments));
                break;
        }
    }

    private void Membership()
    {
        var member = _random.Next(6) == 0 ? Pick(_groups) : Pick(_live);
        Add(_at, _random.Next(3) == 0 ? "leave" : "join", member, Pick(_groups));
    }

    private void Assignment()
    {
        var app = Pick(_apps).Name;
        switch (_random.Next(12))
        {
            case 0:
                Add(_at, "assign", string.Join(',', Some(_live, _random.Next(5, 25))), app);
                break;
            case < 4:
                Add(_at, _random.Next(2) == 0 ? "assign" : "unassign", Pick(_groups), app);
                break;
            default:
                Add(_at, _random.Next(2) == 0 ? "assign" : "unassign", Pick(_live), app);
                break;
        }
    }

    private void Life()
    {
        if (_deleted.Count > 0 && _random.Next(2) == 0)
        {
            var back = Take(_deleted);
            if (_random.Next(2) == 0)
            {
                Add(_at, "restore", back);
                _live.Add(back);
                return;
            }

            Add(_at, "purge", back);
            _freeNames.Add(_names[back]);
        }
        else if (_live.Count > _options.People / 2)
        {
            var gone = Take(_live);
            Add(_at, "delete", gone);
            if (_random.Next(3) > 0)
            {
                _deleted.Add(gone);
                return;
            }

            Add(_at + (_random.NextDouble() * 2), "purge", gone);
            _freeNames.Add(_names[gone]);
        }
    }

    private void GroupLife()
    {
        switch (_random.Next(6))
        {
            case 0:
                NewGroup(_at);
                break;
            case 1:
                Add(_at, "name", Pick(_groups), $"Group-{++_version}");
                break;
            case 2 when _groups.Count > _options.Groups / 2:
                var gone = Take(_groups);
                Add(_at, "delete", gone);
                _deletedGroups.Add(gone);
                break;
            case 3 or 4 when _deletedGroups.Count > 0:
                var back = Take(_deletedGroups);
                Add(_at, "restore", back);
                _groups.Add(back);
                break;
            case 5 when _deletedGroups.Count > 0:
                Add(_at, "purge", Take(_deletedGroups));
                break;
        }
    }

    private void NewGroup(double? at)
    {
        var key = $"g{++_teams}";
        _groups.Add(key);
        Add(at, "group", key, $"name=Group-{key}");
        if (at is null)
            return;
        foreach (var person in Some(_live, 4))
            Add(at + 0.01, "join", person, key);
        if (_random.Next(2) == 0)
            Add(at + 0.02, "assign", key, Pick(_apps).Name);
    }

    private void OfApplication()
    {
        var app = Pick(_apps).Name;
        switch (_random.Next(20))
        {
            case < 4:
                Add(_at, "map", app, $"title={Pick(Sources)}");
                break;
            case < 6:
                Add(_at, "filter", app, Pick(Filters));
                break;
            case 6:
                Add(_at, "scope", app, _random.Next(3) == 0 ? "all" : "assigned");
                break;
            case 7:
                Add(_at, "policy", app, _random.Next(2) == 0 ? "delete" : "disable");
                break;
            case 8:
                Add(_at, "nested", app, _random.Next(2) == 0 ? "true" : "false");
                break;
            case < 12:
                Add(_at, "pause", app);
                Add(_at + (_random.NextDouble() * 4), "start", app);
                break;
            case < 14:
                Add(_at, "restart", app);
                break;
            default:
                Add(_at, "demand", app, Pick(_live));
                break;
        }
    }

    /// <summary>
    /// A target without uniqueness that loses answers and reads stale at once lets nobody know what is there: such a
    /// one does one of the two.
    /// </summary>
    private void Faults()
    {
        foreach (var app in _apps.Where(a => !a.Sample))
        {
            var stale = app.Unique || _random.Next(2) == 0;
            var loses = app.Unique || !stale;
            if (stale)
                Add(0, "target", app.Name, $"stale={Number(_random.NextDouble())}");
            if (_random.Next(2) == 0)
                Add(0, "target", app.Name, $"slow={Number(_random.NextDouble() * 0.15)}");
            for (var at = 0.0; at < _options.Seconds; at += _random.NextDouble() * 1.0)
                Add(at, "target", [app.Name, .. OneFault(loses)]);
            if (_random.Next(3) == 0)
                Add(
                    _random.NextDouble() * _options.Seconds,
                    "target",
                    app.Name,
                    $"fault={Pick(["401", "503", "html"])}",
                    $"for={_random.Next(1, 5)}"
                );
        }
    }

    private IEnumerable<string> OneFault(bool loses)
    {
        string[] harmless = ["drop", "429", "429-plain", "500", "503", "wrong-pages", "slow"];
        string[] losing = ["lose-answer", "lose-answer", "late", "truncated", "500-after"];
        yield return $"fault={(loses && _random.Next(2) == 0 ? Pick(losing) : Pick(harmless))}";
        if (_random.Next(3) > 0)
            yield return Pick(["POST", "POST", "PATCH", "DELETE", "GET"]);
        yield return $"late={Number(0.5 + (_random.NextDouble() * 2.5))}";
    }

    private void Processes()
    {
        if (!_options.Kills)
            return;
        for (var at = 4.0; at < _options.Seconds - 2; at += 3 + (_random.NextDouble() * 12))
        {
            switch (_random.Next(10))
            {
                case < 5:
                    Add(at, "kill");
                    break;
                case < 7:
                    Add(at, "freeze", Number(1 + (_random.NextDouble() * 5)));
                    break;
                case 7 or 8:
                    Add(at, "clock", $"{Pick([-7200, -600, -60, 60, 600, 7200])}");
                    Add(at + 2 + (_random.NextDouble() * 6), "clock", "0");
                    break;
                default:
                    Add(at, "fill", Number(1 + (_random.NextDouble() * 3)));
                    break;
            }
        }
    }

    private void Add(double? at, string verb, params string[] words) => _steps.Add(new Step(at, verb, words));

    private T Pick<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];

    private string Take(List<string> from)
    {
        var index = _random.Next(from.Count);
        var taken = from[index];
        from.RemoveAt(index);
        return taken;
    }

    private List<string> Some(List<string> among, int count) =>
        Enumerable.Range(0, count).Select(_ => Pick(among)).Distinct().ToList();

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
