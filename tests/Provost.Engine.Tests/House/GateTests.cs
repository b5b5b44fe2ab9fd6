using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Provost.Engine.Tests.House;

/// <summary>
/// The compiler and its analyzers stop what they are meant to stop: a file of deliberate mistakes shows it.
/// </summary>
public sealed partial class GateTests
{
    [Fact]
    public async Task Every_deliberate_mistake_is_an_error()
    {
        var project = Path.Combine(Repository.Root, "tests", "gates");
        var marked = Marked(await File.ReadAllLinesAsync(Path.Combine(project, "Mistakes.cs"), Ct));

        var (code, output) = await BuildAsync(project);

        var found = Error()
            .Matches(output)
            .Select(m => (Line: int.Parse(m.Groups["line"].Value), Code: m.Groups["code"].Value));
        Assert.Equal(1, code);
        Assert.Equal(marked.Order(), found.Distinct().Order());
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static IReadOnlyList<(int Line, string Code)> Marked(string[] lines) =>
        [
            .. lines
                .Index()
                .Where(l => l.Item.Contains("// ", StringComparison.Ordinal))
                .SelectMany(l => l.Item.Split("// ")[1].Split(' ').Select(code => (l.Index + 1, code))),
        ];

    private static async Task<(int ExitCode, string Output)> BuildAsync(string project)
    {
        var start = new ProcessStartInfo("dotnet", ["build", project, "-c", "Release", "-v", "q", "--no-incremental"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_NOLOGO"] = "1" },
        };
        using var build = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var error = build.StandardError.ReadToEndAsync(Ct);
        var output = await build.StandardOutput.ReadToEndAsync(Ct);
        await build.WaitForExitAsync(Ct);
        return (build.ExitCode, output + await error);
    }

    [GeneratedRegex(@"Mistakes\.cs\((?<line>\d+),\d+\): error (?<code>[A-Z]+\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Error();
}
