using System.Text.Json.Nodes;
using Provost.Engine.Directory;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// Whatever happens in the directory, in whatever order, whenever cycles run and die: in the end the application is
/// what the directory says, and a cycle after that does nothing. The oracle is a plain model of who should be what.
/// </summary>
public sealed class RandomHistoryTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly int Histories = Environment.GetEnvironmentVariable("PROVOST_LONG") == "1" ? 2000 : 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Histories)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_application_ends_as_the_directory_says(int seed)
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-uniqueness");
        var history = new History(contoso, new Random(seed));
        await history.BeginAsync();
        for (var i = 0; i < 40; i++)
            await history.StepAsync();

        contoso.Time.Advance(TimeSpan.FromMinutes(1));
        await contoso.CycleAsync();
        await contoso.CycleAsync();
        contoso.Wire.Take();
        var quiet = await contoso.CycleAsync();

        Assert.Equal(history.Expected(), await ActualAsync(contoso));
        Assert.False(quiet.AnythingChanged || quiet.AnythingFailed);
        Assert.Empty(contoso.Wire.Take());
    }

    /// <summary>One line for every active account and every group, in an order of their own.</summary>
    private static async Task<string> ActualAsync(Contoso contoso)
    {
        var users = await contoso.UsersAsync();
        var names = users.ToDictionary(u => Text(u, "id"), u => Text(u, "displayName"));
        var lines = users
            .Where(u => u["active"]?.GetValue<bool>() == true)
            .Select(u =>
                $"{Text(u, "displayName")} {Text(u, "title")} < "
                + (ManagerOf(u) is { } id ? names.GetValueOrDefault(id, "gone") : "")
            );
        var groups = (await contoso.GroupsAsync()).Select(g =>
        {
            var members = (g["members"]?.AsArray() ?? []).Select(m => names[Text(m?.AsObject() ?? [], "value")]);
            return $"{Text(g, "displayName")}: {string.Join(",", members.Order(StringComparer.Ordinal))}";
        });
        return string.Join('\n', lines.Concat(groups).Order(StringComparer.Ordinal));
    }

    private static string? ManagerOf(JsonObject user) => user[Enterprise]?["manager"]?["value"]?.GetValue<string>();

    private static string Text(JsonObject json, string name) => json[name]?.GetValue<string>() ?? "";

    private sealed class Person
    {
        public string Title { get; set; } = "";

        public string? Manager { get; set; }

        public bool Enabled { get; set; } = true;

        public bool Deleted { get; set; }

        public bool Assigned { get; set; }

        public bool Linked { get; set; }
    }

    private sealed class Team
    {
        public bool Assigned { get; set; }

        public HashSet<string> Members { get; } = [];
    }

    private sealed class History(Contoso contoso, Random random)
    {
        private static readonly string[] Names = ["Ada", "Alan", "Grace", "Mary", "Joan", "Hedy"];
        private static readonly string[] TeamNames = ["Red", "Blue"];

        private readonly Dictionary<string, Person> _people = [];
        private readonly Dictionary<string, Team> _teams = [];

        public async Task BeginAsync()
        {
            await contoso.HireAsync(Names);
            foreach (var name in Names)
                _people[name] = new Person();
            foreach (var team in TeamNames)
            {
                await contoso.FoundAsync(team);
                _teams[team] = new Team();
            }
        }

        public Task StepAsync()
        {
            var name = Pick(_people.Keys.ToArray());
            var team = Pick(TeamNames);
            return random.Next(12) switch
            {
                0 => AssignAsync(name),
                1 => UnassignAsync(name),
                2 => AssignTeamAsync(team),
                3 => UnassignTeamAsync(team),
                4 or 5 => JoinAsync(team, name),
                6 => LeaveAsync(team, name),
                7 => SetTitleAsync(name),
                8 => SetManagerAsync(name, Pick(_people.Keys.ToArray())),
                9 => SwitchAsync(name),
                10 => DeleteOrRestoreAsync(name),
                _ => random.Next(3) == 0 ? DieAsync() : CycleAsync(),
            };
        }

        public string Expected()
        {
            var active = _people.Where(p => InScope(p.Key)).Select(p => p.Key).ToHashSet();
            var linked = _people.Where(p => active.Contains(p.Key) || p.Value.Linked).Select(p => p.Key).ToHashSet();
            var users = active.Select(name =>
            {
                var manager = _people[name].Manager is { } boss && linked.Contains(boss) ? boss : "";
                return $"{name} {_people[name].Title} < {manager}";
            });
            var teams = _teams
                .Where(t => t.Value.Assigned)
                .Select(t =>
                    $"{t.Key}: {string.Join(",", t.Value.Members.Where(linked.Contains).Order(StringComparer.Ordinal))}"
                );
            return string.Join('\n', users.Concat(teams).Order(StringComparer.Ordinal));
        }

        private bool InScope(string name) =>
            _people[name] is { Enabled: true, Deleted: false } person
            && (person.Assigned || _teams.Values.Any(t => t.Assigned && t.Members.Contains(name)));

        private Task AssignAsync(string name)
        {
            _people[name].Assigned = true;
            return contoso.AssignAsync(name);
        }

        private Task UnassignAsync(string name)
        {
            _people[name].Assigned = false;
            return contoso.UnassignAsync(name);
        }

        private Task AssignTeamAsync(string team)
        {
            _teams[team].Assigned = true;
            return contoso.AssignAsync(team);
        }

        private Task UnassignTeamAsync(string team)
        {
            _teams[team].Assigned = false;
            return contoso.UnassignAsync(team);
        }

        private Task JoinAsync(string team, string name)
        {
            _teams[team].Members.Add(name);
            return contoso.ApplyAsync(new DirectoryChange.AddMember(contoso.Id(team), contoso.Id(name)));
        }

        private Task LeaveAsync(string team, string name)
        {
            _teams[team].Members.Remove(name);
            return contoso.ApplyAsync(new DirectoryChange.RemoveMember(contoso.Id(team), contoso.Id(name)));
        }

        private Task SetTitleAsync(string name)
        {
            _people[name].Title = $"T{random.Next(1, 4)}";
            return contoso.SetAsync(name, "jobTitle", _people[name].Title);
        }

        private Task SetManagerAsync(string name, string boss)
        {
            var manager = IsAbove(name, boss) ? null : boss;
            _people[name].Manager = manager;
            return contoso.ApplyAsync(
                new DirectoryChange.SetManager(contoso.Id(name), manager is null ? null : contoso.Id(manager))
            );
        }

        /// <summary>A circle is refused by the directory.</summary>
        private bool IsAbove(string name, string? boss) =>
            boss is not null && (boss == name || IsAbove(name, _people[boss].Manager));

        private Task SwitchAsync(string name)
        {
            var person = _people[name];
            person.Enabled = !person.Enabled;
            return contoso.ApplyAsync(new DirectoryChange.SetEnabled(contoso.Id(name), person.Enabled));
        }

        private Task DeleteOrRestoreAsync(string name)
        {
            var person = _people[name];
            person.Deleted = !person.Deleted;
            return contoso.ApplyAsync(
                person.Deleted
                    ? new DirectoryChange.Delete(contoso.Id(name))
                    : new DirectoryChange.Restore(contoso.Id(name))
            );
        }

        private async Task CycleAsync()
        {
            await contoso.CycleAsync();
            foreach (var (name, person) in _people)
                person.Linked |= InScope(name);
        }

        /// <summary>A cycle that dies at some request: before it arrives, or after it was carried out.</summary>
        private async Task DieAsync()
        {
            using var death = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var (left, carriedOut) = (random.Next(6), random.Next(2) == 0);
            contoso.Wire.Instead = async (context, forward) =>
            {
                if (Interlocked.Decrement(ref left) >= 0)
                    return false;
                if (carriedOut)
                    await forward();
                await death.CancelAsync();
                context.Abort();
                return true;
            };
            var job = await contoso.Jobs.FindAsync(contoso.Application.Id, CancellationToken.None) ?? contoso.Job;
            try
            {
                await contoso.Runner().RunAsync(job, _ => { }, CancellationToken.None, death.Token);
            }
            catch (OperationCanceledException)
            {
                // Dead.
            }

            await contoso.Wire.QuietAsync();
            contoso.Wire.Instead = null;
            contoso.PassDeadlines();
            await NoteWhoHasAnAccountAsync();
        }

        /// <summary>Which of them got an account before the death is for the application to say.</summary>
        private async Task NoteWhoHasAnAccountAsync()
        {
            foreach (var user in await contoso.UsersAsync())
                _people[Text(user, "displayName")].Linked = true;
        }

        private string Pick(string[] from) => from[random.Next(from.Length)];
    }
}
