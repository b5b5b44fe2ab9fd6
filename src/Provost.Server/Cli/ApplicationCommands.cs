using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Demo;
using Provost.Server.Hosting;
using Provost.Server.Notifications;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary>
/// <c>provost apps …</c>: add an application from the gallery, connect it, switch its provisioning on and off.
/// </summary>
internal static class ApplicationCommands
{
    public static readonly Argument<string> App = new("app") { Description = "The application's name or id." };
    private static readonly Argument<string> Template = new("template")
    {
        Description = "A gallery entry, for example dialpad: provost apps gallery lists them.",
    };
    private static readonly Option<string> Name = new("--name") { Description = "What to call the application." };
    private static readonly Option<string> TenantUrl = new("--tenant-url")
    {
        Description = "The application's SCIM address.",
    };
    private static readonly Option<string> SecretToken = new("--secret-token")
    {
        Description =
            "The application's API key. Without it, it is read from standard input, where no process list shows it.",
    };
    private static readonly Option<ScopeSetting> Scope = new("--scope") { Description = "assigned (default) or all." };
    private static readonly Option<bool> Private = new("--allow-private-addresses")
    {
        Description = "The application may be on this machine or in a private network.",
    };
    private static readonly Option<bool> DefaultAccess = new("--include-default-access")
    {
        Description = "Provision people who hold only Default Access, too.",
    };
    private static readonly Option<int> Interval = new("--interval-minutes")
    {
        Description = "The least time between two cycles; 0 (default) follows every change at once, Entra takes 40.",
    };

    public static Command Create(CommandEnvironment environment) =>
        new("apps", "Applications and their provisioning.")
        {
            List(environment),
            GalleryCommand.Create(environment),
            Add(environment),
            RegisterCommand.Create(environment),
            Connect(environment),
            CredentialsCommand.Create(environment),
            Test(environment),
            Run(environment),
            JobCommands.Start(environment),
            JobCommands.Pause(environment),
            JobCommands.Restart(environment),
            StatusCommand.Create(environment),
        };

    private static Command List(CommandEnvironment environment)
    {
        var list = new Command("list", "List applications with the state of their jobs.");
        list.SetAction(
            environment.Reads(
                async (_, installation, ct) =>
                {
                    var table = new Table()
                        .Border(TableBorder.Simple)
                        .AddColumns("Name", "Template", "State", "Backlog", "Waiting for a retry");
                    foreach (var application in await installation.Directory.ApplicationsAsync(installation.Caller, ct))
                    {
                        if (await installation.Jobs.FindAsync(application.Id, ct) is not { } job)
                        {
                            table.AddRow(
                                Markup.Escape(application.DisplayName),
                                application.TemplateId,
                                "no job",
                                "",
                                ""
                            );
                            continue;
                        }

                        var size = await installation.Jobs.BacklogSizeAsync(job.Number, ct);
                        table.AddRow(
                            Markup.Escape(application.DisplayName),
                            application.TemplateId,
                            Markup.Escape($"{job.State}{(job.StateReason is { } reason ? $": {reason}" : "")}"),
                            $"{size.All}",
                            $"{(await installation.Jobs.EscrowsAsync(job.Number, ct)).Count}"
                        );
                    }

                    environment.Screen.Write(table);
                    return 0;
                }
            )
        );
        return list;
    }

