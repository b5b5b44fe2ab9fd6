using System.Diagnostics;

namespace Provost.Benchmarks;

/// <summary>A program of this solution in a process of its own.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    /// <summary>Processor time so far, of all its threads.</summary>
    public Cpu Cpu
    {
        get
        {
            _process.Refresh();
            return Cpu.Of(_process);
        }
    }

    /// <summary>Starts a program that says where it listens in its first line: <c>… at http://…</c>.</summary>
    public static async Task<(Child Process, Uri Address)> ListenAsync(
        string project,
        CancellationToken ct,
        params string[] arguments
    )
    {
        var child = Start(project, arguments);
        var line = await child._process.StandardOutput.ReadLineAsync(ct);
        var at = line?.IndexOf("http", StringComparison.Ordinal) ?? -1;
        if (line is not null && at >= 0)
            return (child, new Uri(line[at..].TrimEnd('/') + "/"));

        await child.DisposeAsync();
        throw new InvalidOperationException($"{project} did not start: {line}");
    }

    /// <summary>
    /// Runs a program to its end and gives what it printed; an exit code other than 0 is an exception.
    /// </summary>
    public static async Task<string> RunAsync(
        string project,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken ct,
        params string[] arguments
    )
    {
        await using var child = Start(project, arguments, environment);
        var printed = await child._process.StandardOutput.ReadToEndAsync(ct);
        await child._process.WaitForExitAsync(ct);
        return child._process.ExitCode == 0
            ? printed.Trim()
            : throw new InvalidOperationException($"{project} ended with {child._process.ExitCode}. {printed}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Child Start(
        string project,
        string[] arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo("dotnet", [Program(project), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new Child(Process.Start(start) ?? throw new InvalidOperationException($"{project} did not start."));
    }

    /// <summary>Projects are built side by side: artifacts/bin/PROJECT/release.</summary>
    private static string Program(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.FullName, "..", "..", project, here.Name, $"{project}.dll");
    }
}
