using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Hosting;

namespace Provost.Browser.Tests;

/// <summary>What the tests of single pages need before they begin.</summary>
internal static class Portals
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    /// <summary>Everybody of the company is assigned to Dialpad, and the first cycle is done.</summary>
    public static async Task<(Application Application, SynchronizationJob Job)> ProvisionedAsync(Stage stage)
    {
        var installation = stage.Installation;
        var settings = new JobSettings { AllowPrivateAddresses = true };
        var (application, job) = await Provisioning.AddAsync(installation, Gallery.Dialpad, null, settings, Ct);
        await AssignEverybodyAsync(stage, application);
        var connection = new TargetConnection($"{stage.Dialpad}/scim", await stage.NewKeyAsync())
        {
            AllowPrivateAddresses = true,
        };
        await Provisioning.ConnectAsync(installation, installation.Caller, job, connection, Ct);
        await Provisioning.StartAsync(installation, installation.Caller, application, job, Ct);
        await UntilAsync(async () =>
            (await installation.Jobs.StatusAsync(job.Number, Ct)).SteadyStateFirstAchievedTime is not null
            && (await installation.Jobs.BacklogSizeAsync(job.Number, Ct)).All == 0
        );
        return (application, await installation.Jobs.FindAsync(application.Id, Ct) ?? job);
    }

    /// <summary>Who is assigned already stays so.</summary>
    public static async Task AssignEverybodyAsync(Stage stage, Application application)
    {
        var installation = stage.Installation;
        List<Guid> everybody = [];
        foreach (var kind in (ObjectKind[])[ObjectKind.User, ObjectKind.Group])
        {
            var all = await installation.Directory.ListAsync(installation.Caller, kind, false, 0, 1000, Ct);
            everybody.AddRange(all.Select(o => o.Id));
        }

        await installation.Directory.AssignAsync(
            installation.Caller,
            application,
            everybody,
            application.Roles[0].Id,
            Ct
        );
    }

    /// <summary>So many people more, of a department of their own.</summary>
    public static Task HireAsync(Stage stage, int count, string department, int from = 1)
    {
        var hired = Enumerable
            .Range(from, count)
            .Select(n => new DirectoryChange.Create(
                Guid.CreateVersion7(),
                ObjectKind.User,
                new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase)
                {
                    ["displayName"] = Value.Text($"Temp Number{n:000}"),
                    ["givenName"] = Value.Text("Temp"),
                    ["surname"] = Value.Text($"Number{n:000}"),
                    ["userPrincipalName"] = Value.Text($"temp{n:000}@contoso.example"),
                    ["mail"] = Value.Text($"temp{n:000}@contoso.example"),
                    ["department"] = Value.Text(department),
                }
            ));
        return stage.Installation.Directory.ApplyAsync(stage.Installation.Caller, [.. hired], Ct);
    }

    /// <summary>Gives the first person of the company another title.</summary>
    public static async Task PromoteAsync(Stage stage, string title)
    {
        var directory = stage.Installation.Directory;
        var people = await directory.ListAsync(stage.Installation.Caller, ObjectKind.User, false, 0, 1, Ct);
        var values = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase)
        {
            ["jobTitle"] = Value.Text(title),
        };
        await directory.ApplyAsync(stage.Installation.Caller, [new DirectoryChange.Set(people[0].Id, values)], Ct);
    }

    /// <summary>Waits for what a server does by itself; fails after a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await holds())
            await look.WaitForNextTickAsync(patience.Token);
    }
}
