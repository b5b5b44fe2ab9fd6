using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Authority;
using Provost.Storage.Sqlite;

namespace Provost.Server.Hosting;

/// <summary>An opened data folder with its stores and the runner of its jobs: what every command works with.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly SqliteDatabase _database;

    private Installation(
        DataDirectory data,
        SqliteDatabase database,
        IDataProtectionProvider protection,
        TimeProvider time,
        Guid tenantId
    )
    {
        (_data, _database, Time) = (data, database, time);
        Directory = new SqliteDirectoryStore(database, time);
        Protection = protection;
        var secrets = SecretKeys.Protector(Protection);
        Authority = new SqliteAuthority(database, secrets, time);
        Administrators = new SqliteAdministrators(database, time);
        Applications = new SqliteApplications(database, time);
        Jobs = new SqliteJobStore(database, secrets, time);
        Credentials = new CredentialSessions(Jobs, time);
        OnDemandCalls = new CallWindow(5, TimeSpan.FromSeconds(10), time);
        Log = new SqliteProvisioningLog(database);
        Notifications = new SqliteNotifications(database, secrets, time);
        Notices = new NoticeWriter(Notifications, Directory);
        Caller = Caller.Local(tenantId, $"console:{Environment.UserName}");
        Runner = new JobRunner(
            Jobs,
            Open,
            time,
            RandomNumberGenerator.GetInt32,
            $"{Environment.MachineName}:{Environment.ProcessId}",
            exclusive: true
        )
        {
            QuarantineChanged = (before, now, change, ct) => JobNotices.QuarantineAsync(this, before, now, change, ct),
            RemovalsHeld = (job, verdict, ct) => JobNotices.RemovalsHeldAsync(this, job, verdict, ct),
        };
    }

    public DataDirectory Data => _data;

    /// <summary>What secrets and cookies are protected with, for good.</summary>
    public IDataProtectionProvider Protection { get; }

    public TimeProvider Time { get; }

    public IDirectoryStore Directory { get; }

    public SqliteAuthority Authority { get; }

    public IAdministratorStore Administrators { get; }

    public SqliteApplications Applications { get; }

    public IJobStore Jobs { get; }

    public CredentialSessions Credentials { get; }

    public IProvisioningLog Log { get; }

    public INotificationStore Notifications { get; }

    public NoticeWriter Notices { get; }

    public JobRunner Runner { get; }

    /// <summary>Runs on demand over the API: 5 in 10 seconds.</summary>
    public CallWindow OnDemandCalls { get; }

    /// <summary>The loop that runs the jobs, where this process serves.</summary>
    public JobLoop? Loop { get; set; }

    /// <summary>Targets may be on private and loopback addresses, where the job does not say otherwise.</summary>
    public bool AllowPrivateTargets { get; set; }

    /// <summary>Who works at this machine's console: an administrator of the first tenant.</summary>
    public Caller Caller { get; }

    /// <summary>Opens the folder for good: it must be locked by this process.</summary>
    public static async Task<Installation> OpenAsync(DataDirectory data, TimeProvider time, CancellationToken ct)
    {
        var database = SqliteDatabase.Open(data.Database);
        var protection = SecretKeys.Open(data);
        var tenants = await new SqliteDirectoryStore(database, time).TenantsAsync(ct);
        if (tenants.Count > 0)
            return new Installation(data, database, protection, time, tenants[0].Id);

        var first = FirstStart.Tenant(time.GetUtcNow());
        var installation = new Installation(data, database, protection, time, first.Id);
        await installation.Authority.AddTenantAsync(first, installation.Caller.Name, ct);
        return installation;
    }

    /// <summary>Opens the database beside a running engine, to read; nothing in the folder is made or changed.</summary>
    public static async Task<Installation> OpenBesideAsync(string folder, TimeProvider time, CancellationToken ct)
    {
        var data = DataDirectory.Beside(folder);
        var database = SqliteDatabase.OpenToRead(data.Database);
        var tenants = await new SqliteDirectoryStore(database, time).TenantsAsync(ct);
        if (tenants.Count > 0)
            return new Installation(data, database, SecretKeys.OpenToRead(data), time, tenants[0].Id);

        await database.DisposeAsync();
        throw new EngineException(
            $"There is no tenant in {data.FullPath} yet: another provost is about to start there, or its first start "
                + "was cut short. Run 'provost serve'."
        );
    }

    /// <summary>An application by its name or id.</summary>
    public async Task<Application> ApplicationAsync(string name, CancellationToken ct)
    {
        var all = await Directory.ApplicationsAsync(Caller, ct);
        return all.FirstOrDefault(a =>
                a.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)
                || a.Id.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)
            )
            ?? throw new EngineException(
                $"There is no application '{name}'. There {(all.Count == 1 ? "is" : "are")}: "
                    + (all.Count == 0 ? "none yet" : string.Join(", ", all.Select(a => a.DisplayName)))
                    + "."
            );
    }

    public async Task<SynchronizationJob> JobAsync(Application application, CancellationToken ct) =>
        await Jobs.FindAsync(application.Id, ct)
        ?? throw new EngineException($"{application.DisplayName} has no provisioning job.");

    /// <summary>
    /// Every user or group that the name stands for; none is an error that says how names are looked up.
    /// </summary>
    public async Task<DirectoryObject> FindAsync(ObjectKind kind, string name, CancellationToken ct) =>
        await Directory.FindAsync(Caller, kind, name, ct)
        ?? throw new EngineException(
            kind == ObjectKind.User
                ? $"There is no user '{name}'. Give a user principal name, a mail address or an id."
                : $"There is no group '{name}'. Give its display name or its id."
        );

    public ITarget Open(
        TargetConnection connection,
        TargetProfile profile,
        Func<bool> maySend,
        CancellationToken stop
    ) => Open(connection, profile, Credentials.For(connection), maySend, stop);

    public ITarget Open(
        TargetConnection connection,
        TargetProfile profile,
        CredentialSession session,
        Func<bool> maySend,
        CancellationToken stop
    ) =>
        new ScimTarget(connection, profile, Time, NullLogger<ScimTarget>.Instance, session)
        {
            MaySend = maySend,
            Stop = stop,
        };

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _data.Dispose();
    }
}
