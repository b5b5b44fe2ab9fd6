using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Cycle;
using ScimServer;
using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Tests.Credentials;

/// <summary>An application behind an authorization server: tokens end, are withdrawn, rotate and are refused.</summary>
public sealed class OAuthTests
{
    private static readonly string[] People = [.. Enumerable.Range(0, 40).Select(n => $"Person {n}")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_that_ends_in_the_middle_of_a_cycle_is_followed_by_another_and_everybody_has_one_account()
    {
        // Shorter than what the lease and the deadlines of requests under way leave room for.
        var life = TimeSpan.FromSeconds(8);
        await using var contoso = await WithPeopleAsync(Given.ClientOf, life);
        After(contoso, 20, () => contoso.Time.Advance(life));

        var report = await contoso.CycleAsync();

        Assert.Equal((People.Length, 0), (report.Users.Created, report.Users.Failed));
        Assert.Equal(People.Length, (await contoso.UserNamesAsync()).Distinct().Count());
        Assert.Equal(People.Length, (await contoso.UsersAsync()).Count);
        Assert.Equal(2, contoso.Issuer.Asked);
    }

    [Fact]
    public async Task A_token_that_is_withdrawn_in_the_middle_of_a_cycle_is_asked_for_again_once()
    {
        await using var contoso = await WithPeopleAsync(Given.ClientOf);
        After(contoso, 20, contoso.Issuer.Revoke);

        var report = await contoso.CycleAsync();

        Assert.Equal((People.Length, 0), (report.Users.Created, report.Users.Failed));
        Assert.Equal(People.Length, (await contoso.UsersAsync()).Count);
        Assert.Equal(2, contoso.Issuer.Asked);
    }

    [Fact]
    public async Task A_target_that_refuses_the_second_token_as_well_is_not_asked_with_a_third()
    {
        await using var contoso = await WithPeopleAsync(Given.ClientOf);
        contoso.Wire.Refuse("", 401, """{"schemas":[],"status":"401"}""");

        await contoso.EndAsync();

        Assert.Equal("Unauthorized", (await contoso.JobAsync()).Quarantine?.Code);
        Assert.Equal(2, contoso.Issuer.Asked);
    }

    [Fact]
    public async Task The_cycles_of_an_application_share_a_token_until_a_tenth_of_its_life_is_left()
    {
        await using var contoso = await WithPeopleAsync(Given.ClientOf);
        await contoso.CycleAsync();
        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        contoso.Time.Advance(TimeSpan.FromMinutes(53));
        await contoso.CycleAsync();
        Assert.Equal(1, contoso.Issuer.Asked);

        await contoso.HireAsync("Grace");
        await contoso.AssignAsync("Grace");
        contoso.Time.Advance(TimeSpan.FromMinutes(1));
        await contoso.CycleAsync();

        Assert.Equal(2, contoso.Issuer.Asked);
    }

    [Fact]
    public async Task Requests_at_once_wait_for_one_token()
    {
        await using var contoso = await WithPeopleAsync(Given.ClientOf);
        var session = contoso.Credentials.For(await contoso.ConnectionAsync());

        var headers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => session.HeaderAsync(Ct).AsTask()));

