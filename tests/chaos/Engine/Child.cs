using System.Diagnostics;

namespace Provost.Chaos.Engine;

/// <summary>A program in a process of its own whose output goes into a file.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Task _output;

    private Child(Process process, StreamWriter log)
    {
        (_process, _log) = (process, log);
        _output = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>dotnet DLL …</c>.</summary>
    public static Child Start(
        string dll,
        IEnumerable<string> arguments,
        string logFile,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{dll} did not start.");
        return new Child(process, new StreamWriter(logFile, append: true) { AutoFlush = true });
    }

    /// <summary>Runs a program to its end; gives the exit code and what it printed.</summary>
    public static async Task<(int Code, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken ct
    )
    {
        using var process =
            Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    RedirectStandardInput = true,
                    UseShellExecute = false,
                }
            ) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal by its name.</summary>
    public Task SignalAsync(string signal, CancellationToken ct) =>
        RunAsync("kill", [$"-{signal}", $"{_process.Id}"], ct);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _output;
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task CopyAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
            lock (_log)
                _log.WriteLine(line);
    }
}
