using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Graph;
using Microsoft.Graph.ApplicationTemplates.Item.Instantiate;
using Microsoft.Graph.Authentication;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.ServicePrincipals.Item.Synchronization.Jobs.Item.ValidateCredentials;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Server.Tests.Dialpad;
using Secrets = Microsoft.Graph.ServicePrincipals.Item.Synchronization.Secrets;

namespace Provost.Server.Tests.Graph;

/// <summary>
/// The tutorial by API, as Microsoft's own client for .NET speaks it, against the Dialpad stand-in (graph-api 9.1).
/// </summary>
public sealed class TutorialTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Microsoft_Graph_for_dotnet_configures_provisioning_from_template_to_log()
    {
        await using var dialpad = await TestCompany.StartAsync();
        await using var server = await GraphServer.StartAsync();
        server.Installation.AllowPrivateTargets = true;
        var ada = await AddUserAsync(server, "ada@contoso.example", "Ada Lovelace");
        await AddUserAsync(server, "alan@contoso.example", "Alan Turing");
        var graph = Client(server);

        var template = await TemplateAsync(graph);
        var made = await graph
            .ApplicationTemplates[template.Id]
            .Instantiate.PostAsync(new InstantiatePostRequestBody { DisplayName = "Dialpad" }, cancellationToken: Ct);
        var id = made?.ServicePrincipal?.Id ?? "";
        Assert.Equal(made?.Application?.AppId, made?.ServicePrincipal?.AppId);

        var role = made?.ServicePrincipal?.AppRoles?.First(r => r.DisplayName == "User");
        var assignment = await graph
            .ServicePrincipals[id]
            .AppRoleAssignedTo.PostAsync(
                new AppRoleAssignment
                {
                    PrincipalId = ada,
                    ResourceId = Guid.Parse(id),
                    AppRoleId = role?.Id,
                },
                cancellationToken: Ct
            );
        Assert.Equal("Ada Lovelace", assignment?.PrincipalDisplayName);

        var synchronization = graph.ServicePrincipals[id].Synchronization;
        var templates = await synchronization.Templates.GetAsync(cancellationToken: Ct);
        var job = await synchronization.Jobs.PostAsync(
            new SynchronizationJob { TemplateId = templates?.Value?.Single().Id },
            cancellationToken: Ct
        );
        Assert.Equal(SynchronizationStatusCode.NotConfigured, job?.Status?.Code);
        Assert.Equal(SynchronizationScheduleState.Disabled, job?.Schedule?.State);

        var credentials = Credentials(dialpad, await dialpad.NewKeyAsync("provost"));
        var refused = await Assert.ThrowsAsync<ODataError>(() =>
            synchronization
                .Jobs[job!.Id]
                .ValidateCredentials.PostAsync(
                    new ValidateCredentialsPostRequestBody { Credentials = Credentials(dialpad, "wrong") },
                    cancellationToken: Ct
                )
        );
        Assert.Equal(400, refused.ResponseStatusCode);
        await synchronization
            .Jobs[job!.Id]
            .ValidateCredentials.PostAsync(
                new ValidateCredentialsPostRequestBody { Credentials = credentials },
                cancellationToken: Ct
            );
        await synchronization.Secrets.PutAsSecretsPutResponseAsync(
            new Secrets.SecretsPutRequestBody { Value = credentials },
            cancellationToken: Ct
        );

        await EditSchemaAsync(synchronization.Jobs[job.Id]);
        await synchronization.Jobs[job.Id].Start.PostAsync(cancellationToken: Ct);
        var done = await FirstCycleAsync(synchronization.Jobs[job.Id]);
        Assert.Equal(SynchronizationStatusCode.Active, done.Status?.Code);
        Assert.Equal(1, done.Status?.SynchronizedEntryCountByType?.Single(c => c.Key == "User").Value);

        var user = (await dialpad.GetAsync("/Users")).Body["Resources"]!
            .AsArray()
            .Single(r => r!["userName"]!.GetValue<string>() == "ada@contoso.example");
        Assert.Equal("Countess", user!["title"]!.GetValue<string>());

        var log = await graph.AuditLogs.Provisioning.GetAsync(
            q => q.QueryParameters.Filter = $"jobId eq '{job.Id}' and provisioningAction eq 'create'",
            Ct
        );
        var entry = Assert.Single(log?.Value ?? []);
        Assert.Equal("Ada Lovelace", entry.SourceIdentity?.DisplayName);
        Assert.Equal(ProvisioningResult.Success, entry.ProvisioningStatusInfo?.Status);

        await synchronization.Jobs[job.Id].Pause.PostAsync(cancellationToken: Ct);
        var paused = await synchronization.Jobs[job.Id].GetAsync(cancellationToken: Ct);
        Assert.Equal(SynchronizationScheduleState.Paused, paused?.Schedule?.State);
        await graph.Applications[made!.Application!.Id].DeleteAsync(cancellationToken: Ct);
        var gone = await Assert.ThrowsAsync<ODataError>(() =>
            synchronization.Jobs[job.Id].GetAsync(cancellationToken: Ct)
        );
        Assert.Equal(404, gone.ResponseStatusCode);
    }

    private static async Task<ApplicationTemplate> TemplateAsync(GraphServiceClient graph)
    {
        var found = await graph.ApplicationTemplates.GetAsync(
            q => q.QueryParameters.Filter = "displayName eq 'Dialpad'",
            Ct
        );
        return Assert.Single(found?.Value ?? []);
    }

    /// <summary>Read, changed in one nested place, sent back: the client says what is in the arrays it holds.</summary>
    private static async Task EditSchemaAsync(
        Microsoft.Graph.ServicePrincipals.Item.Synchronization.Jobs.Item.SynchronizationJobItemRequestBuilder job
    )
    {
        var schema = await job.Schema.GetAsync(cancellationToken: Ct);
        var title = schema!
            .SynchronizationRules!.SelectMany(r => r.ObjectMappings!)
            .SelectMany(m => m.AttributeMappings!)
            .Single(a => a.TargetAttributeName == "title");
        title.Source = new AttributeMappingSource
        {
            Expression = "\"Countess\"",
            Name = "Countess",
            Type = AttributeMappingSourceType.Constant,
        };
        await job.Schema.PatchAsync(schema, cancellationToken: Ct);
    }

    private static async Task<SynchronizationJob> FirstCycleAsync(
        Microsoft.Graph.ServicePrincipals.Item.Synchronization.Jobs.Item.SynchronizationJobItemRequestBuilder job
    )
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await look.WaitForNextTickAsync(Ct))
        {
            if (await job.GetAsync(cancellationToken: Ct) is { Status.LastExecution: not null } done)
                return done;
        }

        throw new InvalidOperationException("The first cycle did not end.");
    }

    private static List<SynchronizationSecretKeyStringValuePair> Credentials(TestCompany dialpad, string key) =>
        [
            new() { Key = SynchronizationSecret.BaseAddress, Value = $"{dialpad.BaseAddress}scim" },
            new() { Key = SynchronizationSecret.SecretToken, Value = key },
        ];

    private static async Task<Guid> AddUserAsync(GraphServer server, string name, string displayName)
    {
        var id = Guid.CreateVersion7();
        await server.Installation.Directory.ApplyAsync(
            server.Installation.Caller,
            [
                new DirectoryChange.Create(
                    id,
                    ObjectKind.User,
                    new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase)
                    {
                        ["userPrincipalName"] = Value.Text(name),
                        ["displayName"] = Value.Text(displayName),
                        ["mail"] = Value.Text(name),
                        ["givenName"] = Value.Text(displayName.Split(' ')[0]),
                        ["surname"] = Value.Text(displayName.Split(' ')[1]),
                    }
                ),
            ],
            Ct
        );
        return id;
    }

    /// <summary>Client credentials over https, as graph-api 2.4 says that they have to be set up.</summary>
    private static GraphServiceClient Client(GraphServer server)
    {
        var options = new ClientSecretCredentialOptions
        {
            AuthorityHost = new Uri(server.Https),
            DisableInstanceDiscovery = true,
            Transport = new HttpClientTransport(server.Http),
        };
        var credential = new ClientSecretCredential(
            $"{server.Contoso.Id}",
            $"{GraphServer.AppId}",
            GraphServer.Secret,
            options
        );
        var tokens = new AzureIdentityAuthenticationProvider(
            credential,
            [new Uri(server.Https).Host],
            null,
            true,
            $"{server.Https}/.default"
        );
        return new GraphServiceClient(server.Http, tokens, $"{server.Https}/v1.0");
    }
}
