using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Provost.Engine;
using Provost.Engine.Targets;

namespace Provost.Server.Tests.Graph;

/// <summary>A stored secret goes only to the origin that it was entered for.</summary>
public sealed class StoredSecretTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_token_is_not_sent_to_another_address_by_a_test_of_credentials()
    {
        await using var wiki = await StartAsync();
        await using var thief = await Thief.StartAsync();

        foreach (var path in (string[])[$"{wiki.JobPath}/validateCredentials", $"{JobsOf(wiki)}/validateCredentials"])
        {
            var reply = await wiki.Server.PostAsync(
                path,
                Body("credentials", ("BaseAddress", thief.Address), ("SecretToken", "*"))
            );

            Assert.Equal(400, reply.Status);
            Assert.StartsWith("SecretToken: the stored value was entered for another BaseAddress", reply.ErrorMessage);
            Assert.Contains("Enter the secret again for this address", reply.ErrorMessage, StringComparison.Ordinal);
        }

        Assert.Empty(thief.Heard);
    }

    [Fact]
    public async Task A_stored_token_is_not_sent_to_another_address_by_replacing_the_secrets()
    {
        await using var wiki = await StartAsync();
        await using var thief = await Thief.StartAsync();

        var reply = await wiki.Server.PutAsync(
            SecretsOf(wiki),
            Body("value", ("BaseAddress", thief.Address), ("SecretToken", "*"))
        );

        Assert.Equal(400, reply.Status);
        var stored = await wiki.Server.Installation.Jobs.ConnectionAsync(wiki.Job.Number, Ct);
        Assert.Equal((wiki.Target.TenantUrl, Cli.Application.Token), (stored?.TenantUrl, stored?.SecretToken));
    }

    [Fact]
    public async Task A_stored_token_is_not_sent_elsewhere_after_its_address_was_taken_away()
    {
        await using var wiki = await StartAsync();
        await using var thief = await Thief.StartAsync();

        var without = await wiki.Server.PutAsync(SecretsOf(wiki), Body("value", ("SecretToken", "*")));
        var reply = await wiki.Server.PutAsync(
            SecretsOf(wiki),
            Body("value", ("BaseAddress", thief.Address), ("SecretToken", "*"))
        );

        Assert.Equal((204, 400), (without.Status, reply.Status));
    }

    [Fact]
    public async Task A_stored_client_secret_is_not_sent_to_another_token_endpoint()
    {
        await using var wiki = await StartAsync();
        await using var thief = await Thief.StartAsync();
        (string, string)[] client =
        [
            ("BaseAddress", wiki.Target.TenantUrl),
            ("Oauth2TokenExchangeUri", "https://login.contoso.example/token"),
            ("Oauth2ClientId", "provost"),
            ("Oauth2ClientSecret", "client-secret"),
        ];
        Assert.Equal(204, (await wiki.Server.PutAsync(SecretsOf(wiki), Body("value", client))).Status);

        (string, string)[] elsewhere =
        [
            client[0],
            ("Oauth2TokenExchangeUri", thief.Address),
            client[2],
            ("Oauth2ClientSecret", "*"),
        ];
        var tried = await wiki.Server.PostAsync($"{wiki.JobPath}/validateCredentials", Body("credentials", elsewhere));
        var put = await wiki.Server.PutAsync(SecretsOf(wiki), Body("value", elsewhere));

        Assert.Equal((400, 400), (tried.Status, put.Status));
        Assert.Contains("Oauth2TokenExchangeUri", tried.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(thief.Heard);
    }

    [Fact]
    public async Task A_token_that_is_entered_for_the_address_is_sent_there()
    {
        await using var wiki = await StartAsync();
        await using var other = await Thief.StartAsync();

        await wiki.Server.PostAsync(
            $"{wiki.JobPath}/validateCredentials",
            Body("credentials", ("BaseAddress", other.Address), ("SecretToken", "typed-for-it"))
        );

        Assert.Contains("Bearer typed-for-it", other.Heard);
    }

    [Fact]
    public async Task Another_path_of_the_same_origin_keeps_the_token()
    {
        await using var wiki = await StartAsync();

        var reply = await wiki.Server.PutAsync(
            SecretsOf(wiki),
            Body("value", ("BaseAddress", $"{wiki.Target.TenantUrl}v2"), ("SecretToken", "*"))
        );

        Assert.Equal(204, reply.Status);
    }

    [Fact]
    public async Task The_portal_does_not_send_the_stored_token_to_an_address_that_was_typed()
    {
        await using var wiki = await StartAsync();
        var stored = await wiki.Server.Installation.Jobs.SecretsAsync(wiki.Application.Number, Ct);

        var refused = Assert.Throws<EngineException>(() => stored.At("https://thief.example/scim", "", true));

        Assert.Contains("BaseAddress", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Cli.Application.Token, stored.At($"{wiki.Target.TenantUrl}?flag", "", true).SecretToken);
        Assert.Equal("typed", stored.At("https://other.example/scim", "typed", true).SecretToken);
    }

    [Fact]
    public async Task Secrets_of_another_way_in_do_not_move_with_a_token_that_is_entered_for_another_address()
    {
        await using var wiki = await StartAsync();
        (string, string)[] client =
        [
            ("BaseAddress", wiki.Target.TenantUrl),
            ("Oauth2TokenExchangeUri", "https://login.contoso.example/token"),
            ("Oauth2ClientId", "provost"),
            ("Oauth2ClientSecret", "client-secret"),
        ];
        await wiki.Server.PutAsync(SecretsOf(wiki), Body("value", client));
        var jobs = wiki.Server.Installation.Jobs;

        await jobs.SetConnectionAsync(
            wiki.Server.Installation.Caller,
            wiki.Job.Number,
            new TargetConnection("https://thief.example/scim", "own"),
            Ct
        );

        var stored = await jobs.SecretsAsync(wiki.Application.Number, Ct);
        Assert.Null(stored[Engine.Synchronization.SynchronizationSecret.Oauth2ClientSecret]);
    }

    [Fact]
    public async Task Who_has_credentials_tried_and_where_is_in_the_audit()
    {
        await using var wiki = await StartAsync();
        await using var other = await Thief.StartAsync();

        await wiki.Server.PostAsync(
            $"{wiki.JobPath}/validateCredentials",
            Body("credentials", ("BaseAddress", $"{other.Address}?key=hidden"), ("SecretToken", "typed-for-it"))
        );

        var log = await wiki.Server.GetAsync(
            $"/auditLogs/directoryAudits?$filter={Uri.EscapeDataString("activityDisplayName eq 'Test credentials'")}"
        );
        var entry = Assert.Single(log.Values).ToJsonString();
        Assert.Contains(other.Address, entry, StringComparison.Ordinal);
        Assert.Contains($"{wiki.Application.Id}", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("typed-for-it", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", entry, StringComparison.Ordinal);
    }

    private static async Task<Provisioned> StartAsync()
    {
        var wiki = await Provisioned.StartAsync();
        wiki.Server.Installation.AllowPrivateTargets = true;
        return wiki;
    }

    private static string JobsOf(Provisioned wiki) => $"/servicePrincipals/{wiki.Application.Id}/synchronization/jobs";

    private static string SecretsOf(Provisioned wiki) =>
        $"/servicePrincipals/{wiki.Application.Id}/synchronization/secrets";

    private static JsonObject Body(string name, params (string Key, string Value)[] secrets) =>
        new()
        {
            [name] = new JsonArray([.. secrets.Select(s => new JsonObject { ["key"] = s.Key, ["value"] = s.Value })]),
        };

    /// <summary>Listens, and keeps what it is shown.</summary>
    private sealed class Thief : IAsyncDisposable
    {
        private readonly WebApplication _web;

        private Thief(WebApplication web) => _web = web;

        public ConcurrentQueue<string> Heard { get; } = [];

        public string Address => $"{_web.Urls.First()}/scim";

        public static async Task<Thief> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var thief = new Thief(builder.Build());
            thief._web.Run(context =>
            {
                thief.Heard.Enqueue(context.Request.Headers.Authorization.ToString());
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
            await thief._web.StartAsync(Ct);
            return thief;
        }

        public ValueTask DisposeAsync() => _web.DisposeAsync();
    }
}
