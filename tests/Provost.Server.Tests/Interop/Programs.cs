using System.ComponentModel;
using System.Diagnostics;
using Provost.Server.Hosting;

namespace Provost.Server.Tests.Interop;

/// <summary>How a command ended and what it said.</summary>
internal sealed record Ran(int ExitCode, string Output);

/// <summary>Provost as everybody runs it: a program in a process of its own.</summary>
internal static class Programs
{
    public static async Task<Ran> ProvostAsync(CancellationToken ct, params string[][] arguments)
    {
        using var process = Start("dotnet", [typeof(Installation).Assembly.Location, .. arguments.SelectMany(a => a)]);
        var error = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return new Ran(process.ExitCode, output + await error);
    }

    public static Process Start(string program, IEnumerable<string> arguments, params (string, string)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"{program} is missing; ./test installs what the tests need.", missing);
        }
    }
}
