using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace Provost.Server.Cli;

/// <summary>
/// What comes from a directory or from an application must not steer the terminal that shows it: control characters
/// and those that turn the direction of text are written as <c>\u001b</c>, which JSON reads as the same. The one place
/// by which all commands write.
/// </summary>
internal static class Terminal
{
    public static string Clean(string text) => text.Any(IsUnsafe) ? Cleaned(text) : text;

    private static string Cleaned(string text)
    {
        var clean = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length; at++)
        {
            var isLineBreak = text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
            if (!IsUnsafe(text[at]) || isLineBreak)
                clean.Append(text[at]);
            else
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:x4}");
        }

        return clean.ToString();
    }

    /// <summary>Line ends and tabs stay, and so do the joiners that scripts need (U+200C, U+200D).</summary>
    private static bool IsUnsafe(char c) =>
        c switch
        {
            '\n' or '\t' => false,
            '\u061c' or '\u200e' or '\u200f' or '\u2028' or '\u2029' or '\ufeff' => true,
            >= '\u202a' and <= '\u202e' => true,
            >= '\u2066' and <= '\u2069' => true,
            _ => char.IsControl(c),
        };

    /// <summary>Writes plain lines there.</summary>
    public static TextWriter Over(TextWriter inner) => new Writer(inner);

    private sealed class Writer(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value)
        {
            if (value == '\r' || !IsUnsafe(value))
                inner.Write(value);
            else
                inner.Write(Clean(value.ToString()));
        }

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void Write(string? value) => inner.Write(Clean(value ?? ""));

        public override void WriteLine() => inner.WriteLine();

        public override void WriteLine(string? value) => inner.WriteLine(Clean(value ?? ""));

        public override Task WriteAsync(char value) => WriteAsync(value.ToString());

        public override Task WriteAsync(string? value) => inner.WriteAsync(Clean(value ?? ""));

        public override Task WriteAsync(char[] buffer, int index, int count) =>
            WriteAsync(new string(buffer, index, count));

        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(Clean(buffer.ToString()).AsMemory(), cancellationToken);

        public override Task WriteLineAsync() => inner.WriteLineAsync();

        public override Task WriteLineAsync(char value) => WriteLineAsync(value.ToString());

        public override Task WriteLineAsync(string? value) => inner.WriteLineAsync(Clean(value ?? ""));

        public override Task WriteLineAsync(char[] buffer, int index, int count) =>
            WriteLineAsync(new string(buffer, index, count));

        public override Task WriteLineAsync(
            ReadOnlyMemory<char> buffer,
            CancellationToken cancellationToken = default
        ) => inner.WriteLineAsync(Clean(buffer.ToString()).AsMemory(), cancellationToken);

        public override void Flush() => inner.Flush();

        public override Task FlushAsync() => inner.FlushAsync();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    }

    /// <summary>Tables and colours: what the console itself says to the terminal is in segments of their own.</summary>
    public sealed class Hook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(r => new Cleaned(r));

        private sealed class Cleaned(IRenderable inner) : IRenderable
        {
            public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

            public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
                inner.Render(options, maxWidth).Select(Clean);

            private static Segment Clean(Segment segment) =>
                !segment.IsControlCode && Terminal.Clean(segment.Text) is var text && text != segment.Text
                    ? new Segment(text, segment.Style)
                    : segment;
        }
    }
}
