using Microsoft.Extensions.Logging.Abstractions;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Benchmarks.Creating;

/// <summary>An installation with people who are assigned to an application and have no account there yet.</summary>
internal static class Company
{
    private static readonly SecretProtector Secrets = new(static text => text, static text => text);

    /// <summary>Makes the file that every round begins with a copy of.</summary>
    public static async Task PrepareAsync(string file, int users, Uri target, CancellationToken ct)
    {
        await using var database = SqliteDatabase.Open(file);
        var directory = new SqliteDirectoryStore(database, TimeProvider.System);
        var caller = Caller.Local(await directory.EnsureTenantAsync("Contoso", ct), "bench");
        var people = new ImportBatch([.. Enumerable.Range(0, users).Select(People.Imported)], []);
        await directory.ImportAsync(caller, people, removeMissing: false, ct);

        var application = await directory.CreateApplicationAsync(
            caller,
            new Application(
                0,
                Guid.CreateVersion7(),
                caller.TenantId,
                Gallery.Scim.DisplayName,
                Gallery.Scim.Id,
                Gallery.Scim.Roles
            ),
            ct
        );
        for (IReadOnlyList<DirectoryObject> page = []; ; )
        {
            var after = page is [.., var last] ? last.Number : 0;
            page = await directory.ListAsync(caller, ObjectKind.User, deleted: false, after, 1000, ct);
            if (page.Count == 0)
                break;
            Guid[] ids = [.. page.Select(p => p.Id)];
            await directory.AssignAsync(caller, application, ids, AppRole.DefaultAccess, ct);
        }

        await AddJobAsync(Jobs(database), caller, application, target, ct);
    }

    /// <summary>The initial cycle of the only job in the file: the part that is measured.</summary>
    public static async Task<CycleReport> CycleAsync(SqliteDatabase database, CancellationToken ct)
    {
        var jobs = Jobs(database);
        var job = (await jobs.JobsAsync(ct)).Single();
        var runner = new JobRunner(jobs, Open, TimeProvider.System, static max => max - 1, "bench", exclusive: true);
        return await runner.RunAsync(job, static _ => { }, CancellationToken.None, ct) switch
        {
            CycleEnd.Finished(var report) => report,
            var other => throw new InvalidOperationException($"The cycle ended early: {other}"),
        };
    }

    /// <summary>Everybody has an account and one log entry, and nothing is left open.</summary>
    public static void Check(SqliteDatabase database, int users)
    {
        foreach (
            var (table, expected) in new[]
            {
                ("link WHERE state = 1 AND target_id IS NOT NULL", users),
                ("provisioning_log WHERE action = 1 AND status = 0", users),
                ("provisioning_log", users),
                ("intent", 0),
                ("backlog", 0),
                ("escrow", 0),
            }
        )
        {
            using var connection = database.Read();
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM {table}";
            if (command.ExecuteScalar() is not long rows || rows != expected)
                throw new InvalidOperationException($"{table}: {command.ExecuteScalar()} rows, not {expected}.");
        }
    }

    private static SqliteJobStore Jobs(SqliteDatabase database) => new(database, Secrets, TimeProvider.System);

    private static ScimTarget Open(
        TargetConnection connection,
        TargetProfile profile,
        Func<bool> maySend,
        CancellationToken stop
    ) =>
        new ScimTarget(connection, profile, TimeProvider.System, NullLogger<ScimTarget>.Instance)
        {
            MaySend = maySend,
            Stop = stop,
        };

    private static async Task AddJobAsync(
        SqliteJobStore jobs,
        Caller caller,
        Application application,
        Uri target,
        CancellationToken ct
    )
    {
        var job = await jobs.CreateAsync(
            caller,
            new SynchronizationJob(
                0,
                "scim.bench",
                application.Id,
                application.Number,
                caller.TenantId,
                ApplicationHasRoles: false,
                JobState.Active,
                null,
                new JobSettings { AllowPrivateAddresses = true, Profile = Gallery.Scim.Profile },
                Gallery.Scim.Schema,
                null
            ),
            ct
        );
        var connection = new TargetConnection(target.ToString(), "secret") { AllowPrivateAddresses = true };
        await jobs.SetConnectionAsync(caller, job.Number, connection, ct);
    }
}
