using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;
using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Tests.Credentials;

/// <summary>Keys of the secrets that are settings of the job.</summary>
public sealed class SecretSettingsTests
{
    private static readonly JobSettings Usual = new();

    [Fact]
    public void Everybody_or_who_is_assigned()
    {
        Assert.Equal(ScopeSetting.All, Usual.With(Given.Secrets((Key.SyncAll, "true"))).Scope);
        var all = Usual with { Scope = ScopeSetting.All };
        Assert.Equal(ScopeSetting.Assigned, all.With(Given.Secrets((Key.SyncAll, "False"))).Scope);
        Assert.Equal(all, all.With(SecretSet.Empty));
    }

    [Fact]
    public void Who_leaves_the_scope_is_left_alone_and_who_leaves_the_company_is_not()
    {
        var leavers = Usual.With(Given.Secrets((Key.SkipOutOfScopeDeletions, "1"))).Leavers;

        Assert.Equal(
            Usual.Leavers with
            {
                Unassigned = LeaverAction.Nothing,
                OutOfScope = LeaverAction.Nothing,
                Groups = LeaverAction.Nothing,
            },
            leavers
        );
        var again = (Usual with { Leavers = leavers }).With(Given.Secrets((Key.SkipOutOfScopeDeletions, "False")));
        Assert.Equal(Usual.Leavers, again.Leavers);
    }

    [Fact]
    public void Switched_off_it_changes_no_stricter_policy()
    {
        var strict = Usual with { Leavers = new() { Unassigned = LeaverAction.Delete } };

        Assert.Equal(strict, strict.With(Given.Secrets((Key.SkipOutOfScopeDeletions, "0"))));
    }

    [Fact]
    public void Mail_and_the_threshold_come_from_the_notification_settings()
    {
        var set = Usual.With(
            Given.Secrets(
                (
                    Key.SyncNotificationSettings,
                    """
                    {"Enabled":true,"Recipients":"it@contoso.example","DeleteThresholdEnabled":true,
                     "DeleteThresholdValue":500,"HumanResourcesLookaheadQueryEnabled":false}
                    """
                )
            )
        );

        Assert.Equal(("it@contoso.example", true), (set.Notifications.Address, set.Notifications.OnFailure));
        Assert.Equal((true, 500, 0), (set.Guard.Enabled, set.Guard.Count, set.Guard.Percent));
    }

    [Fact]
    public void A_form_that_leaves_the_threshold_off_leaves_our_guard_on()
    {
        var set = Usual.With(
            Given.Secrets((Key.SyncNotificationSettings, """{"Enabled":false,"DeleteThresholdEnabled":false}"""))
        );

        Assert.Equal(Usual.Guard, set.Guard);
        Assert.False(set.Notifications.OnFailure);
    }

    [Theory]
    [InlineData(Key.SyncAll, "yes", "SyncAll: a value that is neither True nor False.")]
    [InlineData(Key.SyncNotificationSettings, "on", "SyncNotificationSettings: a value that is not the JSON")]
    [InlineData(Key.SyncNotificationSettings, """{"Recipients":"a, b"}""", "The SyncNotificationSettings' Recipients")]
    public void What_cannot_be_read_is_refused(Key key, string value, string why) =>
        Assert.StartsWith(
            why,
            Assert.Throws<EngineException>(() => Usual.With(Given.Secrets((key, value)))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task They_act_when_they_are_stored_and_when_a_job_is_made_later()
    {
        await using var contoso = await Contoso.StartAsync();
        var secrets = (await contoso.StoredAsync()).With(Key.SyncAll, "true");
        await contoso.CycleAsync();

        await contoso.StoreAsync(secrets);

        Assert.Equal(
            (ScopeSetting.All, null),
            ((await contoso.JobAsync()).Settings.Scope, (await contoso.JobAsync()).Watermark)
        );
        await contoso.Jobs.DeleteAsync(contoso.Caller, contoso.Job.Number, TestContext.Current.CancellationToken);
        var made = await contoso.Jobs.CreateAsync(
            contoso.Caller,
            contoso.Job with
            {
                Settings = contoso.Job.Settings with { Scope = ScopeSetting.Assigned },
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(ScopeSetting.All, made.Settings.Scope);
        Assert.Equal(secrets, await contoso.StoredAsync());
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_stores_nothing()
    {
        await using var contoso = await Contoso.StartAsync();
        var before = await contoso.StoredAsync();

        await Assert.ThrowsAsync<EngineException>(() => contoso.StoreAsync(before.With(Key.SyncAll, "perhaps")));

        Assert.Equal(before, await contoso.StoredAsync());
    }
}