    private static Command Add(CommandEnvironment environment)
    {
        var add = new Command("add", "Add an application from the gallery.")
        {
            Template,
            Name,
            Scope,
            Private,
            DefaultAccess,
            Interval,
        };
        add.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var id = parse.GetRequiredValue(Template);
                    var template =
                        Gallery.Find(id)
                        ?? throw new EngineException(
                            $"The gallery has no '{id}'. 'provost apps gallery' lists what it has; any other "
                                + $"application that speaks SCIM 2.0 is added as '{Gallery.Scim.Id}'."
                        );
                    var settings = new JobSettings
                    {
                        Scope = parse.GetValue(Scope),
                        AllowPrivateAddresses = parse.GetValue(Private),
                        ExcludeDefaultAccess = !parse.GetValue(DefaultAccess),
                        Interval = TimeSpan.FromMinutes(parse.GetValue(Interval)),
                    };
                    var (application, job) = await Provisioning.AddAsync(
                        installation,
                        template,
                        parse.GetValue(Name),
                        settings,
                        ct
                    );
                    await environment.Out.WriteLineAsync(
                        $"Added {application.DisplayName} ({application.Id}). Next: "
                            + $"provost apps connect \"{application.DisplayName}\" "
                            + $"--tenant-url {template.TenantUrl ?? "URL"}, "
                            + "then assign people, then provost apps start."
                    );
                    foreach (var limitation in template.Limitations)
                        await environment.Out.WriteLineAsync($"  note: {limitation}");
                    return job.Number > 0 ? 0 : 1;
                }
            )
        );
        return add;
    }

    private static Command Connect(CommandEnvironment environment)
    {
        var connect = new Command(
            "connect",
            "Enter Tenant URL and Secret Token; they are tested before they are stored."
        )
        {
            App,
            TenantUrl,
            SecretToken,
        };
        connect.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var application = await installation.ApplicationAsync(parse.GetRequiredValue(App), ct);
                    var job = await installation.JobAsync(application, ct);
                    var url =
                        parse.GetValue(TenantUrl)
                        ?? throw new EngineException("Say the Tenant URL: --tenant-url https://…/scim.");
                    var token = parse.GetValue(SecretToken) ?? await environment.In.ReadLineAsync(ct);
                    if (string.IsNullOrWhiteSpace(token))
                        throw new EngineException("The Secret Token is empty: give --secret-token, or pipe it in.");

                    var connection = new TargetConnection(url, token.Trim())
                    {
                        AllowPrivateAddresses = job.Settings.AllowPrivateAddresses,
                    };
                    await Provisioning.ConnectAsync(installation, installation.Caller, job, connection, ct);
                    await environment.Out.WriteLineAsync("The connection works, and its credentials are stored.");
                    return 0;
                },
                readsLine: parse => parse.GetValue(SecretToken) is null
            )
        );
        return connect;
    }

    private static Command Test(CommandEnvironment environment)
    {
        var test = new Command("test", "Test the stored connection.") { App };
        test.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var job = await installation.JobAsync(
                        await installation.ApplicationAsync(parse.GetRequiredValue(App), ct),
                        ct
                    );
                    var connection =
                        await installation.Jobs.ConnectionAsync(job.Number, ct)
                        ?? throw new EngineException("No credentials are stored yet: provost apps connect.");
                    var answer = await Provisioning.TestAsync(installation, job, connection, ct);
                    await environment.Out.WriteLineAsync(answer.Succeeded ? "The connection works." : answer.Detail);
                    return answer.Succeeded ? 0 : 1;
                }
            )
        );
        return test;
    }

    private static Command Run(CommandEnvironment environment)
    {
        var run = new Command("run", "Do everything that there is to do now, and wait for it.") { App };
        run.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var application = await installation.ApplicationAsync(parse.GetRequiredValue(App), ct);
                    if (installation.Loop is { } loop)
                    {
                        await loop.SettledAsync(application.Id, ct);
                        await environment.Out.WriteLineAsync($"{application.DisplayName} agrees with the directory.");
                        return 0;
                    }

                    var end = await installation.Runner.RunToTheEndAsync(
                        await installation.JobAsync(application, ct),
                        _ => { },
                        ct
                    );
                    await new MailSender(installation.Notifications, installation.Time).SendDueAsync(ct);
                    if (end is CycleEnd.Finished(var report))
                        new DemoScreen(environment.Screen).Counts(report);
                    else
                        throw new EngineException(
                            end is CycleEnd.Stopped(var code, var detail) ? $"{code}: {detail}" : "Nothing was run."
                        );
                    if (report.ResumesAt is { } resumes)
                        await environment.Error.WriteLineAsync(
                            $"The application asks to be left alone until {resumes:HH:mm:ss}Z; run this again then."
                        );
                    return report.AnythingFailed || report.Interrupted ? 1 : 0;
                }
            )
        );
        return run;
    }
}
