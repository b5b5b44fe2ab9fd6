using System.Diagnostics;

namespace Provost.Server.Tests.Cli;

/// <summary>What a command said and how it ended.</summary>
internal sealed record Said(int Code, string Out, string Error);

/// <summary>The program as people start it, on a data folder of its own.</summary>
internal sealed class ProvostProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("provost-cli-").FullName;

    public string Data => Path.Combine(_folder, "data");

    /// <summary>Variables that the program is started with, besides this process's.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>A file of the test beside the data.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    public Task<Said> RunAsync(params string[] arguments) => PipeAsync("", arguments);

    /// <param name="input">What comes in by standard input.</param>
    public async Task<Said> PipeAsync(string input, params string[] arguments)
    {
        using var process = Start(arguments, input);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Said(process.ExitCode, output, await error);
    }

    /// <summary>Starts a command that goes on; whoever starts it ends it.</summary>
    public Process Start(params string[] arguments) => Start(arguments, "");

    private Process Start(string[] arguments, string input)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "provost.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments, "--data", Data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Starts the server and waits until it says that it runs.</summary>
    public async Task<Process> ServeAsync()
    {
        // On free ports: several servers run on one machine at a time here.
        var server = Start("serve", "--urls", "http://127.0.0.1:0");
        var line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("Provost runs on", line, StringComparison.Ordinal);
        return server;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
