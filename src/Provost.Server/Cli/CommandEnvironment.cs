using System.CommandLine;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Server.Hosting;
using Provost.Storage.Sqlite;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary>
/// Where a command runs: in a process of its own, or inside the running server, which carries out the writing commands
/// of others. Either way the same code reads and writes, and the same exit codes come back: 0 done, 1 refused or
/// failed.
/// </summary>
internal sealed class CommandEnvironment(Installation? running, TextWriter output, TextWriter error, bool interactive)
{
    public static Option<string> Data { get; } =
        new("--data")
        {
            Description = "The folder that Provost keeps everything in.",
            DefaultValueFactory = _ => "./data",
            Recursive = true,
        };

    public static Option<bool> Debug { get; } =
        new("--debug") { Description = "Show where an error that nobody foresaw comes from.", Recursive = true };

    /// <summary>Where relative paths of the command start: the caller's folder, not the server's.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>
    /// The caller's standard input, where the command said that it reads it: the server's own is somebody else's.
    /// </summary>
    public TextReader In { get; init; } = Console.In;

    public TextWriter Out => output;

    public TextWriter Error => error;

    public IAnsiConsole Screen { get; } =
        AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new Output(output, interactive),
                Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
            }
        );

    /// <summary>A command that only looks: the database is opened beside a running engine.</summary>
    public Func<ParseResult, CancellationToken, Task<int>> Reads(
        Func<ParseResult, Installation, CancellationToken, Task<int>> command
    ) =>
        HereOr(
            command,
            async (parse, ct) =>
            {
                await using var installation = await Installation.OpenBesideAsync(
                    Folder(parse),
                    TimeProvider.System,
                    ct
                );
                return await command(parse, installation, ct);
            }
        );

    /// <summary>
    /// A command that changes something: the running server carries it out, or this process where none runs.
    /// </summary>
    /// <param name="readsLine">Whether the command, called like this, reads a line of <see cref="In"/>.</param>
    public Func<ParseResult, CancellationToken, Task<int>> Writes(
        Func<ParseResult, Installation, CancellationToken, Task<int>> command,
        Func<ParseResult, bool>? readsLine = null
    ) =>
        HereOr(
            command,
            async (parse, ct) =>
            {
                if (DataDirectory.TryLock(Folder(parse)) is not { } data)
                {
                    var line = readsLine?.Invoke(parse) == true ? await In.ReadLineAsync(ct) : null;
                    return await ControlSocket.SendAsync(Folder(parse), parse, line, output, error, ct);
                }

                await using var installation = await Installation.OpenAsync(data, TimeProvider.System, ct);
                return await command(parse, installation, ct);
            }
        );

    /// <summary>A command that changes something where it is told what, and otherwise says what there is.</summary>
    /// <param name="looks">Whether the command, called like this, only looks.</param>
    /// <param name="readsLine">As for <see cref="Writes"/>.</param>
    public Func<ParseResult, CancellationToken, Task<int>> WritesUnless(
        Func<ParseResult, bool> looks,
        Func<ParseResult, Installation, CancellationToken, Task<int>> command,
        Func<ParseResult, bool>? readsLine = null
    )
    {
        var (reads, writes) = (Reads(command), Writes(command, readsLine));
        return (parse, ct) => looks(parse) ? reads(parse, ct) : writes(parse, ct);
    }

    /// <summary>Inside the server a command runs on what the server has open.</summary>
    private Func<ParseResult, CancellationToken, Task<int>> HereOr(
        Func<ParseResult, Installation, CancellationToken, Task<int>> command,
        Func<ParseResult, CancellationToken, Task<int>> elsewhere
    ) => Guarded((parse, ct) => running is null ? elsewhere(parse, ct) : command(parse, running, ct));

    /// <summary>
    /// Turns whatever goes wrong into one line and exit code 1: what a person can mend, and what nobody foresaw.
    /// </summary>
    public Func<ParseResult, CancellationToken, Task<int>> Guarded(
        Func<ParseResult, CancellationToken, Task<int>> command
    ) =>
        async (parse, ct) =>
        {
            try
            {
                return await command(parse, ct);
            }
            catch (EngineException refused)
            {
                await error.WriteLineAsync($"provost: {refused.Message}".AsMemory(), ct);
                return 1;
            }
#pragma warning disable CA1031 // The command line: whatever a command meets, its caller gets a line that they can read.
            catch (Exception unforeseen) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                await error.WriteLineAsync($"provost: {Said(unforeseen, parse)}".AsMemory(), ct);
                return 1;
            }
        };

    private string Said(Exception unforeseen, ParseResult parse)
    {
        if (parse.GetValue(Debug))
            return unforeseen.ToString();
        var file = Path.Combine(running?.Data.FullPath ?? Path.GetFullPath(Folder(parse)), "provost.db");
        if (
            unforeseen is SqliteException refused
            && SqliteTrouble.Explain(refused, file, reading: running is null) is { } known
        )
            return known.Message;
        return $"{unforeseen.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Nobody foresaw this: --debug shows where it "
            + "comes from.";
    }

    /// <summary>Whether a command was called without options of its own.</summary>
    /// <param name="except">An option that does not count.</param>
    public static bool HasNone(ParseResult parse, Command command, Option? except = null) =>
        command.Options.All(o => o == except || parse.GetResult(o) is null or { Implicit: true });

    public static string Folder(ParseResult parse) => parse.GetValue(Data) ?? "./data";

    private sealed class Output(TextWriter writer, bool terminal) : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _console = new(writer);

        public TextWriter Writer => writer;

        public bool IsTerminal => terminal && _console.IsTerminal;

        /// <summary>A file or a pipe has no width: nothing is wrapped or cut there.</summary>
        public int Width => IsTerminal ? _console.Width : 200;

        public int Height => IsTerminal ? _console.Height : 50;

        public void SetEncoding(System.Text.Encoding encoding) { }
    }
}
