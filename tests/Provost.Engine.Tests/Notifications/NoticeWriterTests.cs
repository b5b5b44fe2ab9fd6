using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Notifications;

/// <summary>Which notices become mail, and that none becomes two.</summary>
public sealed class NoticeWriterTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly NotificationSettings ToGrace = new() { Address = "grace@contoso.example" };

    [Fact]
    [Rule(
        "ENT-QUA-13",
        Verdict.Improved,
        "A reason that comes and goes within one quarantine is mailed once, because two that take turns would fill "
            + "the mailbox; mail is switched off at the application instead of by a link."
    )]
    public async Task One_mail_when_quarantine_begins_and_another_only_if_the_reason_changes()
    {
        await using var contoso = await StartAsync(ToGrace);

        await WriteAsync(contoso, Quarantine("CredentialsRefused"));
        await WriteAsync(contoso, Quarantine("CredentialsRefused") with { NextAttempt = Monday.AddHours(6) });
        Assert.Equal(["Dialpad: in quarantine (CredentialsRefused)"], await SubjectsAsync(contoso));

        await WriteAsync(contoso, Quarantine("NotReachable", before: "CredentialsRefused"));
        await WriteAsync(contoso, Quarantine("CredentialsRefused", before: "NotReachable"));
        Assert.Equal(
            ["Dialpad: in quarantine (CredentialsRefused)", "Dialpad: still in quarantine (NotReachable)"],
            await SubjectsAsync(contoso)
        );
    }

    [Fact]
    public async Task The_next_quarantine_for_the_same_reason_is_another_mail()
    {
        await using var contoso = await StartAsync(ToGrace);

        await WriteAsync(contoso, Quarantine("CredentialsRefused"));
        await WriteAsync(contoso, Quarantine("CredentialsRefused") with { Since = Monday.AddDays(2) });

        Assert.Equal(2, (await SubjectsAsync(contoso)).Count);
    }

    [Theory]
    [InlineData(null, true, 0)]
    [InlineData("grace@contoso.example", false, 0)]
    [InlineData("grace@contoso.example", true, 1)]
    public async Task Nothing_is_written_without_an_address_or_with_the_switch_off(
        string? address,
        bool onFailure,
        int mails
    )
    {
        await using var contoso = await StartAsync(new() { Address = address, OnFailure = onFailure });

        var written = await WriteAsync(contoso, Quarantine("CredentialsRefused"));

        Assert.Equal(mails == 1, written);
        Assert.Equal(mails, (await SubjectsAsync(contoso)).Count);
    }

    [Fact]
    public async Task What_nobody_wanted_then_is_written_when_somebody_does()
    {
        await using var contoso = await StartAsync(new() { Address = null });
        await WriteAsync(contoso, Quarantine("CredentialsRefused"));

        var settings = contoso.Job.Settings with { Notifications = ToGrace };
        await contoso.Jobs.SetSettingsAsync(contoso.Caller, contoso.Job.Number, _ => settings, Ct);

        Assert.True(await WriteAsync(contoso, Quarantine("CredentialsRefused")));
    }

    [Fact]
    public async Task Writers_at_the_same_time_write_one_mail()
    {
        await using var contoso = await StartAsync(ToGrace);

        var written = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => WriteAsync(contoso, Quarantine("NotReachable")), Ct))
        );

        Assert.Single(written, w => w);
        Assert.Single(await SubjectsAsync(contoso));
    }

    [Fact]
    public async Task Another_tenants_mail_is_not_shown()
    {
        await using var contoso = await StartAsync(ToGrace);
        await WriteAsync(contoso, Quarantine("NotReachable"));

        var other = Caller.Local(await contoso.Directory.EnsureTenantAsync("Fabrikam", Ct), "test");

        Assert.Empty(await contoso.Notifications.ListAsync(other, 10, Ct));
    }

    private static Notice.Quarantine Quarantine(string code, string? before = null) =>
        new(code, "The application refuses the secret token.", Monday, null, before);

    private static Task<Contoso> StartAsync(NotificationSettings notifications) =>
        Contoso.StartAsync(settings: s => s with { Notifications = notifications });

    private static async Task<bool> WriteAsync(Contoso contoso, Notice notice)
    {
        var job = await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? contoso.Job;
        return await new NoticeWriter(contoso.Notifications, contoso.Directory).EnqueueAsync(job, notice, Ct);
    }

    /// <summary>Oldest first.</summary>
    private static async Task<List<string>> SubjectsAsync(Contoso contoso) =>
        [.. (await contoso.Notifications.ListAsync(contoso.Caller, 10, Ct)).Reverse().Select(m => m.Mail.Subject)];
}
