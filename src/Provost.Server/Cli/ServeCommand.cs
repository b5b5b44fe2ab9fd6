using System.CommandLine;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary><c>provost serve</c>: runs all jobs until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command(
            "serve",
            "Run: changes of the directory reach the applications within a second or two."
        );
        command.SetAction(environment.Guarded((parse, ct) => RunAsync(parse, environment, ct)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CommandEnvironment environment, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(
            DataDirectory.Lock(CommandEnvironment.Folder(parse)),
            TimeProvider.System,
            ct
        );
        await using var server = await Serving.StartAsync(installation, environment.Error, ct);
        await environment.Out.WriteLineAsync($"Provost runs on {installation.Data.FullPath}. Press Ctrl+C to stop.");
        await server.UntilStoppedAsync(ct);
        return 0;
    }
}
