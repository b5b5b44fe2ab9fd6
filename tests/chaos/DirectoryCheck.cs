using System.Text.Json.Nodes;
using Provost.Chaos.Model;

namespace Provost.Chaos;

/// <summary>The directory against the model: what was acknowledged is there, and nothing else.</summary>
internal sealed class DirectoryCheck(World world)
{
    private const string Select =
        "$select=id,userPrincipalName,displayName,jobTitle,department,mail,accountEnabled&$top=500";

    public async Task<IReadOnlyList<Difference>> CompareAsync(CancellationToken ct)
    {
        var live = await world.Graph.ListAsync($"/users?{Select}", ct);
        var deleted = await world.Graph.ListAsync($"/directory/deletedItems/graph.user?{Select}", ct);
        var all = new List<Difference>();
        foreach (var person in world.Company.People)
            all.AddRange(
                Compare(person, Find(live, person.Id), Find(deleted, person.Id))
                    .Select(text => new Difference("the directory", person.Key, text))
            );
        foreach (var team in world.Company.Teams.Where(t => t.Life == Life.Live))
            all.AddRange(await MembersAsync(team, ct));
        foreach (var app in world.Apps.Values)
            all.AddRange(await AssignmentsAsync(app, ct));
        return all;
    }

    private static JsonNode? Find(IReadOnlyList<JsonNode> nodes, string id) =>
        nodes.FirstOrDefault(n => n["id"]?.ToString() == id);

    private static IEnumerable<string> Compare(Person person, JsonNode? live, JsonNode? deleted)
    {
        var life =
            live is not null ? Life.Live
            : deleted is not null ? Life.Deleted
            : Life.Purged;
        if (life != person.Life)
            yield return $"is {life} and has to be {person.Life}";
        if (live is null)
            yield break;
        foreach (
            var (name, wanted) in (IEnumerable<(string, string?)>)
                [
                    ("userPrincipalName", person.Upn),
                    ("displayName", person.DisplayName),
                    ("jobTitle", person.Title),
                    ("department", person.Department),
                    ("mail", person.Mail),
                    ("accountEnabled", person.Enabled ? "true" : "false"),
                ]
        )
        {
            if (live[name]?.ToString() != wanted)
                yield return $"{name} is '{live[name]}' and has to be '{wanted}'";
        }
    }

    /// <summary>Of people and groups that are not deleted, as the API shows them.</summary>
    private async Task<IEnumerable<Difference>> MembersAsync(Team team, CancellationToken ct)
    {
        var there = await IdsAsync($"/groups/{team.Id}/members?$select=id&$top=500", "id", ct);
        var wanted = team
            .Members.Where(m => world.Company.LifeOf(m) == Life.Live)
            .Select(m => world.Company.Id(m)!)
            .ToHashSet();
        return there.SetEquals(wanted)
            ? []
            : [new("the directory", team.Key, $"has {there.Count} members and has to have {wanted.Count}")];
    }

    private async Task<IEnumerable<Difference>> AssignmentsAsync(Application app, CancellationToken ct)
    {
        var there = await IdsAsync(
            $"/servicePrincipals/{app.ServicePrincipal}/appRoleAssignedTo?$top=500",
            "principalId",
            ct
        );
        var wanted = world.Company.App(app.Name).Assigned;
        var live = wanted
            .Where(k => world.Company.LifeOf(k) == Life.Live)
            .Select(k => world.Company.Id(k)!)
            .ToHashSet();
        return live.IsSubsetOf(there)
            ? []
            : [new("the directory", null, $"{live.Except(there).Count()} assignments to {app.Name} are missing")];
    }

    private async Task<HashSet<string>> IdsAsync(string path, string name, CancellationToken ct) =>
        [.. (await world.Graph.ListAsync(path, ct)).Select(n => n[name]!.ToString())];
}
