using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Provost.Engine.Notifications;

/// <summary>
/// The content of a mail, written once and rendered twice: as text, and as HTML that needs neither styles nor images.
/// Names and answers come from others, so every text is cleaned and, in HTML, encoded.
/// </summary>
internal sealed class MailBody
{
    private const int LongestLine = 1000;

    private readonly List<Block> _blocks = [];

    public MailBody Paragraph(string text) => Add(new Block.Paragraph(Clean(text, LongestLine)));

    public MailBody Facts(params (string Name, string Value)[] facts) =>
        Add(new Block.Facts([.. facts.Select(f => (f.Name, Clean(f.Value, LongestLine)))]));

    public MailBody List(IEnumerable<string> lines) =>
        Add(new Block.Lines([.. lines.Select(l => Clean(l, LongestLine))], IsCommands: false));

    public MailBody Commands(params string[] commands) =>
        Add(new Block.Lines([.. commands.Select(c => Clean(c, LongestLine))], IsCommands: true));

    public string Text() => string.Join("\n\n", _blocks.Select(Text)) + "\n";

    public string Html(string title) =>
        $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(title)}</title></head>
            <body>
            {string.Join('\n', _blocks.Select(Html))}
            </body>
            </html>

            """;

    /// <summary>
    /// One line: what breaks lines, steers a terminal or turns the direction of writing becomes a space, so that no
    /// name can look like a line of ours or become a header.
    /// </summary>
    public static string Clean(string text, int longest)
    {
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= longest)
                return clean.Append('…').ToString();
            clean.Append(IsPlain(rune) ? rune.ToString() : " ");
        }

        return clean.ToString().Trim();
    }

    /// <summary>The two joiners are invisible as well, but names in Persian and Hindi need them.</summary>
    private static bool IsPlain(Rune rune) =>
        rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );

    private MailBody Add(Block block)
    {
        _blocks.Add(block);
        return this;
    }

    private static string Text(Block block) =>
        block switch
        {
            Block.Paragraph(var text) => text,
            Block.Facts(var facts) => string.Join('\n', facts.Select(f => $"{f.Name}: {f.Value}")),
            Block.Lines(var lines, IsCommands: true) => string.Join('\n', lines.Select(l => $"    {l}")),
            Block.Lines(var lines, _) => string.Join('\n', lines.Select(l => $"  - {l}")),
            _ => throw new UnreachableException(),
        };

    private static string Html(Block block) =>
        block switch
        {
            Block.Paragraph(var text) => $"<p>{WebUtility.HtmlEncode(text)}</p>",
            Block.Facts(var facts) => $"<table>{string.Concat(facts.Select(Row))}</table>",
            Block.Lines(var lines, IsCommands: true) => $"<pre>{WebUtility.HtmlEncode(string.Join('\n', lines))}</pre>",
            Block.Lines(var lines, _) =>
                $"<ul>{string.Concat(lines.Select(l => $"<li>{WebUtility.HtmlEncode(l)}</li>"))}</ul>",
            _ => throw new UnreachableException(),
        };

    private static string Row((string Name, string Value) fact) =>
        $"<tr><th align=\"left\">{WebUtility.HtmlEncode(fact.Name)}</th>"
        + $"<td>{WebUtility.HtmlEncode(fact.Value)}</td></tr>";

    private abstract record Block
    {
        private Block() { }

        public sealed record Paragraph(string Content) : Block;

        public sealed record Facts(IReadOnlyList<(string Name, string Value)> Pairs) : Block;

        public sealed record Lines(IReadOnlyList<string> Contents, bool IsCommands) : Block;
    }
}
