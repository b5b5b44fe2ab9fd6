using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Provost.Benchmarks;

/// <summary>
/// What is shown on the console and kept in <c>benchmarks/results</c>: Markdown that reads well as it is.
/// </summary>
internal sealed class Report(DateTimeOffset now)
{
    private readonly StringBuilder _text = new();

    public void Title(string title) => Line($"## {title}\n");

    /// <summary>A table whose first column is text and whose others are figures.</summary>
    public void Table(IReadOnlyList<string> heads, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. heads.Select((head, i) => rows.Select(r => r[i].Length).Append(head.Length).Max())];
        Line(Row(heads, widths));
        var rules = widths.Select((w, i) => i == 0 ? new string('-', w + 2) : new string('-', w + 1) + ":");
        Line($"|{string.Join('|', rules)}|");
        foreach (var row in rows)
            Line(Row(row, widths));
        Line("");
    }

    public void Line(string line)
    {
        Console.WriteLine(line);
        _text.Append(line).Append('\n');
    }

    public async Task<string> WriteAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{now:yyyy-MM-dd}.md");
        await File.WriteAllTextAsync(
            file,
            $"# Benchmark of {now:yyyy-MM-dd}\n\n{Machine()}\n\n{_text.ToString().TrimEnd()}\n",
            ct
        );
        return file;
    }

    public static string Machine()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30);
        return $"{Environment.ProcessorCount} cores ({RuntimeInformation.OSArchitecture}), {memory} GiB, "
            + $"SDK {Sdk()}, {RuntimeInformation.FrameworkDescription}, load over loopback on the same cores.";
    }

    private static string Sdk()
    {
        using var dotnet = Process.Start(
            new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, UseShellExecute = false }
        );
        return dotnet?.StandardOutput.ReadLine() ?? "unknown";
    }

    private static string Row(IReadOnlyList<string> cells, int[] widths) =>
        $"| {string.Join(" | ", cells.Select((c, i) => i == 0 ? c.PadRight(widths[i]) : c.PadLeft(widths[i])))} |";

    public static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);
}
