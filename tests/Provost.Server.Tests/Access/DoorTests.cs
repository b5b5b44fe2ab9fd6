using System.Collections;
using System.Reflection;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Tests.Access;

/// <summary>
/// Every method that takes a caller, with every role and every permission: what the table of <see cref="Doors"/> does
/// not allow is refused, and a refused call changes nothing.
/// </summary>
public sealed class DoorTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public void Every_method_that_takes_a_caller_is_in_the_table() =>
        Assert.Equal(
            Door.InTheCode().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Doors
                .All.Select(d => d.Method)
                .Concat(Doors.ForEverybody)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Who_may_not_do_something_is_refused_everywhere_and_nothing_is_changed()
    {
        await using var world = await World.StartAsync();
        foreach (var (name, grants) in Callers())
        {
            foreach (var door in Doors.All.Where(d => d.Refuses(grants)))
            {
                var before = await world.StateAsync();
                var came = await CameAsync(world, door, grants);
                Assert.True(
                    door.Refusal == Refusal.ByAnEmptyList
                        ? came is IEnumerable list && !list.GetEnumerator().MoveNext()
                        : came is AccessRefusedException refused && refused.Operation == door.Operation,
                    $"{name} at {door.Method}, to {door.Operation.Name}: {came}"
                );
                Assert.True(await world.StateAsync() == before, $"{name} changed something by {door.Method}");
            }
        }
    }

    [Fact]
    public async Task Who_may_do_something_is_refused_nowhere()
    {
        await using var world = await World.StartAsync();
        foreach (var door in Doors.All)
        {
            foreach (var (name, grants) in Callers().Where(c => !door.Refuses(c.Grants)))
            {
                var came = await CameAsync(world, door, grants);
                Assert.True(came is not AccessRefusedException, $"{name} at {door.Method}: {came}");
            }
        }
    }

    [Fact]
    public async Task Another_tenants_job_is_not_there_for_its_global_administrator()
    {
        await using var world = await World.StartAsync();
        var fabrikam = new Tenant(Guid.CreateVersion7(), "Fabrikam", "fabrikam.example");
        await world.Installation.Authority.AddTenantAsync(fabrikam, "test", Ct);
        var stranger = new Caller(
            fabrikam.Id,
            "admin@fabrikam.example",
            Grants.OfPerson(Operations.Permissions, [DirectoryRole.GlobalAdministrator])
        );

        foreach (var door in Doors.All.Where(d => d.Method.StartsWith("JobStore.", StringComparison.Ordinal)))
        {
            var before = await world.StateAsync();
            var refused = await Assert.ThrowsAnyAsync<EngineException>(() => door.CallAsync(world, stranger));
            Assert.StartsWith("There is no ", refused.Message, StringComparison.Ordinal);
            Assert.True(await world.StateAsync() == before, door.Method);
        }
    }

    /// <summary>People of each role with every scope, and applications with one permission each; all own nothing.</summary>
    private static IEnumerable<(string Name, Grants Grants)> Callers() =>
        [
            ("nobody", Grants.OfApplication([])),
            ("a person without a role", Grants.OfPerson(Operations.Permissions, [])),
            .. Enum.GetValues<DirectoryRole>()
                .Select(role => ($"a {role}", Grants.OfPerson(Operations.Permissions, [role]))),
            .. Operations.Permissions.Select(p => ($"an application with {p}", Grants.OfApplication([p]))),
        ];

    /// <summary>What the call gave, or the exception that it ended with.</summary>
    private static async Task<object?> CameAsync(World world, Door door, Grants grants)
    {
        var caller = new Caller(world.Tenant, "test", grants) { Id = Guid.CreateVersion7() };
        try
        {
            var call = door.CallAsync(world, caller);
            await call;
            return call.GetType().GetProperty("Result", BindingFlags.Public | BindingFlags.Instance)?.GetValue(call);
        }
        catch (EngineException ended)
        {
            return ended;
        }
    }
}
