using System.Text.Json.Nodes;
using Provost.Chaos.Engine;
using Provost.Chaos.Model;
using Provost.Chaos.Script;
using Provost.Chaos.Target;

namespace Provost.Chaos;

/// <summary>Carries a step out, and changes the model where it was acknowledged.</summary>
internal sealed class Operations(World world)
{
    private const string UserRole = "18d14569-c3bd-439b-9a66-3a2aee01d14f";

    private readonly Dictionary<string, string> _assignments = [];

    private Graph Graph => world.Graph;

    private Company Company => world.Company;

    /// <summary>Steps of one lane are done one after the other, those of different lanes beside each other.</summary>
    public static string Lane(Step step) =>
        step.Verb switch
        {
            "map" or "filter" or "scope" or "policy" or "nested" or "start" or "pause" or "restart" =>
                $"app {step.First}",
            "demand" => $"demand {step.First}",
            "target" => $"target {step.First}",
            "kill" or "freeze" or "clock" or "fill" => "process",
            _ => "directory",
        };

    public async Task RunAsync(Step step, CancellationToken ct)
    {
        switch (step.Verb)
        {
            case "hire":
                foreach (var key in Hired(step))
                    await HireAsync(key, step, ct);
                break;
            case "group":
                foreach (var key in Keys(step.First, "g"))
                    await GroupAsync(key, step["name"] ?? key, ct);
                break;
            case "name" or "upn" or "title" or "department" or "enable" or "disable":
                foreach (var key in Subjects(step.First))
                    await ChangeAsync(step, key, ct);
                break;
            case "manager":
                await ManagerAsync(step.First, step.Words[1], ct);
                break;
            case "join" or "leave":
                foreach (var key in Subjects(step.First))
                    await MemberAsync(key, step.Words[1], step.Verb == "join", ct);
                break;
            case "delete" or "restore" or "purge":
                foreach (var key in Subjects(step.First))
                    await LifeAsync(step.Verb, key, ct);
                break;
            case "assign" or "unassign":
                foreach (var app in AppNames(step.Words[1]))
                foreach (var key in Subjects(step.First))
                    await AssignAsync(key, world.Apps[app], step.Verb == "assign", ct);
                break;
            default:
                foreach (var app in AppNames(step.First))
                    await OfApplicationAsync(step, world.Apps[app], ct);
                break;
        }
    }

    /// <summary>Which accounts of leavers go: a command, because the API has nothing for it.</summary>
    public static async Task PolicyAsync(World world, string app, string action, CancellationToken ct) =>
        await CommandAsync(
            world,
            ct,
            "settings",
            "leavers",
            app,
            "--unassigned",
            action,
            "--out-of-scope",
            action,
            "--disabled",
            action,
            "--deleted",
            action
        );

    private async Task OfApplicationAsync(Step step, Application app, CancellationToken ct)
    {
        switch (step.Verb)
        {
            case "map":
                var source = step["title"] ?? throw new FormatException($"{step}: title=…");
                Count(await SchemaEdit.MapTitleAsync(Graph, app, source, ct));
                Change(app, a => a with { TitleFrom = source });
                break;
            case "filter":
                var filter = step.Words[1] == "none" ? null : step.Words[1];
                Count(await SchemaEdit.FilterAsync(Graph, app, filter, ct));
                Change(app, a => a with { Filter = filter });
                break;
            case "scope":
                await CommandAsync(world, ct, "settings", "scope", app.Name, "--scope", step.Words[1]);
                Change(app, a => a with { All = step.Words[1] == "all" });
                break;
            case "policy":
                var action = step.Words[1] == "delete" ? "Delete" : "Disable";
                await PolicyAsync(world, app.Name, action, ct);
                Change(app, a => a with { Deletes = action == "Delete", PolicyChanged = true });
                break;
            case "nested":
                await NestedAsync(app, step.Words[1] == "true", ct);
                break;
            case "start" or "pause" or "restart":
                Count(await Graph.AskAsync("POST", $"{app.JobPath}/{step.Verb}", null, ct));
                break;
            case "demand":
                await DemandAsync(app, step.Words[1], ct);
                break;
            case "target":
                Target(app, step);
                break;
            default:
                throw new FormatException($"There is no step '{step.Verb}'.");
        }
    }

