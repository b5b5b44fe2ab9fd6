using Provost.Server.Cli;
using Spectre.Console;

namespace Provost.Server.Tests.Cli;

/// <summary>What others wrote does not steer the terminal of whoever reads it.</summary>
public sealed class TerminalTests
{
    [Theory]
    [InlineData("Ada\u001b[2J\u001b]0;owned\u0007", "Ada\\u001b[2J\\u001b]0;owned\\u0007")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("invoice\u202efdp.exe", "invoice\\u202efdp.exe")]
    [InlineData("a\u2066b\u2069\u200f", "a\\u2066b\\u2069\\u200f")]
    [InlineData("ok\rfailed", "ok\\u000dfailed")]
    [InlineData("one\r\ntwo\tthree\n", "one\r\ntwo\tthree\n")]
    [InlineData("Zoë 李 می\u200cخواهم 👩\u200d🔬", "Zoë 李 می\u200cخواهم 👩\u200d🔬")]
    public void What_steers_a_terminal_is_written_out(string text, string shown) =>
        Assert.Equal(shown, Terminal.Clean(text));

    [Fact]
    public async Task No_escape_of_an_attribute_or_an_answer_reaches_the_terminal_by_any_way_out()
    {
        const string name = "Ada\u001b]0;owned\u0007\u202e";
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var environment = new CommandEnvironment(null, output, error, interactive: false);

        environment.Screen.Write(new Table().AddColumn("Name").AddRow(Markup.Escape(name)));
        environment.Screen.WriteLine(name);
        environment.Screen.MarkupLine($"[bold]{Markup.Escape(name)}[/]");
        await environment.Out.WriteLineAsync(name);
        await environment.Out.WriteAsync(name);
        await environment.Out.WriteAsync(name.ToCharArray());
        await environment.Out.WriteAsync(name.AsMemory(), TestContext.Current.CancellationToken);
        foreach (var one in name)
            environment.Out.Write(one);
        await environment.Error.WriteLineAsync($"provost: {name}");

        var written = $"{output}{error}";
        Assert.DoesNotContain(written, c => c is '\u001b' or '\u0007' or '\u202e');
        Assert.Contains("Ada\\u001b]0;owned\\u0007\\u202e", written, StringComparison.Ordinal);
    }
}
