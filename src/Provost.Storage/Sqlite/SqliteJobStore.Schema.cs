using Provost.Engine;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;

namespace Provost.Storage.Sqlite;

/// <summary>Versions of a job's schema.</summary>
public sealed partial class SqliteJobStore
{
    public Task<SchemaSaved> SetSchemaAsync(
        Caller caller,
        long jobNumber,
        SynchronizationSchema schema,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var version = write.Scalar<int>(
                    "SELECT schema_version FROM job WHERE number = @jobNumber",
                    new { jobNumber }
                );
                var before = Rows.Schema(
                    version,
                    write.Scalar<string>(
                        "SELECT body FROM synchronization_schema WHERE job_number = @jobNumber AND version = @version",
                        new { jobNumber, version }
                    ) ?? "[]"
                );
                var changed = !SchemaComparison.IsSame(before, schema);
                if (changed || before.Document != schema.Document)
                    Save(write, caller, jobNumber, before, schema with { Version = ++version }, changed);
                return new SchemaSaved(
                    version,
                    changed,
                    Known(write, jobNumber, kind: 1),
                    Known(write, jobNumber, kind: 2)
                );
            },
            ct
        );

    private void Save(
        SqliteWrite write,
        Caller caller,
        long jobNumber,
        SynchronizationSchema before,
        SynchronizationSchema schema,
        bool changed
    )
    {
        var version = schema.Version;
        var body = Rows.Schema(schema);
        write.Execute(
            "INSERT INTO synchronization_schema (job_number, version, body) VALUES (@jobNumber, @version, @body)",
            new
            {
                jobNumber,
                version,
                body,
            }
        );
        write.Execute("UPDATE job SET schema_version = @version WHERE number = @jobNumber", new { jobNumber, version });
        Touch(write, jobNumber);
        if (changed)
            write.Execute("UPDATE watermark SET seq = NULL WHERE job_number = @jobNumber", new { jobNumber });
        Audit(
            write,
            caller,
            jobNumber,
            "Update attribute mappings or scope",
            modified:
            [
                new("version", $"{before.Version}", $"{version}"),
                .. SchemaComparison.Lines(before, schema).Select(line => new ModifiedProperty("schema", null, line)),
            ]
        );
    }

    private static long Known(SqliteWrite write, long jobNumber, int kind) =>
        write.Scalar<long>(
            "SELECT count(*) FROM link WHERE job_number = @jobNumber AND kind = @kind",
            new { jobNumber, kind }
        );
}
