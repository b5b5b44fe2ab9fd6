using System.CommandLine;
using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Directory.Ldif;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Demo;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary><c>provost demo</c>: the whole tutorial, on a sample company and a stand-in for Dialpad.</summary>
internal static class DemoCommand
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<string> People = new("--people")
    {
        Description = "A company as LDIF or CSV instead of the sample.",
    };
    private static readonly Option<string> TenantUrl = new("--tenant-url")
    {
        Description = "Another SCIM application instead of the stand-in.",
    };
    private static readonly Option<string> SecretToken = new("--secret-token")
    {
        Description = "The token for --tenant-url.",
    };
    private static readonly Option<bool> Exit = new("--exit") { Description = "End after the first cycle." };
    private static readonly Option<string> Json = new("--json") { Description = "Write the result to this file." };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command(
            "demo",
            "Walk the whole tutorial: a company is provisioned into Dialpad while you watch."
        )
        {
            People,
            TenantUrl,
            SecretToken,
            Exit,
            Json,
            ServeCommand.Urls,
        };
        command.SetAction(environment.Guarded((parse, ct) => RunAsync(parse, environment, ct)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CommandEnvironment environment, CancellationToken ct)
    {
        var people = parse.GetValue(People);
        var batch = people is null
            ? LdifReader.Read(SampleCompany.Open())
            : ImportCommand.Read(Path.Combine(environment.WorkingDirectory, people));
        if (batch.Objects.Count == 0)
            throw new EngineException(
                $"'{people}' holds no people. "
                    + string.Join(' ', batch.Problems.Take(3).Select(p => $"Line {p.Line}: {p.Message}"))
            );

        CheckTarget(parse);

        await using var installation = await Installation.OpenAsync(
            DataDirectory.Lock(CommandEnvironment.Folder(parse)),
            TimeProvider.System,
            ct
        );
        var screen = new DemoScreen(environment.Screen);
        screen.Step(people is null ? "Import the sample company" : $"Import {people}");
        var import = await installation.Directory.ImportAsync(installation.Caller, batch, false, ct);
        ImportCommand.Print(import, environment.Out, environment.Error);

        await using var target = await ChooseTargetAsync(parse, installation, screen, ct);
        var (application, job) = await AddAsync(installation, target, screen, ct);
        await AssignAsync(installation, application, screen, ct);
        screen.Step($"Test the connection to {target.TenantUrl}");
        await ConnectAsync(installation, job, target, ct);
        screen.Detail("It works: the application answered a look-up of somebody who cannot exist with an empty list.");
        screen.Step("Review the mappings");
        screen.Mappings(job.Schema);
        screen.Step("Scope: only assigned users and groups. Provisioning: on");
        await installation.Jobs.StartAsync(installation.Caller, job.Number, ct);

        var (report, code) = await ProvisionAsync(installation, job, parse.GetValue(Json), screen, environment, ct);
        if (report is null || parse.GetValue(Exit))
            return code;

        installation.AllowPrivateTargets = true;
        var signIn = await DemoSignIn.PrepareAsync(installation, application, target.Dialpad, ct);
        await using var server = await Serving.StartAsync(
            installation,
            ServeCommand.Addresses(parse, new ServingOptions { Urls = DemoAddresses.Free() }),
            environment.Error,
            ct
        );
        await using var console = await DemoSignIn.OpenAsync(installation, signIn, server, target.Dialpad, ct);
        console.Say(screen);
        screen.Step("Running. Change something in another window and watch it arrive:");
        screen.Detail($"provost users list --data {installation.Data.FullPath}");
        screen.Detail($"provost users set NAME jobTitle=Chef --data {installation.Data.FullPath}");
        screen.Detail($"provost logs --follow --data {installation.Data.FullPath}");
        screen.Detail("Ctrl+C ends the demo.");
        await server.UntilStoppedAsync(ct);
        return code;
    }

    /// <summary>What is wrong with the target's address is said before anything is written.</summary>
    private static void CheckTarget(ParseResult parse)
    {
        if (parse.GetValue(TenantUrl) is not { } url)
            return;
        Engine.Targets.TenantUrl.Parse(url, allowPrivateAddresses: true);
        if (string.IsNullOrWhiteSpace(parse.GetValue(SecretToken)))
            throw new EngineException("--tenant-url needs --secret-token: the key of that application.");
    }

    private static async Task<DemoTarget> ChooseTargetAsync(
        ParseResult parse,
        Installation installation,
        DemoScreen screen,
        CancellationToken ct
    )
    {
        if (parse.GetValue(TenantUrl) is { } url)
            return new DemoTarget(Gallery.Scim, url, parse.GetRequiredValue(SecretToken), null);

        var folder = Path.Combine(installation.Data.FullPath, "dialpad");
        screen.Step("Start the Dialpad stand-in and make an API key in it");
        var dialpad = await DialpadProcess.StartAsync(folder, DialpadProcess.FreePort(), null, ct);
        screen.Detail($"Dialpad (a stand-in, nothing leaves this machine): {dialpad.Address}");
        return new DemoTarget(Gallery.Dialpad, dialpad.TenantUrl, await KeyAsync(installation, folder, ct), dialpad);
    }

    /// <summary>The key of an earlier demo on the same data still opens the same company.</summary>
    private static async Task<string> KeyAsync(Installation installation, string folder, CancellationToken ct)
    {
        foreach (var application in await installation.Directory.ApplicationsAsync(installation.Caller, ct))
        {
            var job = await installation.JobAsync(application, ct);
            if (
                application.TemplateId == Gallery.Dialpad.Id
                && await installation.Jobs.ConnectionAsync(job.Number, ct) is { SecretToken: { } stored }
            )
                return stored;
        }

        return await DialpadProcess.AddKeyAsync(folder, "Provost demo", ct);
    }

    private static async Task<(Application Application, SynchronizationJob Job)> AddAsync(
        Installation installation,
        DemoTarget target,
        DemoScreen screen,
        CancellationToken ct
    )
    {
        var known = (await installation.Directory.ApplicationsAsync(installation.Caller, ct)).FirstOrDefault(a =>
            a.TemplateId == target.Template.Id
        );
        if (known is not null)
        {
            screen.Step($"{known.DisplayName} was added by an earlier demo on this data");
            return (known, await installation.JobAsync(known, ct));
        }

        screen.Step($"Add {target.Template.DisplayName} from the gallery");
        foreach (var limitation in target.Template.Limitations)
            screen.Detail(limitation);
        return await Provisioning.AddAsync(
            installation,
            target.Template,
            null,
            new JobSettings { AllowPrivateAddresses = true },
            ct
        );
    }

    private static async Task AssignAsync(
        Installation installation,
        Application application,
        DemoScreen screen,
        CancellationToken ct
    )
    {
        var everyone = await AssignCommand.EveryoneAsync(installation, ct);
        var added = await installation.Directory.AssignAsync(
            installation.Caller,
            application,
            everyone,
            AssignCommand.RoleOf(application, null),
            ct
        );
        screen.Step($"Assign everybody with the role User: {everyone.Count} people and groups, {added} of them new");
    }

    private static Task ConnectAsync(
        Installation installation,
        SynchronizationJob job,
        DemoTarget target,
        CancellationToken ct
    ) =>
        Provisioning.ConnectAsync(
            installation,
            installation.Caller,
            job,
            new TargetConnection(target.TenantUrl, target.SecretToken) { AllowPrivateAddresses = true },
            ct
        );

    private static async Task<(CycleReport? Report, int Code)> ProvisionAsync(
        Installation installation,
        SynchronizationJob job,
        string? jsonFile,
        DemoScreen screen,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var current = (await installation.Jobs.FindAsync(job.ApplicationId, ct)) ?? job;
        screen.Step(current.Watermark is null ? "The initial cycle" : "An incremental cycle");
        var end = await screen.WatchAsync(progress => installation.Runner.RunToTheEndAsync(current, progress, ct));
        if (end is not CycleEnd.Finished(var report))
        {
            await environment.Error.WriteLineAsync(
                end is CycleEnd.Stopped(var code, var detail)
                    ? $"provost: {code}: {detail}"
                    : "provost: another engine has the job."
            );
            return (null, 1);
        }

        var connection = await installation.Jobs.ConnectionAsync(job.Number, ct);
        await using var target = installation.Open(
            connection ?? throw new EngineException("The connection is gone."),
            job.Settings.Profile,
            () => true,
            ct
        );
        var readBack = await ReadBack.FromAsync(target, ct);
        screen.Result(report, readBack);
        if (jsonFile is not null)
            await WriteJsonAsync(Path.Combine(environment.WorkingDirectory, jsonFile), report, readBack, ct);
        if (report.AnythingFailed)
            await environment.Error.WriteLineAsync(
                "Some objects failed and will be tried again: provost logs --status Failure."
            );
        return (report, report.AnythingFailed || report.Interrupted ? 1 : 0);
    }

    private static Task WriteJsonAsync(string file, CycleReport report, ReadBack target, CancellationToken ct)
    {
        static object Of(Counts counts) =>
            new
            {
                counts.Created,
                counts.Updated,
                counts.Disabled,
                counts.Deleted,
                counts.Skipped,
                counts.Failed,
            };
        var result = new
        {
            users = Of(report.Users),
            groups = Of(report.Groups),
            requests = report.Requests,
            seconds = Math.Round(report.Took.TotalSeconds, 3),
            target,
        };
        return File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, CamelCase), ct);
    }

    /// <summary>What is provisioned into, and the stand-in's process where it is that.</summary>
    private sealed record DemoTarget(
        GalleryTemplate Template,
        string TenantUrl,
        string SecretToken,
        DialpadProcess? Dialpad
    ) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Dialpad?.DisposeAsync() ?? default;
    }
}
