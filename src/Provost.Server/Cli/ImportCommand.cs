using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Directory.Csv;
using Provost.Engine.Directory.Ldif;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary><c>provost import FILE</c>: takes a company over from LDIF or CSV.</summary>
internal static class ImportCommand
{
    private const int Shown = 20;

    private static readonly Argument<string> File = new("file") { Description = "An LDIF (.ldif) or CSV (.csv) file." };

    private static readonly Option<bool> RemoveMissing = new("--remove-missing")
    {
        Description = "Delete the people and groups that an earlier file held and this one does not.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("import", "Take people and groups over from a file.") { File, RemoveMissing };
        command.SetAction(
            environment.Writes((parse, installation, ct) => RunAsync(parse, installation, environment, ct))
        );
        return command;
    }

    /// <summary>Reads a file by its ending; a person can mend everything that is wrong with it.</summary>
    public static ImportBatch Read(string path)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".ldif" or ".ldi" => LdifReader.Read(stream),
                ".csv" => CsvPeople.Read(stream),
                var ending => throw new EngineException(
                    $"'{path}' ends with '{ending}'. "
                        + "Provost reads LDIF (.ldif) and CSV (.csv) files; give the file one of these endings."
                ),
            };
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"'{path}' cannot be read: {refused.Message}", refused);
        }
    }

    public static void Print(ImportReport report, TextWriter output, TextWriter error)
    {
        output.WriteLine(
            $"{report.Created} created, {report.Updated} updated, "
                + $"{report.Unchanged} unchanged, {report.Removed} removed; "
                + $"{report.MembershipsAdded} memberships added, {report.MembershipsRemoved} removed."
        );
        foreach (var (line, message) in report.Problems.Take(Shown))
            error.WriteLine($"  line {line}: {message}");
        if (report.Problems.Count > Shown)
            error.WriteLine($"  and {report.Problems.Count - Shown} more lines that could not be taken.");
        if (report.Missing.Count > 0 && report.Removed == 0)
            error.WriteLine(
                $"  {report.Missing.Count} of an earlier file are missing in this one and were kept: "
                    + $"{string.Join(", ", report.Missing.Take(5))}{(report.Missing.Count > 5 ? " …" : "")}. "
                    + "Say --remove-missing to delete them."
            );
    }

    private static async Task<int> RunAsync(
        ParseResult parse,
        Installation installation,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var path = Path.Combine(environment.WorkingDirectory, parse.GetRequiredValue(File));
        var batch = Read(path);
        var report = await installation.Directory.ImportAsync(
            installation.Caller,
            batch,
            parse.GetValue(RemoveMissing),
            ct
        );
        Print(report, environment.Out, environment.Error);
        return report.Problems.Count == 0 ? 0 : 1;
    }
}
