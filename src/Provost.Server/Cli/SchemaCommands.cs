using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary>
/// <c>provost schema …</c>: mappings, filters and the target attribute list, as a document of Graph's form or piece by
/// piece.
/// </summary>
internal static partial class SchemaCommands
{
    private static readonly Argument<string> App = new("app") { Description = "The application's name or id." };
    private static readonly Argument<string> File = new("file") { Description = "A schema as Graph exports it." };
    private static readonly Argument<string> FileOrApp = new("file-or-app")
    {
        Description = "A file with a schema, or an application.",
    };
    private static readonly Option<string> Out = new("--out")
    {
        Description = "Where to write to; without it, to the screen.",
    };
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(CommandEnvironment environment) =>
        new("schema", "Attribute mappings, scoping filters and the target attribute list.")
        {
            Export(environment),
            Import(environment),
            Validate(environment),
            Diff(environment),
            Restore(environment),
            Map(environment),
            Unmap(environment),
            Filter(environment),
        };

    private static Command Export(CommandEnvironment environment)
    {
        var export = new Command("export", "Write the schema as a JSON document.") { App, Out };
        export.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var (_, job) = await JobAsync(parse.GetRequiredValue(App), installation, ct);
                    var text = SchemaDocument.Write(job.Schema, job.Id).ToJsonString(Indented);
                    if (parse.GetValue(Out) is not { } path)
                        await environment.Out.WriteLineAsync(text.AsMemory(), ct);
                    else
                        await System.IO.File.WriteAllTextAsync(Full(environment, path), $"{text}\n", ct);
                    return 0;
                }
            )
        );
        return export;
    }

    private static Command Import(CommandEnvironment environment)
    {
        var import = new Command("import", "Check a schema, and use it from the next cycle on.") { App, File };
        import.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var (_, job) = await JobAsync(parse.GetRequiredValue(App), installation, ct);
                    var schema = await ReadAsync(environment, parse.GetRequiredValue(File), ct);
                    return await SaveAsync(environment, installation, job, schema, ct);
                }
            )
        );
        return import;
    }

    private static Command Validate(CommandEnvironment environment)
    {
        var validate = new Command("validate", "Name every mistake in a schema.") { FileOrApp };
        var ofApplication = environment.Reads(
            async (parse, installation, ct) =>
            {
                var (_, job) = await JobAsync(parse.GetRequiredValue(FileOrApp), installation, ct);
                return await JudgeAsync(environment, job.Schema, job.Settings, ct);
            }
        );
        validate.SetAction(
            environment.Guarded(
                async (parse, ct) =>
                {
                    var name = parse.GetRequiredValue(FileOrApp);
                    return System.IO.File.Exists(Full(environment, name))
                        ? await JudgeAsync(environment, await ReadAsync(environment, name, ct), new JobSettings(), ct)
                        : await ofApplication(parse, ct);
                }
            )
        );
        return validate;
    }

    private static Command Diff(CommandEnvironment environment)
    {
        var diff = new Command("diff", "What an import of the file would change.") { App, File };
        diff.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var (_, job) = await JobAsync(parse.GetRequiredValue(App), installation, ct);
                    var schema = await ReadAsync(environment, parse.GetRequiredValue(File), ct);
                    var lines = SchemaComparison.Lines(job.Schema, schema);
                    await environment.Out.WriteLineAsync(
                        lines.Count == 0 ? "There is no difference." : string.Join('\n', lines)
                    );
                    return 0;
                }
            )
        );
        return diff;
    }

    private static Command Restore(CommandEnvironment environment)
    {
        var restore = new Command("restore", "Go back to the mappings and filters of the gallery.") { App };
        restore.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var (application, job) = await JobAsync(parse.GetRequiredValue(App), installation, ct);
                    var template =
                        Gallery.Find(application.TemplateId)
                        ?? throw new EngineException($"The gallery has no '{application.TemplateId}' any more.");
                    return await SaveAsync(environment, installation, job, template.Schema, ct);
                }
            )
        );
        return restore;
    }

    /// <summary>Checks and stores, and says what became different and whom it concerns.</summary>
    private static async Task<int> SaveAsync(
        CommandEnvironment environment,
        Installation installation,
        SynchronizationJob job,
        SynchronizationSchema schema,
        CancellationToken ct
    )
    {
        SchemaRules.Check(schema, job.Settings);
        var saved = await installation.Jobs.SetSchemaAsync(installation.Caller, job.Number, schema, ct);
        await NotesAsync(environment, schema, job.Settings, ct);
        foreach (var line in SchemaComparison.Lines(job.Schema, schema))
            await environment.Out.WriteLineAsync(line.AsMemory(), ct);
        await environment.Out.WriteLineAsync(
            saved.Changed
                ? $"Version {saved.Version} is saved. The next cycle looks at everybody again, "
                    + $"{saved.Users} users and {saved.Groups} groups among them that it knows."
                : "The schema means what it meant before; nobody is looked at again."
        );
        return 0;
    }

    private static async Task<int> JudgeAsync(
        CommandEnvironment environment,
        SynchronizationSchema schema,
        JobSettings settings,
        CancellationToken ct
    )
    {
        SchemaRules.Check(schema, settings);
        await NotesAsync(environment, schema, settings, ct);
        await environment.Out.WriteLineAsync("The schema can be used.".AsMemory(), ct);
        return 0;
    }

    private static async Task NotesAsync(
        CommandEnvironment environment,
        SynchronizationSchema schema,
        JobSettings settings,
        CancellationToken ct
    )
    {
        foreach (var note in SchemaRules.Problems(schema, settings).Where(p => p.IsWarning))
            await environment.Error.WriteLineAsync($"{note}".AsMemory(), ct);
    }

    private static async Task<SynchronizationSchema> ReadAsync(
        CommandEnvironment environment,
        string path,
        CancellationToken ct
    )
    {
        string text;
        try
        {
            text = await System.IO.File.ReadAllTextAsync(Full(environment, path), ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"{path} cannot be read: {e.Message}", e);
        }

        var (schema, problems) = SchemaDocument.Read(text);
        return schema is not null && problems.Count == 0
            ? schema
            : throw new EngineException($"{path} is no schema to use.\n  {string.Join("\n  ", problems)}");
    }

    private static async Task<(Application, SynchronizationJob)> JobAsync(
        string name,
        Installation installation,
        CancellationToken ct
    )
    {
        var application = await installation.ApplicationAsync(name, ct);
        return (application, await installation.JobAsync(application, ct));
    }

    private static string Full(CommandEnvironment environment, string path) =>
        Path.GetFullPath(path, environment.WorkingDirectory);
}
