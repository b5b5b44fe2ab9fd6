using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;
using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Tests.Credentials;

/// <summary>Two secret tokens at once, so that one can be replaced without a gap; and basic authentication.</summary>
public sealed class BearerTests
{
    [Fact]
    public async Task The_first_token_that_is_accepted_is_used_and_becomes_the_first()
    {
        await using var contoso = await WithAdaAsync("withdrawn", next: "secret");

        var report = await contoso.CycleAsync();

        var stored = await contoso.StoredAsync();
        Assert.Equal((1, 0), (report.Users.Created, report.Users.Failed));
        Assert.Equal("secret", stored[Key.SecretToken]);
        Assert.Equal(CredentialSettings.None, stored.Settings);
        Assert.Equal(1, contoso.Wire.Take().Count(p => p.Status == 401));
    }

    [Fact]
    public async Task A_next_token_that_is_not_needed_stays_the_next_one()
    {
        await using var contoso = await WithAdaAsync("secret", next: "not valid yet");

        await contoso.CycleAsync();

        var stored = await contoso.StoredAsync();
        Assert.Equal(("secret", "not valid yet"), (stored[Key.SecretToken], stored.Settings.Next));
    }

    [Fact]
    public async Task Where_both_are_refused_each_was_tried_once_and_both_stay()
    {
        await using var contoso = await WithAdaAsync("withdrawn", next: "wrong");

        await contoso.EndAsync();

        var stored = await contoso.StoredAsync();
        Assert.Equal("Unauthorized", (await contoso.JobAsync()).Quarantine?.Code);
        Assert.Equal(("withdrawn", "wrong"), (stored[Key.SecretToken], stored.Settings.Next));
        Assert.Equal([401, 401], contoso.Wire.Take().Select(p => p.Status));
    }

    [Fact]
    public async Task A_request_that_was_under_way_when_the_next_token_took_over_is_sent_with_that()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var contoso = await WithAdaAsync("withdrawn", next: "secret");
        var session = contoso.Credentials.For(await contoso.ConnectionAsync());
        var (first, second) = (await session.HeaderAsync(ct), await session.HeaderAsync(ct));
        var other = await session.AfterRefusalAsync(first.Header ?? "", ct);
        await session.AcceptedAsync(other?.Header ?? "");

        Assert.Equal("Bearer secret", (await session.AfterRefusalAsync(second.Header ?? "", ct))?.Header);
        Assert.Null(await session.AfterRefusalAsync("Bearer secret", ct));
    }

    [Fact]
    public async Task User_name_and_password_are_sent_as_basic_authentication()
    {
        await using var contoso = await Contoso.StartAsync();
        string? sent = null;
        contoso.Wire.Instead = (context, _) =>
        {
            sent = context.Request.Headers.Authorization.ToString();
            return Task.FromResult(false);
        };
        await contoso.StoreAsync(
            Given.Secrets(
                (Key.BaseAddress, contoso.Wire.Address.ToString()),
                (Key.UserName, "ada"),
                (Key.Password, "lovelace:1815")
            )
        );
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");

        await contoso.EndAsync();

        Assert.Equal("Basic YWRhOmxvdmVsYWNlOjE4MTU=", sent);
    }

    private static async Task<Contoso> WithAdaAsync(string token, string next)
    {
        var contoso = await Contoso.StartAsync();
        var secrets = Given.Secrets((Key.BaseAddress, contoso.Wire.Address.ToString()), (Key.SecretToken, token));
        await contoso.StoreAsync(
            secrets.With(new CredentialSettings { Next = next, Expires = new DateOnly(2026, 12, 1) })
        );
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        return contoso;
    }
}
