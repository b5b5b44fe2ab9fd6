using Provost.Engine.Logs;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Storage;

/// <summary>The counts of the provisioning log say what the log says.</summary>
public sealed class ActivityTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_are_those_of_the_entries()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.HireAsync("Grace");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        contoso.Time.Advance(TimeSpan.FromHours(3));
        await contoso.AssignAsync("Grace");
        await contoso.SetAsync("Ada", "jobTitle", "Countess");
        await contoso.CycleAsync();

        var entries = await contoso.Log.ReadAsync(contoso.Caller, new EntryQuery { Take = 1000 }, Ct);
        var activity = await contoso.Log.ActivityAsync(contoso.Caller, null, DateTimeOffset.UnixEpoch, Ct);

        Assert.Equal(2, activity.Select(a => a.Hour).Distinct().Count());
        Assert.Equal(
            entries
                .GroupBy(e => (Hour: e.Time.UtcTicks / TimeSpan.TicksPerHour, e.Status, e.Code))
                .OrderBy(g => g.Key)
                .Select(g => (g.Key, g.LongCount())),
            activity.Select(a => ((a.Hour.UtcTicks / TimeSpan.TicksPerHour, a.Status, a.Code), a.Count))
        );
    }

    [Fact]
    public async Task Only_the_hours_and_the_application_asked_for_are_counted()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        var now = contoso.Time.GetUtcNow();

        Assert.NotEmpty(await contoso.Log.ActivityAsync(contoso.Caller, contoso.Application.Id, now, Ct));
        Assert.Empty(await contoso.Log.ActivityAsync(contoso.Caller, contoso.Application.Id, now.AddHours(1), Ct));
        Assert.Empty(await contoso.Log.ActivityAsync(contoso.Caller, Guid.Empty, now, Ct));
    }

    [Fact]
    public async Task Entries_from_before_they_were_counted_are_counted_once()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();
        var before = await contoso.Log.ActivityAsync(contoso.Caller, null, DateTimeOffset.UnixEpoch, Ct);

        await contoso.ForgetActivityAsync();
        await contoso.ReopenAsync();

        Assert.NotEmpty(before);
        Assert.Equal(before, await contoso.Log.ActivityAsync(contoso.Caller, null, DateTimeOffset.UnixEpoch, Ct));
    }
}
