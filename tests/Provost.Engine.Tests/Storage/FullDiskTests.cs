using Provost.Engine.Directory;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Storage;

/// <summary>A disk without room, as SQLite reports it: a sentence for a person, and nothing half-written.</summary>
public sealed class FullDiskTests
{
    private static readonly string[] People = [.. Enumerable.Range(0, 300).Select(n => $"Person {n}")];

    [Fact]
    public async Task What_does_not_fit_is_not_written_at_all_and_the_message_names_the_disk()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.LimitDiskAsync(pages: 4);

        var refused = await Assert.ThrowsAsync<StorageException>(() => contoso.HireTogetherAsync(People));
        await contoso.LimitDiskAsync(pages: null);
        var there = await contoso.Directory.ListAsync(
            contoso.Caller,
            ObjectKind.User,
            false,
            0,
            10,
            TestContext.Current.CancellationToken
        );

        Assert.Contains("is full", refused.Message, StringComparison.Ordinal);
        Assert.Empty(there);
    }

    [Fact]
    public async Task A_cycle_that_ran_out_of_room_goes_on_where_it_was()
    {
        await using var contoso = await Contoso.StartAsync(quirks: "no-uniqueness");
        await contoso.HireTogetherAsync(People);
        await contoso.AssignAsync(People);
        await contoso.LimitDiskAsync(pages: 30);

        await Assert.ThrowsAsync<StorageException>(contoso.CycleAsync);
        await contoso.LimitDiskAsync(pages: null);
        contoso.Time.Advance(TimeSpan.FromMinutes(1));
        await contoso.CycleAsync();

        var names = await contoso.UserNamesAsync();
        Assert.Equal((People.Length, People.Length), (names.Count, names.Distinct(StringComparer.Ordinal).Count()));
    }
}
