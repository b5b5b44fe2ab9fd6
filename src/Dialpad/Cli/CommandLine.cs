using System.CommandLine;
using Dialpad.Companies;
using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Cli;

/// <summary>The commands of <c>./dialpad</c>. They open the data directory beside a running server.</summary>
internal sealed class CommandLine(TimeProvider time)
{
    private readonly Option<string?> _company = new("--company")
    {
        HelpName = "NAME",
        Description = "The company that the command is about; without it, the first.",
        Recursive = true,
    };

    public TimeProvider Time => time;

    public Option<string> Data { get; } =
        new("--data")
        {
            HelpName = "DIR",
            Description = "The data directory; made with a first company when it is new.",
            DefaultValueFactory = _ => "./data/dialpad",
            Recursive = true,
        };

    public async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        return await Build().Parse(args).InvokeAsync(configuration, ct);
    }

    /// <summary>Gives a command its work: within a session, with the mistakes of a person told as such.</summary>
    public Command Does(Command command, Func<Session, ParseResult, CancellationToken, Task> work)
    {
        command.SetAction(
            (parsed, ct) =>
                GuardAsync(
                    parsed,
                    async () =>
                    {
                        using var database = await Database.OpenAsync(parsed.GetRequiredValue(Data), time, ct);
                        var company = await FindCompanyAsync(database, parsed.GetValue(_company), ct);
                        var output = parsed.InvocationConfiguration.Output;
                        await work(new Session(database, company, output, time), parsed, ct);
                    }
                )
        );
        return command;
    }

    /// <summary>Exit code 0, or 1 with one sentence on the error output.</summary>
    public async Task<int> GuardAsync(ParseResult parsed, Func<Task> work)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            await work();
            return 0;
        }
        catch (DialpadException e)
        {
            await error.WriteLineAsync(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            await error.WriteLineAsync(
                $"The data directory '{parsed.GetValue(Data)}' cannot be used: {e.Message} "
                    + "Check that you may write there and that the disk has room, "
                    + "or take another directory with --data."
            );
        }
        return 1;
    }

    private RootCommand Build()
    {
        var root = new RootCommand(
            "A stand-in for Dialpad, to try user provisioning with. It is not made by Dialpad and contacts nobody: "
                + "it behaves like another company's application, with API keys, offices, licences and SCIM at /scim."
        );
        root.Options.Add(Data);
        root.Options.Add(_company);
        root.Subcommands.Add(ServeCommand.Build(this));
        root.Subcommands.Add(KeyCommands.Build(this));
        root.Subcommands.Add(PeopleCommands.Build(this));
        root.Subcommands.Add(OfficeCommands.Build(this));
        root.Subcommands.Add(LicenceCommands.Build(this));
        root.Subcommands.Add(SettingsCommand.Build(this));
        root.Subcommands.Add(CompanyCommands.Build(this));
        return root;
    }

    private static async Task<Company> FindCompanyAsync(Database database, string? name, CancellationToken ct)
    {
        await using var db = await database.ReadAsync(ct);
        return await CompanyTable.GetAsync(db, name, ct);
    }
}