    private async Task NestedAsync(Application app, bool nested, CancellationToken ct)
    {
        var setting = new JsonObject { ["name"] = "NestedGroups", ["value"] = $"{nested}" };
        var body = new JsonObject { ["synchronizationJobSettings"] = new JsonArray(setting) };
        Count(await Graph.AskAsync("PATCH", app.JobPath, body, ct));
        Change(app, a => a with { Nested = nested });
    }

    /// <summary>Whatever it says: it does what a cycle would do, only now.</summary>
    private async Task DemandAsync(Application app, string key, CancellationToken ct)
    {
        if (Company.Id(key) is not { } id)
            return;
        var schema = await Graph.OnceAsync("GET", $"{app.JobPath}/schema", null, ct);
        if (schema.Json?["synchronizationRules"]?[0]?["id"]?.ToString() is not { } rule)
            return;
        var subject = new JsonObject
        {
            ["objectId"] = id,
            ["objectTypeName"] = Company.Person(key) is null ? "Group" : "User",
        };
        var parameters = new JsonObject { ["ruleId"] = rule, ["subjects"] = new JsonArray(subject) };
        var body = new JsonObject { ["parameters"] = new JsonArray(parameters) };
        Count(await Graph.OnceAsync("POST", $"{app.JobPath}/provisionOnDemand", body, ct));
    }

    /// <summary>
    /// <c>target app1 fault=lose-answer [next POST] [path=/Users] [n=3] [late=2]</c>, <c>target app1 fault=401 for=3</c>,
    /// <c>target app1 stale=1</c>, <c>target app1 slow=0.2</c>, <c>target app1 ok</c>.
    /// </summary>
    private void Target(Application app, Step step)
    {
        if (world.OwnTarget(app.Name) is not { } target)
            return;
        if (step["stale"] is { } stale)
            target.Stale(double.Parse(stale));
        if (step["slow"] is { } slow)
            target.Slow(double.Parse(slow));
        if (step["fault"] is { } name)
        {
            var method = step.Plain.FirstOrDefault(w => w is "POST" or "PATCH" or "PUT" or "DELETE" or "GET");
            var fault = new ArmedFault(
                ArmedFault.Parse(name),
                method,
                step["path"],
                double.Parse(step["late"] ?? "1.5")
            );
            if (step["for"] is { } seconds)
                target.Last(fault, double.Parse(seconds));
            else
                for (var i = 0; i < int.Parse(step["n"] ?? "1"); i++)
                    target.Arm(fault);
        }

        if (step.Words.Contains("ok"))
            _ = target.HealAsync(CancellationToken.None);
    }

    private async Task HireAsync(string key, Step step, CancellationToken ct)
    {
        if (Company.Person(key) is not null)
            return;
        var local = step["upn"] ?? key;
        var person = new Person(key, "")
        {
            Upn = $"{local}@contoso.example",
            Mail = $"{local}@mail.contoso.example",
            DisplayName = step["name"] ?? $"Name {key}",
            Title = step["title"] is { } title ? Given(title) : "Clerk",
            Department = step["department"] is { } department ? Given(department) : "Sales",
        };
        var body = new JsonObject
        {
            ["accountEnabled"] = true,
            ["displayName"] = person.DisplayName,
            ["mailNickname"] = person.Nick,
            ["userPrincipalName"] = person.Upn,
            ["mail"] = person.Mail,
            ["jobTitle"] = person.Title,
            ["department"] = person.Department,
            ["passwordProfile"] = new JsonObject { ["password"] = "Chaos-Password-01" },
        };
        var answer = await Graph.AskAsync("POST", "/users", body, ct);
        var id = answer["id"];
        if (!answer.Succeeded && answer.WasLost)
        {
            var there = await Graph.GetAsync($"/users/{person.Upn}?$select=id,mailNickname", ct);
            id = there["mailNickname"] == person.Nick ? there["id"] : null;
        }

        Count(answer);
        if (id is not null)
            Company.Put(person with { Id = id });
    }

    private async Task GroupAsync(string key, string name, CancellationToken ct)
    {
        if (Company.Team(key) is not null)
            return;
        var body = new JsonObject
        {
            ["displayName"] = name,
            ["mailEnabled"] = false,
            ["mailNickname"] = key,
            ["securityEnabled"] = true,
        };

        // Two groups may have one name, so a creation whose answer was lost is looked for before it is sent again.
        var answer = await Graph.OnceAsync("POST", "/groups", body, ct);
        while (!answer.Succeeded)
        {
            var there = await Graph.ListAsync($"/groups?$filter=mailNickname eq '{key}'&$select=id", ct);
            answer = there is [var one]
                ? new Answer(200, one, true)
                : await Graph.OnceAsync("POST", "/groups", body, ct);
        }

        Count(answer);
        if (answer["id"] is { } id)
            Company.Put(new Team(key, id, name));
    }

