using System.CommandLine;

namespace Provost.Server.Cli;

/// <summary>All commands. A command line is parsed anew for every environment that it runs in.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] arguments, CommandEnvironment environment, CancellationToken ct)
    {
        var root = new RootCommand(
            "Provost keeps the accounts of applications in step with a directory, over SCIM 2.0."
        )
        {
            CommandEnvironment.Data,
            CommandEnvironment.Debug,
        };
        root.Add(ServeCommand.Create(environment));
        root.Add(DemoCommand.Create(environment));
        root.Add(ImportCommand.Create(environment));
        root.Add(PrincipalCommands.Users(environment));
        root.Add(PrincipalCommands.Groups(environment));
        root.Add(AssignCommand.Assign(environment));
        root.Add(AssignCommand.Unassign(environment));
        root.Add(ApplicationCommands.Create(environment));
        root.Add(ProvisionCommand.Create(environment));
        root.Add(StagedCommands.Create(environment));
        root.Add(LinkCommands.Create(environment));
        root.Add(TenantCommands.Create(environment));
        root.Add(AdminCommands.Create(environment));
        root.Add(SettingsCommands.Create(environment));
        root.Add(MailCommands.Create(environment));
        root.Add(JobCommands.Create(environment));
        root.Add(EscrowCommands.Create(environment));
        root.Add(SchemaCommands.Create(environment));
        root.Add(LogsCommand.Create(environment));
        root.Add(AuditCommand.Create(environment));
        root.Add(EvalCommand.Create(environment));
        return root.Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = environment.Out, Error = environment.Error }, ct);
    }
}
