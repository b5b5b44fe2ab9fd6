namespace Dialpad.Cli;

/// <summary>Rows of text under their headings, in columns as wide as they need.</summary>
internal static class TextTable
{
    public static async Task WriteAsync(TextWriter output, string[] headings, IEnumerable<string[]> rows)
    {
        List<string[]> lines = [headings, .. rows];
        var widths = headings.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            await output.WriteLineAsync(
                string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()
            );
    }
}