    private async Task ChangeAsync(Step step, string key, CancellationToken ct)
    {
        var (body, person, team) = Edit(step);
        if (Company.Id(key) is not { } id)
            return;
        var kind = Company.Person(key) is null ? "groups" : "users";
        var answer = await Graph.AskAsync("PATCH", $"/{kind}/{id}", body, ct);
        Count(answer);
        // Sending it twice does no more than sending it once: a refusal is one.
        if (answer.Succeeded)
            Company.Change(key, person, team);
    }

    private static (JsonObject Body, Func<Person, Person> Person, Func<Team, Team> Team) Edit(Step step)
    {
        var value = step.Words.Count > 1 ? step.Words[1] : "";
        return step.Verb switch
        {
            "name" => (
                new() { ["displayName"] = value },
                p => p with { DisplayName = value },
                t => t with { Name = value }
            ),
            "upn" => (
                new()
                {
                    ["userPrincipalName"] = $"{value}@contoso.example",
                    ["mail"] = $"{value}@mail.contoso.example",
                },
                p => p with { Upn = $"{value}@contoso.example", Mail = $"{value}@mail.contoso.example" },
                t => t
            ),
            "title" => (new() { ["jobTitle"] = Given(value) }, p => p with { Title = Given(value) }, t => t),
            "department" => (
                new() { ["department"] = Given(value) },
                p => p with { Department = Given(value) },
                t => t
            ),
            _ => (
                new() { ["accountEnabled"] = step.Verb == "enable" },
                p => p with { Enabled = step.Verb == "enable" },
                t => t
            ),
        };
    }

    /// <summary>A minus says that the value is taken away.</summary>
    private static string? Given(string value) => value == "-" ? null : value;

    private async Task ManagerAsync(string key, string manager, CancellationToken ct)
    {
        if (Company.Person(key) is not { } person)
            return;
        var path = $"/users/{person.Id}/manager/$ref";
        if (manager == "-")
        {
            var removed = await Graph.AskAsync("DELETE", path, null, ct);
            Count(removed);
            if (removed.Counts)
                Company.Change(key, p => p with { Manager = null }, t => t);
        }
        else if (Company.Person(manager) is { } other)
        {
            // A circle is refused, also the second time.
            var set = await Graph.AskAsync("PUT", path, Reference(other.Id), ct);
            Count(set);
            if (set.Succeeded)
                Company.Change(key, p => p with { Manager = manager }, t => t);
        }
    }

    private async Task MemberAsync(string key, string group, bool joins, CancellationToken ct)
    {
        if (Company.Id(key) is not { } id || Company.Team(group) is not { } team || key == group)
            return;
        var answer = joins
            ? await Graph.AskAsync("POST", $"/groups/{team.Id}/members/$ref", Reference(id), ct)
            : await Graph.AskAsync("DELETE", $"/groups/{team.Id}/members/{id}/$ref", null, ct);
        Count(answer);
        var counts = answer.Succeeded || (answer.WasLost && await IsMemberAsync(team.Id, id, ct) == joins);
        if (counts)
            Company.Change(
                group,
                p => p,
                t => t with { Members = joins ? Company.With(t.Members, key) : Company.Without(t.Members, key) }
            );
    }

    private async Task<bool> IsMemberAsync(string group, string id, CancellationToken ct) =>
        (await Graph.ListAsync($"/groups/{group}/members?$select=id&$top=500", ct)).Any(m => m["id"]?.ToString() == id);

