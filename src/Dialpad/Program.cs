using Dialpad.Cli;

namespace Dialpad;

/// <summary>A stand-in for Dialpad, another company's application, to try provisioning with.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) =>
        new CommandLine(TimeProvider.System).RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
}
