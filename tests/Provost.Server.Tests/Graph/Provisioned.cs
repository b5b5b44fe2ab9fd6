using System.Globalization;
using System.Text.Json.Nodes;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Hosting;

namespace Provost.Server.Tests.Graph;

/// <summary>
/// A server whose SCIM application is connected to a real one, with Ada in the directory and assigned.
/// </summary>
internal sealed class Provisioned : IAsyncDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private Provisioned(
        GraphServer server,
        Cli.Application target,
        Application application,
        SynchronizationJob job,
        Guid ada
    ) => (Server, Target, Application, Job, Ada) = (server, target, application, job, ada);

    public GraphServer Server { get; }

    public Cli.Application Target { get; }

    public Application Application { get; }

    public SynchronizationJob Job { get; }

    public Guid Ada { get; }

    /// <summary>The job's address below <c>/v1.0</c>.</summary>
    public string JobPath => $"/servicePrincipals/{Application.Id}/synchronization/jobs/{Job.Id}";

    public string SchemaPath => $"{JobPath}/schema";

    public static async Task<Provisioned> StartAsync(TimeProvider? time = null)
    {
        var server = await GraphServer.StartAsync(time);
        var target = await Cli.Application.StartAsync();
        var (application, job) = await Provisioning.AddAsync(
            server.Installation,
            Gallery.Scim,
            "Contoso Wiki",
            new JobSettings { AllowPrivateAddresses = true },
            Ct
        );
        await server.Installation.Jobs.SetConnectionAsync(
            server.Installation.Caller,
            job.Number,
            new TargetConnection(target.TenantUrl, Cli.Application.Token),
            Ct
        );
        var ada = Guid.CreateVersion7();
        var provisioned = new Provisioned(server, target, application, job, ada);
        await provisioned.ApplyAsync(Person(ada, "ada", "Ada", "Lovelace"));
        await provisioned.AssignAsync(ada);
        return provisioned;
    }

    public static DirectoryChange Person(Guid id, string name, string given, string family) =>
        new DirectoryChange.Create(
            id,
            ObjectKind.User,
            Attributes(
                ("userPrincipalName", $"{name}@contoso.example"),
                ("mail", $"{name}@contoso.example"),
                ("mailNickname", name),
                ("displayName", $"{given} {family}"),
                ("givenName", given),
                ("surname", family),
                ("jobTitle", "Analyst")
            )
        );

    public static Dictionary<string, Value> Attributes(params (string Name, string Text)[] attributes) =>
        attributes.ToDictionary(a => a.Name, a => Value.Text(a.Text), StringComparer.OrdinalIgnoreCase);

    public Task<int> ApplyAsync(params DirectoryChange[] changes) =>
        Server.Installation.Directory.ApplyAsync(Server.Installation.Caller, changes, Ct);

    public Task<int> AssignAsync(params Guid[] principals) =>
        Server.Installation.Directory.AssignAsync(
            Server.Installation.Caller,
            Application,
            principals,
            AppRole.DefaultAccess,
            Ct
        );

    /// <summary>Provisions somebody over Graph.</summary>
    public async Task<GraphReply> OnDemandAsync(Guid id, string kind = "User", params Guid[] members) =>
        await Server.PostAsync($"{JobPath}/provisionOnDemand", await OnDemandBodyAsync($"{id}", kind, members));

    public async Task<JsonObject> OnDemandBodyAsync(string id, string kind, params Guid[] members)
    {
        var schema = await Server.GetAsync(SchemaPath);
        var subject = new JsonObject { ["objectId"] = id, ["objectTypeName"] = kind };
        if (members.Length > 0)
        {
            subject["links"] = new JsonObject
            {
                ["members"] = new JsonArray([
                    .. members.Select(m => new JsonObject { ["objectId"] = $"{m}", ["objectTypeName"] = "User" }),
                ]),
            };
        }

        return new JsonObject
        {
            ["parameters"] = new JsonArray(
                new JsonObject
                {
                    ["ruleId"] = schema.Body["synchronizationRules"]![0]!["id"]!.GetValue<string>(),
                    ["subjects"] = new JsonArray(subject),
                }
            ),
        };
    }

    /// <summary>Provisions a user by the engine itself, as often as one likes.</summary>
    public async Task ProvisionAsync(Guid id)
    {
        var installation = Server.Installation;
        var job = await installation.Jobs.FindAsync(Application.Id, Ct);
        var user = await installation.Directory.FindAsync(installation.Caller, ObjectKind.User, $"{id}", Ct);
        await ProvisionOnDemand.RunAsync(installation, job!, [user!], Ct);
    }

    public static string Encoded(FormattableString filter) =>
        Uri.EscapeDataString(filter.ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Target.DisposeAsync();
    }
}