        Assert.Single(headers.Select(h => h.Header).Distinct());
        Assert.NotNull(headers[0].Header);
        Assert.Equal(1, contoso.Issuer.Asked);
    }

    [Fact]
    public async Task A_wrong_client_secret_is_a_quarantine_that_names_the_endpoint_the_error_and_the_remedy()
    {
        await using var contoso = await WithPeopleAsync(c =>
            Given.ClientOf(c).With(Key.Oauth2ClientSecret, "s3cr3t-of-yesterday")
        );

        await contoso.EndAsync();

        var quarantine = (await contoso.JobAsync()).Quarantine;
        Assert.Equal(QuarantineReason.EncounteredQuarantineException, quarantine?.Reason);
        Assert.Equal("CredentialsRefused", quarantine?.Code);
        Assert.Contains(
            $"POST {contoso.TokenEndpoint} was answered with 401 and invalid_client: The client is not known. The "
                + "authorization server does not accept the client: enter its identifier and a secret",
            quarantine?.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("s3cr3t", $"{quarantine}", StringComparison.Ordinal);
        Assert.Empty(contoso.Wire.Take());

        await contoso.StoreAsync(Given.ClientOf(contoso));
        Assert.Null((await contoso.JobAsync()).Quarantine);
        Assert.Equal(People.Length, (await contoso.CycleAsync()).Users.Created);
    }

    [Fact]
    public async Task An_authorization_server_that_is_down_is_a_hiccup_of_everybody_and_no_wrong_credential()
    {
        await using var contoso = await Contoso.StartAsync(new OAuthOptions());
        await contoso.StoreAsync(Given.ClientOf(contoso));
        contoso.Issuer.Fault = 503;
        var session = contoso.Credentials.For(await contoso.ConnectionAsync());

        var shown = await session.HeaderAsync(Ct);

        var reply = Reply.Failed(shown.Failure);
        Assert.Equal((Fault.TokenUnavailable, false), (reply.Fault, reply.MayHaveArrived));
        Assert.Contains("was answered with 503 and no error code", reply.Reason, StringComparison.Ordinal);

        contoso.Issuer.Fault = null;
        Assert.NotNull((await session.HeaderAsync(Ct)).Header);
    }

    [Fact]
    public async Task While_the_old_token_is_valid_a_hiccup_of_the_authorization_server_is_not_noticed()
    {
        await using var contoso = await Contoso.StartAsync(new OAuthOptions());
        await contoso.StoreAsync(Given.ClientOf(contoso));
        var session = contoso.Credentials.For(await contoso.ConnectionAsync());
        var first = await session.HeaderAsync(Ct);
        contoso.Issuer.Fault = 503;

        contoso.Time.Advance(TimeSpan.FromMinutes(58));
        Assert.Equal(first, await session.HeaderAsync(Ct));
        Assert.Equal(2, contoso.Issuer.Asked);

        contoso.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null((await session.HeaderAsync(Ct)).Header);
    }

    [Fact]
    public async Task A_code_is_exchanged_once_and_the_refresh_token_that_follows_survives_a_restart()
    {
        await using var contoso = await WithPeopleAsync(c =>
            Given.ClientOf(c).With(Key.Oauth2AuthorizationCode, c.Issuer.Agree())
        );
        await contoso.CycleAsync();
        var first = await contoso.StoredAsync();

        await contoso.HireAsync("Ada");
        await contoso.AssignAsync("Ada");
        contoso.Time.Advance(TimeSpan.FromHours(2));
        await contoso.ReopenAsync();
        var report = await contoso.CycleAsync();
        var second = await contoso.StoredAsync();
        await contoso.ReopenAsync();

        Assert.Null(first[Key.Oauth2AuthorizationCode]);
        Assert.NotNull(first[Key.Oauth2RefreshToken]);
        Assert.Equal((1, 0), (report.Users.Created, report.Users.Failed));
        Assert.NotEqual(first[Key.Oauth2RefreshToken], second[Key.Oauth2RefreshToken]);
        Assert.Equal("2026-11-23T10:00:00.0000000Z", second[Key.Oauth2AccessTokenCreationTime]);
        Assert.Equal("2026-11-23T11:00:00.0000000Z", second[Key.TokenExpiration]);
        Assert.Equal(
            ["authorization_code", "refresh_token"],
            contoso.Issuer.Forms.Select(f => f["grant_type"].ToString())
        );

        var shown = await contoso.Credentials.For(await contoso.ConnectionAsync()).HeaderAsync(Ct);
        Assert.Equal($"Bearer {second[Key.Oauth2AccessToken]}", shown.Header);
    }

    [Theory]
    [InlineData(90, "2027-02-21")]
    [InlineData(14, null)]
    public async Task An_end_that_moves_with_every_renewal_is_kept_where_it_is_far_away(int days, string? expires)
    {
        await using var contoso = await Contoso.StartAsync(
            new OAuthOptions { RefreshTokenLife = TimeSpan.FromDays(days) }
        );
        await contoso.StoreAsync(Given.ClientOf(contoso).With(Key.Oauth2AuthorizationCode, contoso.Issuer.Agree()));
        await contoso.Credentials.For(await contoso.ConnectionAsync()).HeaderAsync(Ct);
        var first = (await contoso.StoredAsync()).Expires();

        contoso.Time.Advance(TimeSpan.FromHours(2));
        await contoso.Credentials.For(await contoso.ConnectionAsync()).HeaderAsync(Ct);

        Assert.Equal(new DateOnly(2026, 11, 23).AddDays(days), first);
        Assert.Equal(expires, (await contoso.StoredAsync()).Expires()?.ToString("O"));
    }

    [Fact]
    public async Task Secrets_that_are_changed_keep_the_refresh_token_that_came_a_moment_ago()
    {
        await using var contoso = await Contoso.StartAsync(new OAuthOptions());
        await contoso.StoreAsync(Given.ClientOf(contoso).With(Key.Oauth2RefreshToken, contoso.Issuer.Agree()));
        var masked = (await contoso.StoredAsync()).Masked.ToList();
        await contoso.Credentials.For(await contoso.ConnectionAsync()).HeaderAsync(Ct);
        var refresh = (await contoso.StoredAsync())[Key.Oauth2RefreshToken];

        await contoso.Jobs.SetSecretsAsync(
            contoso.Caller,
            contoso.Application,
            now => SecretSet.Replace(now, [.. masked, new(Key.SyncAll, "true")]),
            Ct
        );

        Assert.Equal(refresh, (await contoso.StoredAsync())[Key.Oauth2RefreshToken]);
        Assert.Equal(ScopeSetting.All, (await contoso.JobAsync()).Settings.Scope);
    }

    [Fact]
    public async Task Tokens_that_come_late_do_not_overwrite_what_an_administrator_stored_meanwhile()
    {
        await using var contoso = await Contoso.StartAsync(new OAuthOptions());
        await contoso.StoreAsync(Given.ClientOf(contoso).With(Key.Oauth2RefreshToken, contoso.Issuer.Agree()));
        var session = contoso.Credentials.For(await contoso.ConnectionAsync());
        var entered = Given.ClientOf(contoso).With(Key.Oauth2RefreshToken, "of another person");
        await contoso.StoreAsync(entered);

        await session.HeaderAsync(Ct);

        Assert.Equal(entered, await contoso.StoredAsync());
    }

    [Fact]
    public async Task The_next_client_secret_takes_over_when_the_first_is_withdrawn()
    {
        await using var contoso = await WithPeopleAsync(c =>
            Given.ClientOf(c).With(new CredentialSettings { Next = "next", Expires = new(2026, 12, 1) })
        );
        contoso.Issuer.Options = new OAuthOptions { ClientSecrets = ["next"] };

        var report = await contoso.CycleAsync();

        var stored = await contoso.StoredAsync();
        Assert.Equal(People.Length, report.Users.Created);
        Assert.Equal("next", stored[Key.Oauth2ClientSecret]);
        Assert.Equal(CredentialSettings.None, stored.Settings);
    }

    private static async Task<Contoso> WithPeopleAsync(Func<Contoso, SecretSet> secrets, TimeSpan? life = null)
    {
        var contoso = await Contoso.StartAsync(new OAuthOptions { TokenLife = life ?? TimeSpan.FromHours(1) });
        await contoso.StoreAsync(secrets(contoso));
        await contoso.HireTogetherAsync(People);
        await contoso.AssignAsync(People);
        return contoso;
    }

    /// <summary>Does something once, before the request with this number passes.</summary>
    private static void After(Contoso contoso, int requests, Action happens)
    {
        var passed = 0;
        contoso.Wire.Instead = (_, _) =>
        {
            if (Interlocked.Increment(ref passed) == requests)
                happens();
            return Task.FromResult(false);
        };
    }
}
