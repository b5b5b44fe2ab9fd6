using System.Text.Json.Nodes;
using Provost.Chaos.Model;

namespace Provost.Chaos;

/// <summary>Compares the targets, and what the program says, with the model.</summary>
internal sealed class Comparison(World world)
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private Company Company => world.Company;

    /// <summary>Accounts and groups alone: cheap.</summary>
    public async Task<IReadOnlyList<Difference>> AccountsAsync(CancellationToken ct)
    {
        var all = new List<Difference>();
        foreach (var app in world.Apps.Values)
        {
            var seen = await SeenAsync(app, ct);
            if (seen is null)
                return [new Difference(app.Name, null, "the target does not answer")];
            all.AddRange(Users(seen));
            all.AddRange(Groups(seen));
        }

        return all;
    }

    /// <summary>The directory itself, accounts, links and failures.</summary>
    public async Task<IReadOnlyList<Difference>> EverythingAsync(CancellationToken ct)
    {
        var all = new List<Difference>(await new DirectoryCheck(world).CompareAsync(ct));
        foreach (var app in world.Apps.Values)
        {
            if (await SeenAsync(app, ct) is not { } seen)
            {
                all.Add(new Difference(app.Name, null, "the target does not answer"));
                continue;
            }

            var (links, failures) = (await LinksAsync(app, ct), await FailuresAsync(app, ct));
            var blocked = Blocked(seen).ToHashSet();
            all.AddRange(Users(seen));
            all.AddRange(Groups(seen));
            all.AddRange(Links(seen, links));
            all.AddRange(
                failures
                    .Where(f => !blocked.Contains(KeyOf(f["id"]?.ToString()) ?? ""))
                    .Select(f => new Difference(
                        app.Name,
                        KeyOf(f["id"]?.ToString()),
                        $"open failure at {f["step"]}: {f["code"]}: {f["detail"]}"
                    ))
            );
            all.AddRange(
                blocked
                    .Where(b => failures.All(f => KeyOf(f["id"]?.ToString()) != b))
                    .Select(b => new Difference(
                        app.Name,
                        b,
                        "has no account, her name is another's, and nothing says so"
                    ))
            );
        }

        return all;
    }

    /// <summary>What a target holds, and who should be there.</summary>
    private sealed record Sight(
        Application App,
        AppState State,
        IReadOnlyList<JsonObject> Users,
        IReadOnlyList<JsonObject> Groups,
        IReadOnlyDictionary<string, Person> InScope
    )
    {
        public ILookup<string, JsonObject> ByPerson { get; } = Users.ToLookup(u => u["externalId"]?.ToString() ?? "");

        public JsonObject? AccountOf(string key) => ByPerson[key].FirstOrDefault();

        public static string Id(JsonObject resource) => resource["id"]!.ToString();

        public static bool IsActive(JsonObject user) => user["active"]?.ToString() is not ("false" or "False");

        public Difference About(string? key, string what, JsonObject? account = null) =>
            new(App.Name, key, what, account is null ? null : Id(account));
    }

    private async Task<Sight?> SeenAsync(Application app, CancellationToken ct)
    {
        try
        {
            var state = Company.App(app.Name);
            return new Sight(
                app,
                state,
                await app.Target.ReadAsync(groups: false, ct),
                await app.Target.ReadAsync(groups: true, ct),
                Company.PeopleInScope(state).ToDictionary(p => p.Key)
            );
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private IEnumerable<Difference> Users(Sight seen)
    {
        foreach (var account in seen.Users.Where(u => Company.Person(u["externalId"]?.ToString() ?? "") is null))
            yield return seen.About(null, $"an account of nobody: {account.ToJsonString()}", account);
        foreach (var twice in seen.ByPerson.Where(g => g.Count() > 1))
            yield return seen.About(
                twice.Key,
                $"has {twice.Count()} accounts: {string.Join(", ", twice.Select(Short))}",
                twice.Last()
            );
        foreach (
            var twice in seen
                .Users.Where(Sight.IsActive)
                .GroupBy(u => u["userName"]?.ToString(), StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1)
        )
            yield return seen.About(null, $"{twice.Count()} active accounts are called {twice.Key}", twice.Last());
        var blocked = Blocked(seen).ToHashSet();
        foreach (var person in seen.InScope.Values.Where(p => !blocked.Contains(p.Key)))
        {
            foreach (var difference in Wanted(seen, person))
                yield return difference;
        }

        foreach (var person in Company.People.Where(p => !seen.InScope.ContainsKey(p.Key)))
        {
            if (Unwanted(seen, person) is { } difference)
                yield return difference;
        }
    }

    /// <summary>
    /// Whose name is the userName of an account that another one left behind: she does not silently inherit it
    /// (docs/architecture.md, "Links"), and in place of an account there is a failure.
    /// </summary>
    private static IEnumerable<string> Blocked(Sight seen)
    {
        var names = seen
            .Users.Where(u => !seen.InScope.ContainsKey(u["externalId"]?.ToString() ?? ""))
            .Select(u => u["userName"]?.ToString() ?? "")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return seen
            .InScope.Values.Where(p => seen.AccountOf(p.Key) is null && names.Contains(p.Upn))
            .Select(p => p.Key);
    }

    private static IEnumerable<Difference> Wanted(Sight seen, Person person)
    {
        if (seen.AccountOf(person.Key) is not { } account)
        {
            yield return seen.About(person.Key, "has no account");
            yield break;
        }

        if (!Sight.IsActive(account))
            yield return seen.About(person.Key, "is not active", account);
        foreach (var (what, wanted, there) in Attributes(seen, person, account))
        {
            if ((wanted ?? "") != (there ?? ""))
                yield return seen.About(person.Key, $"{what} is '{there}' and has to be '{wanted}'", account);
        }

        if (Manager(seen, person, account) is { } manager)
            yield return manager;
    }

    private static IEnumerable<(string What, string? Wanted, string? There)> Attributes(
        Sight seen,
        Person person,
        JsonObject account
    ) =>
        [
            ("userName", person.Upn, account["userName"]?.ToString()),
            ("displayName", person.DisplayName, account["displayName"]?.ToString()),
            ("title", Company.TitleOf(seen.State, person), account["title"]?.ToString()),
            ("mail", person.Mail, Mail(account)),
            ("department", person.Department, account[Enterprise]?["department"]?.ToString()),
        ];

    private static string? Mail(JsonObject account) =>
        (account["emails"] as JsonArray)?.FirstOrDefault(e => e?["type"]?.ToString() == "work")?["value"]?.ToString();

    /// <summary>
    /// A manager who is in scope is written; one who is not may be there or not, but nobody else may.
    /// </summary>
    private static Difference? Manager(Sight seen, Person person, JsonObject account)
    {
        var there = account[Enterprise]?["manager"]?["value"]?.ToString() ?? "";
        var manager = person.Manager is { } key ? seen.AccountOf(key) : null;
        var wanted = manager is null ? "" : Sight.Id(manager);
        var inScope = person.Manager is { } one && seen.InScope.ContainsKey(one);
        var right =
            there == wanted
            || (!inScope && there.Length == 0)
            || (person.Manager is not null && manager is null && !inScope);
        return right
            ? null
            : seen.About(
                person.Key,
                $"manager is '{there}' and has to be '{wanted}' ({person.Manager ?? "nobody"})",
                account
            );
    }

    private static Difference? Unwanted(Sight seen, Person person)
    {
        var account = seen.AccountOf(person.Key);
        var why =
            person.Life != Life.Live ? $"{person.Life}".ToLowerInvariant()
            : person.Enabled ? "out of scope"
            : "disabled";
        if (account is not null && Sight.IsActive(account))
            return seen.About(person.Key, $"is {why} and has an active account {Short(account)}", account);

        // What a policy says is done once, when somebody leaves (docs/decisions/0021): after a change of the policy
        // either is right. Who was let go before is not followed into a later deletion.
        if (account is not null && seen.State is { Deletes: true, PolicyChanged: false })
            return seen.About(person.Key, $"is {why} and her account was not deleted: {Short(account)}", account);
        return null;
    }

    private static string Short(JsonObject user) =>
        $"{user["id"]} {user["userName"]} {(Sight.IsActive(user) ? "active" : "inactive")}";

    private IEnumerable<Difference> Groups(Sight seen)
    {
        var wanted = Company.GroupsInScope(seen.State).ToDictionary(t => t.Id);
        foreach (var group in seen.Groups)
        {
            if (!wanted.ContainsKey(group["externalId"]?.ToString() ?? ""))
                yield return seen.About(
                    KeyOf(group["externalId"]?.ToString()),
                    $"is a group out of scope and there: {group["id"]} {group["displayName"]}",
                    group
                );
        }

        var there = seen.Groups.ToLookup(g => g["externalId"]?.ToString() ?? "");
        foreach (var team in wanted.Values)
        {
            var groups = there[team.Id].ToList();
            if (groups.Count != 1)
            {
                yield return seen.About(
                    team.Key,
                    $"is a group in scope and there {groups.Count} times",
                    groups.LastOrDefault()
                );
                continue;
            }

            if (groups[0]["displayName"]?.ToString() != team.Name)
                yield return seen.About(team.Key, $"is called {groups[0]["displayName"]}, not {team.Name}", groups[0]);
            foreach (var difference in Members(seen, team, groups[0]))
                yield return difference;
        }
    }

    private IEnumerable<Difference> Members(Sight seen, Team team, JsonObject group)
    {
        var there = ((group["members"] as JsonArray) ?? []).Select(m => m?["value"]?.ToString() ?? "").ToList();
        var inside = (seen.State.Nested ? Company.Inside(team).SelectMany(g => g.Members) : team.Members).ToHashSet();
        var groups = seen.Groups.ToLookup(g => g["externalId"]?.ToString() ?? "");
        var may = new HashSet<string>();
        foreach (var key in inside)
        {
            var account =
                Company.Person(key) is not null ? seen.AccountOf(key)
                : Company.Team(key) is { } inner ? groups[inner.Id].FirstOrDefault()
                : null;
            if (account is null)
                continue;
            may.Add(Sight.Id(account));

            // An inner group is a member only where groups within groups do not count (docs/decisions/0022).
            var must =
                seen.InScope.ContainsKey(key) || (Company.Team(key) is { Life: Life.Live } && !seen.State.Nested);
            if (must && !there.Contains(Sight.Id(account)))
                yield return seen.About(team.Key, $"lacks the member {key} ({Sight.Id(account)})", group);
        }

        foreach (var extra in there.Where(t => !may.Contains(t)))
            yield return seen.About(
                team.Key,
                $"has the member {extra} ({OwnerOf(seen, extra)}), who is not in it",
                group
            );
        foreach (var twice in there.GroupBy(t => t).Where(g => g.Count() > 1))
            yield return seen.About(team.Key, $"has the member {twice.Key} {twice.Count()} times", group);
    }

    private static string OwnerOf(Sight seen, string account) =>
        seen.Users.FirstOrDefault(u => Sight.Id(u) == account)?["externalId"]?.ToString() ?? "nobody";

    /// <summary>Links say which account is whose, and an account that works has one.</summary>
    private IEnumerable<Difference> Links(Sight seen, IReadOnlyList<JsonNode> links)
    {
        var byAccount = links
            .Where(l => l["targetAnchor"] is not null && l["state"]?.ToString() != "Deleted")
            .ToLookup(l => l["targetAnchor"]!.ToString());
        foreach (var resource in seen.Users.Concat(seen.Groups))
        {
            var id = Sight.Id(resource);
            var key = resource["userName"] is null
                ? KeyOf(resource["externalId"]?.ToString())
                : resource["externalId"]?.ToString();
            var wanted = key is null ? null : Company.Id(key);
            var owners = byAccount[id].Select(l => l["objectId"]?.ToString()).ToList();
            if (owners is not [var owner])
                yield return seen.About(key, $"{id} has {owners.Count} links", resource);
            else if (owner is { Length: > 0 } && owner != wanted && Company.LifeOf(key ?? "") != Life.Purged)
                yield return seen.About(key, $"{id} is linked to {KeyOf(owner) ?? owner}", resource);
        }

        var ids = seen.Users.Concat(seen.Groups).Select(Sight.Id).ToHashSet();
        foreach (var link in links.Where(l => l["state"]?.ToString() == "Active"))
        {
            if (link["targetAnchor"]?.ToString() is { } gone && !ids.Contains(gone))
                yield return seen.About(
                    KeyOf(link["objectId"]?.ToString()),
                    $"is linked to {gone}, which is not there"
                );
        }
    }

    private async Task<IReadOnlyList<JsonNode>> LinksAsync(Application app, CancellationToken ct)
    {
        var (code, output) = await world.Installation.CommandAsync(
            ct,
            "links",
            "list",
            app.Name,
            "--take",
            "1000",
            "--json"
        );
        return code == 0 && JsonNode.Parse(output) is JsonArray links
            ? [.. links.OfType<JsonNode>()]
            : throw new InvalidOperationException($"links list: {output}");
    }

    private async Task<IReadOnlyList<JsonNode>> FailuresAsync(Application app, CancellationToken ct)
    {
        var (_, output) = await world.Installation.CommandAsync(ct, "escrow", "list", app.Name, "--json");
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(l => l.StartsWith('{'))
                .Select(l => JsonNode.Parse(l)!),
        ];
    }

    private string? KeyOf(string? id) =>
        Company.People.FirstOrDefault(p => p.Id == id)?.Key ?? Company.Teams.FirstOrDefault(t => t.Id == id)?.Key;
}
