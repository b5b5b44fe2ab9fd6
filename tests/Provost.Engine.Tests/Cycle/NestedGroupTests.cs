using CsCheck;
using Provost.Engine.Directory;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>Groups inside assigned groups.</summary>
public sealed class NestedGroupTests
{
    [Fact]
    [Rule("ENT-SCO-3", Verdict.Improved, "As Entra by default; the setting NestedGroups counts members at any depth.")]
    public async Task Members_of_inner_groups_are_left_out_unless_the_application_wants_them()
    {
        await using var flat = await CompanyAsync(nested: false);
        await flat.CycleAsync();
        Assert.Equal(["alan@contoso.example"], await flat.UserNamesAsync());

        await using var nested = await CompanyAsync(nested: true);
        await nested.CycleAsync();
        Assert.Equal(
            ["ada@contoso.example", "alan@contoso.example", "grace@contoso.example"],
            (await nested.UserNamesAsync()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Sales: Ada,Alan,Grace"], await MembersAsync(nested));
    }

    [Fact]
    public async Task An_inner_group_that_is_taken_out_takes_its_people_with_it()
    {
        await using var contoso = await CompanyAsync(nested: true);
        await contoso.CycleAsync();

        await contoso.ApplyAsync(new DirectoryChange.RemoveMember(contoso.Id("Sales"), contoso.Id("EMEA")));
        var report = await contoso.CycleAsync();

        Assert.Equal(2, report.Users.Disabled);
        Assert.Equal(["Sales: Alan"], await MembersAsync(contoso));
    }

    [Fact]
    public async Task A_new_member_of_an_inner_group_is_in_and_a_purged_inner_group_is_out()
    {
        await using var contoso = await CompanyAsync(nested: true);
        await contoso.CycleAsync();

        await contoso.HireAsync("Mary");
        await contoso.ApplyAsync(new DirectoryChange.AddMember(contoso.Id("Berlin"), contoso.Id("Mary")));
        await contoso.CycleAsync();
        Assert.Equal(["Sales: Ada,Alan,Grace,Mary"], await MembersAsync(contoso));

        await contoso.ApplyAsync(new DirectoryChange.Purge(contoso.Id("Berlin")));
        await contoso.CycleAsync();
        Assert.Equal(["Sales: Ada,Alan"], await MembersAsync(contoso));
    }

    [Fact]
    public async Task Groups_that_contain_each_other_come_to_an_end()
    {
        await using var contoso = await CompanyAsync(nested: true);
        await contoso.ApplyAsync(new DirectoryChange.AddMember(contoso.Id("Berlin"), contoso.Id("Sales")));
        await contoso.CycleAsync();
        Assert.Equal(["Sales: Ada,Alan,Grace"], await MembersAsync(contoso));

        // Out of the loop again: what was reached only through itself is gone.
        await contoso.ApplyAsync(new DirectoryChange.RemoveMember(contoso.Id("Sales"), contoso.Id("EMEA")));
        await contoso.CycleAsync();
        Assert.Equal(["Sales: Alan"], await MembersAsync(contoso));
    }

    [Fact]
    public void Every_group_is_reached_that_a_walk_reaches() =>
        Gen.Select(Gen.Long[0, 6].Array[0, 3], Gen.Select(Gen.Long[0, 6], Gen.Long[0, 6]).Array[0, 20])
            .Sample(
                (roots, edges) =>
                {
                    var reached = Reachability.Of(roots, edges.ToLookup(e => e.Item1, e => e.Item2));
                    return reached.SetEquals(roots.SelectMany(r => Walk(r, edges).Select(g => new Reach(r, g))));
                }
            );

    /// <summary>As many steps as there are groups, without remembering where it was.</summary>
    private static HashSet<long> Walk(long root, (long Group, long Member)[] edges)
    {
        HashSet<long> at = [root];
        for (var step = 0; step < 7; step++)
            at.UnionWith(edges.Where(e => at.Contains(e.Group)).Select(e => e.Member).ToList());
        return at;
    }

    /// <summary>Sales holds Alan and EMEA; EMEA holds Ada and Berlin; Berlin holds Grace and, once more, Ada.</summary>
    private static async Task<Contoso> CompanyAsync(bool nested)
    {
        var contoso = await Contoso.StartAsync(settings: s => s with { NestedGroups = nested });
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.FoundAsync("Berlin", "Grace", "Ada");
        await contoso.FoundAsync("EMEA", "Ada", "Berlin");
        await contoso.FoundAsync("Sales", "Alan", "EMEA");
        await contoso.AssignAsync("Sales");
        return contoso;
    }

    private static async Task<List<string>> MembersAsync(Contoso contoso)
    {
        var names = (await contoso.UsersAsync()).ToDictionary(
            u => u["id"]?.GetValue<string>() ?? "",
            u => u["displayName"]?.GetValue<string>() ?? ""
        );
        return
        [
            .. (await contoso.GroupsAsync()).Select(g =>
                $"{g["displayName"]}: "
                + string.Join(
                    ",",
                    (g["members"]?.AsArray() ?? [])
                        .Select(m => names[m?["value"]?.GetValue<string>() ?? ""])
                        .Order(StringComparer.Ordinal)
                )
            ),
        ];
    }
}
