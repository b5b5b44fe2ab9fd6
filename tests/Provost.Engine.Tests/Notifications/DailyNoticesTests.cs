using Microsoft.AspNetCore.Http;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Notifications;

/// <summary>What is written because a day has come. It is Monday, 2026-11-23, 8 o'clock.</summary>
public sealed class DailyNoticesTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_ends_is_said_once_at_each_threshold_and_once_after()
    {
        await using var contoso = await StartAsync(n => n with { KeyExpires = new(2026, 12, 31) });

        for (var hour = 0; hour < 24 * 45; hour += 6)
        {
            await WriteAsync(contoso);
            contoso.Time.Advance(TimeSpan.FromHours(6));
        }

        Assert.Equal(
            [
                "2026-12-01 Dialpad: the key expires in 30 days, on 2026-12-31",
                "2026-12-17 Dialpad: the key expires in 14 days, on 2026-12-31",
                "2026-12-24 Dialpad: the key expires in 7 days, on 2026-12-31",
                "2026-12-30 Dialpad: the key expires tomorrow, 2026-12-31",
                "2026-12-31 Dialpad: the key expires today, 2026-12-31",
                "2027-01-01 Dialpad: the key expired on 2026-12-31",
            ],
            await MailsAsync(contoso)
        );
    }

    [Theory]
    [InlineData("2026-12-07", "eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTY3MjMyMDB9.c2ln", "2026-12-07")]
    [InlineData("2026-12-09", "eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTY3MjMyMDB9.c2ln", "2026-12-08")]
    [InlineData(null, "eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTY3MjMyMDB9.c2ln", "2026-12-08")]
    public async Task The_nearest_end_that_anybody_knows_is_warned_of(string? entered, string token, string day)
    {
        await using var contoso = await StartAsync(n => n);
        var secrets = (await contoso.Jobs.SecretsAsync(contoso.Application.Number, Ct))
            .With(SynchronizationSecret.SecretToken, token)
            .With(new CredentialSettings { Expires = entered is null ? null : DateOnly.Parse(entered) });
        await contoso.Jobs.SetSecretsAsync(contoso.Caller, contoso.Application, _ => secrets, Ct);

        await WriteAsync(contoso);

        Assert.EndsWith($"on {day}", Assert.Single(await MailsAsync(contoso)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_begins_anew()
    {
        await using var contoso = await StartAsync(n => n with { KeyExpires = new(2026, 11, 30) });
        await WriteAsync(contoso);

        var notifications = contoso.Job.Settings.Notifications with { KeyExpires = new(2026, 11, 29) };
        var settings = contoso.Job.Settings with { Notifications = notifications };
        await contoso.Jobs.SetSettingsAsync(contoso.Caller, contoso.Job.Number, _ => settings, Ct);
        await WriteAsync(contoso);

        Assert.Equal(2, (await MailsAsync(contoso)).Count);
    }

    [Fact]
    public async Task The_digest_names_who_failed_yesterday_once_with_cause_and_remedy()
    {
        await using var contoso = await StartAsync(n => n with { DailyDigest = true });
        await FailAsync(contoso, "Ada", "Grace");

        await WriteAsync(contoso);
        Assert.Empty(await MailsAsync(contoso));

        contoso.Time.Advance(TimeSpan.FromHours(16));
        await WriteAsync(contoso);
        await WriteAsync(contoso);

        Assert.Equal(["2026-11-24 Dialpad: 2 objects failed on 2026-11-23"], await MailsAsync(contoso));
        var text = (await contoso.Notifications.ListAsync(contoso.Caller, 1, Ct))[0].Mail.Text;
        Assert.Contains("UnprocessableEntity: 2 objects\n", text, StringComparison.Ordinal);
        Assert.Contains("  - Ada\n", text, StringComparison.Ordinal);
        Assert.Contains("  - Grace\n", text, StringComparison.Ordinal);
        Assert.Contains("Correct the value in the directory or its mapping", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_digest_says_who_has_succeeded_since()
    {
        await using var contoso = await StartAsync(n => n with { DailyDigest = true });
        await FailAsync(contoso, "Ada");
        contoso.Time.Advance(TimeSpan.FromMinutes(41));
        Assert.Equal(1, (await contoso.CycleAsync()).Users.Created);

        contoso.Time.Advance(TimeSpan.FromHours(16));
        await WriteAsync(contoso);

        var text = (await contoso.Notifications.ListAsync(contoso.Caller, 1, Ct))[0].Mail.Text;
        Assert.Contains("1 object, solved since", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_without_failures_is_no_mail_and_is_not_looked_at_again()
    {
        await using var contoso = await StartAsync(n => n with { DailyDigest = true });

        await WriteAsync(contoso);

        Assert.Empty(await MailsAsync(contoso));
        Assert.True(await contoso.Notifications.IsKnownAsync(contoso.Job.Number, "Digest", "2026-11-22", Ct));
    }

    [Fact]
    public async Task Without_the_switch_there_is_no_digest()
    {
        await using var contoso = await StartAsync(n => n);
        await FailAsync(contoso, "Ada");
        contoso.Time.Advance(TimeSpan.FromDays(1));

        await WriteAsync(contoso);

        Assert.Empty(await MailsAsync(contoso));
    }

    private static Task<Contoso> StartAsync(Func<NotificationSettings, NotificationSettings> settings) =>
        Contoso.StartAsync(settings: s =>
            s with
            {
                Notifications = settings(new() { Address = "grace@contoso.example" }),
            }
        );

    /// <summary>Hires them, and the application refuses them for a cycle.</summary>
    private static async Task FailAsync(Contoso contoso, params string[] names)
    {
        await contoso.HireAsync(names);
        await contoso.AssignAsync(names);
        contoso.Wire.Instead = async (http, next) =>
        {
            if (http.Request.Method != HttpMethods.Post)
                return false;
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync("""{"schemas":[],"status":"400","detail":"No."}""", Ct);
            return true;
        };
        Assert.Equal(names.Length, (await contoso.CycleAsync()).Users.Failed);
        contoso.Wire.Instead = null;
    }

    private static Task WriteAsync(Contoso contoso) =>
        new DailyNotices(
            contoso.Jobs,
            contoso.Log,
            contoso.Notifications,
            new NoticeWriter(contoso.Notifications, contoso.Directory),
            contoso.Time
        ).WriteAsync(Ct);

    /// <summary>Day and subject, oldest first.</summary>
    private static async Task<List<string>> MailsAsync(Contoso contoso) =>
        [
            .. (await contoso.Notifications.ListAsync(contoso.Caller, 10, Ct))
                .Reverse()
                .Select(m => $"{m.Created:yyyy-MM-dd} {m.Mail.Subject}"),
        ];
}