    private async Task LifeAsync(string verb, string key, CancellationToken ct)
    {
        if (Company.Id(key) is not { } id)
            return;
        var kind = Company.Person(key) is null ? "groups" : "users";
        var answer = verb switch
        {
            "delete" => await Graph.AskAsync("DELETE", $"/{kind}/{id}", null, ct),
            "restore" => await Graph.AskAsync("POST", $"/directory/deletedItems/{id}/restore", null, ct),
            _ => await Graph.AskAsync("DELETE", $"/directory/deletedItems/{id}", null, ct),
        };
        Count(answer);
        if (!answer.Succeeded && !answer.WasLost)
            return;
        var life = answer.Succeeded
            ? verb switch
            {
                "delete" => Life.Deleted,
                "restore" => Life.Live,
                _ => Life.Purged,
            }
            : await ReadLifeAsync(kind, id, ct);
        if (life == Life.Purged)
            Company.Purge(key);
        else
            Company.Change(key, p => p with { Life = life }, t => t with { Life = life });
    }

    private async Task<Life> ReadLifeAsync(string kind, string id, CancellationToken ct) =>
        (await Graph.GetAsync($"/{kind}/{id}?$select=id", ct)).Succeeded ? Life.Live
        : (await Graph.GetAsync($"/directory/deletedItems/{id}", ct)).Succeeded ? Life.Deleted
        : Life.Purged;

    private async Task AssignAsync(string key, Application app, bool assign, CancellationToken ct)
    {
        if (Company.Id(key) is not { } id)
            return;
        var path = $"/servicePrincipals/{app.ServicePrincipal}/appRoleAssignedTo";
        var name = $"{key} {app.Name}";
        if (assign)
        {
            var body = new JsonObject
            {
                ["principalId"] = id,
                ["resourceId"] = app.ServicePrincipal,
                ["appRoleId"] = UserRole,
            };
            var made = await Graph.AskAsync("POST", path, body, ct);
            Count(made);
            var assignment =
                made.Succeeded ? made["id"]
                : made.WasLost ? await AssignmentAsync(path, id, ct)
                : null;
            if (assignment is null)
                return;
            _assignments[name] = assignment;
            Change(app, a => a with { Assigned = Company.With(a.Assigned, key) });
        }
        else if (_assignments.TryGetValue(name, out var assignment))
        {
            var gone = await Graph.AskAsync("DELETE", $"{path}/{assignment}", null, ct);
            Count(gone);
            if (gone.Counts)
                Change(app, a => a with { Assigned = Company.Without(a.Assigned, key) });
        }
    }

    private async Task<string?> AssignmentAsync(string path, string id, CancellationToken ct) =>
        (await Graph.ListAsync($"{path}?$filter=principalId eq {id}", ct)) is [var one] ? one["id"]?.ToString() : null;

    private void Count(Answer answer) => world.Tally.Count(answer);

    private void Change(Application app, Func<AppState, AppState> change) => Company.ChangeApp(app.Name, change);

    private static JsonObject Reference(string id) =>
        new() { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/directoryObjects/{id}" };

    /// <summary>Until it is done: a command that the killed engine did not answer is given again.</summary>
    private static async Task CommandAsync(World world, CancellationToken ct, params string[] arguments)
    {
        for (var tries = 0; ; tries++)
        {
            await world.Installation.UpAsync(ct);
            var (code, output) = await world.Installation.CommandAsync(ct, arguments);
            if (code == 0)
            {
                world.Tally.Acknowledge();
                return;
            }

            if (tries == 30)
                throw new InvalidOperationException($"provost {string.Join(' ', arguments)}: {output}");
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    private IEnumerable<string> AppNames(string word) => word == "*" ? world.Apps.Keys : word.Split(',');

    /// <summary><c>hire 3</c>: p1 to p3; <c>hire p7 upn=p3</c>: one, and more about her.</summary>
    private static IEnumerable<string> Hired(Step step) => Keys(step.First, "p");

    private static IEnumerable<string> Keys(string word, string letter) =>
        int.TryParse(word, out var count) ? Enumerable.Range(1, count).Select(n => $"{letter}{n}") : word.Split(',');

    /// <summary><c>p1</c>, <c>p1,p2,g1</c>, <c>p1-p40</c>, or <c>*</c> for all people.</summary>
    private IEnumerable<string> Subjects(string word) =>
        word == "*"
            ? Company.People.Where(p => p.Life == Life.Live).Select(p => p.Key)
            : word.Split(',').SelectMany(Range);

    private static IEnumerable<string> Range(string word) =>
        word.Split('-') is [var from, var to]
            ? Enumerable
                .Range(int.Parse(from[1..]), int.Parse(to[1..]) - int.Parse(from[1..]) + 1)
                .Select(n => $"{from[0]}{n}")
            : [word];
}
