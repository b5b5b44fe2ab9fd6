using Provost.Server.Cli;

namespace Provost.Server;

internal static class Program
{
    private static Task<int> Main(string[] args) =>
        CommandLine.RunAsync(
            args,
            new CommandEnvironment(null, Console.Out, Console.Error, interactive: true),
            CancellationToken.None
        );
}
