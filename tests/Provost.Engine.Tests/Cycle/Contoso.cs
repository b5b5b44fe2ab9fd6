using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Logs;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Storage;
using Provost.Storage.Sqlite;
using ScimServer;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// A whole installation for one test: a real SQLite file, a real SCIM server behind a proxy that writes down what
/// passes, an application with a job, and people made by name.
/// </summary>
internal sealed class Contoso : IAsyncDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _folder;
    private SqliteDatabase _database;
    private readonly ScimServerHost _server;
    private readonly Dictionary<string, Guid> _ids = new(StringComparer.Ordinal);
    private long _seen;

    private Contoso(
        string folder,
        SqliteDatabase database,
        ScimServerHost server,
        RecordingProxy proxy,
        FakeTimeProvider time
    )
    {
        (_folder, _database, _server, Wire, Time) = (folder, database, server, proxy, time);
        (Directory, Jobs, Log, Notifications) = Stores(database, time);
        Credentials = new CredentialSessions(Jobs, time);
    }

    private static (IDirectoryStore, IJobStore, IProvisioningLog, INotificationStore) Stores(
        SqliteDatabase database,
        TimeProvider time
    )
    {
        var secrets = new SecretProtector(t => $"sealed:{t}", t => t["sealed:".Length..]);
        return (
            new SqliteDirectoryStore(database, time),
            new SqliteJobStore(database, secrets, time),
            new SqliteProvisioningLog(database),
            new SqliteNotifications(database, secrets, time)
        );
    }

    /// <summary>The process ends, and another one opens the same file.</summary>
    public async Task ReopenAsync()
    {
        await _database.DisposeAsync();
        _database = SqliteDatabase.Open(Path.Combine(_folder, "provost.db"));
        (Directory, Jobs, Log, Notifications) = Stores(_database, Time);
        Credentials = new CredentialSessions(Jobs, Time);
    }

    public RecordingProxy Wire { get; }

    public OAuthIssuer Issuer => _server.Issuer ?? throw new InvalidOperationException("Started without one.");

    public Uri TokenEndpoint => _server.TokenEndpoint;

    /// <summary>What a process has in memory of the credentials.</summary>
    public CredentialSessions Credentials { get; private set; }

    public FakeTimeProvider Time { get; }

    public IDirectoryStore Directory { get; private set; }

    public IJobStore Jobs { get; private set; }

    public IProvisioningLog Log { get; private set; }

    public Func<
        SynchronizationJob,
        SynchronizationJob,
        QuarantineChange,
        CancellationToken,
        Task
    >? QuarantineChanged { get; set; }

    public Func<SynchronizationJob, GuardVerdict, CancellationToken, Task>? RemovalsHeld { get; set; }

    public INotificationStore Notifications { get; private set; }

    public Caller Caller { get; private set; } = Caller.Local(Guid.Empty, "test");

    public Application Application { get; private set; } = new(0, Guid.Empty, Guid.Empty, "", "", []);

    public SynchronizationJob Job { get; private set; } =
        new(0, "", Guid.Empty, 0, Guid.Empty, false, default, null, new(), new(1, []), null);

    public static Task<Contoso> StartAsync(
        GalleryTemplate? template = null,
        Func<JobSettings, JobSettings>? settings = null,
        params string[] quirks
    ) => StartAsync(new ScimServerOptions { Quirks = quirks }, template, settings);

    /// <summary>The application is behind an authorization server with the same clock.</summary>
    public static Task<Contoso> StartAsync(OAuthOptions oauth) =>
        StartAsync(new ScimServerOptions { OAuth = oauth }, template: null, settings: null);

    private static async Task<Contoso> StartAsync(
        ScimServerOptions options,
        GalleryTemplate? template,
        Func<JobSettings, JobSettings>? settings
    )
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("provost-test-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var server = await ScimServerHost.StartAsync(
            options.OAuth is null ? options : options with { Time = time },
            Ct
        );
        var proxy = await RecordingProxy.StartAsync(server.BaseAddress, Ct);
        var contoso = new Contoso(folder, SqliteDatabase.Open(Path.Combine(folder, "provost.db")), server, proxy, time);
        await contoso.AddApplicationAsync(template ?? Gallery.Dialpad, settings ?? (s => s));
        return contoso;
    }

    /// <summary>Makes users called like this: <c>Ada</c> is ada@contoso.example.</summary>
    public async Task HireAsync(params string[] names)
    {
        foreach (var name in names)
            await HireTogetherAsync(name);
    }

    /// <summary>All of them in one transaction.</summary>
    public Task HireTogetherAsync(params string[] names) => ApplyAsync([.. names.Select(Hire)]);

    /// <summary>Leaves the file this much room to grow; null as much as it likes.</summary>
    public Task LimitDiskAsync(int? pages) =>
        _database.WriteAsync(
            write =>
            {
                var limit = pages is { } room ? write.Scalar<long>("PRAGMA page_count") + room : 1_000_000;
                return write.Scalar<long>($"PRAGMA max_page_count = {limit}");
            },
            Ct
        );

    /// <summary>What is stored of somebody is damaged.</summary>
    public Task SpoilAsync(string name) =>
        _database.WriteAsync(
            write =>
                write.Execute(
                    "UPDATE directory_object SET id = 'damaged' WHERE id = @id",
                    new { id = _ids[name].ToString() }
                ),
            Ct
        );

    /// <summary>Leaves the file as it was before the log's entries were counted.</summary>
    public Task ForgetActivityAsync() =>
        _database.WriteAsync(
            write =>
                write.Execute(
                    "DROP TRIGGER activity_of_entry; DROP TABLE activity; "
                        + "ALTER TABLE job DROP COLUMN revision; PRAGMA user_version = 15;"
                ),
            Ct
        );

    private DirectoryChange Hire(string name)
    {
        var id = _ids[name] = Guid.CreateVersion7(Time.GetUtcNow());
        var mail = $"{name.ToLowerInvariant().Replace(' ', '.')}@contoso.example";
        return new DirectoryChange.Create(
            id,
            ObjectKind.User,
            Attributes(
                ("userPrincipalName", mail),
                ("mail", mail),
                ("displayName", name),
                ("givenName", name),
                ("mailNickname", name)
            )
        );
    }

    public async Task FoundAsync(string group, params string[] members)
    {
        _ids[group] = Guid.CreateVersion7(Time.GetUtcNow());
        await ApplyAsync([
            new DirectoryChange.Create(_ids[group], ObjectKind.Group, Attributes(("displayName", group))),
            .. members.Select(m => new DirectoryChange.AddMember(_ids[group], _ids[m])),
        ]);
    }

    public Guid Id(string name) => _ids[name];

    /// <summary>By which name the tests know an object of the directory.</summary>
    public string NameOf(string? id) => _ids.Single(known => known.Value.ToString() == id).Key;

    public Task ApplyAsync(params DirectoryChange[] changes) => Directory.ApplyAsync(Caller, changes, Ct);

    public Task SetAsync(string name, string attribute, string? value) =>
        ApplyAsync(new DirectoryChange.Set(_ids[name], Attributes((attribute, value))));

    public Task AssignAsync(params string[] names) =>
        AssignAsync(Application.Roles is [var user, ..] ? user.Id : AppRole.DefaultAccess, names);

    public Task AssignAsync(Guid role, params string[] names) =>
        Directory.AssignAsync(Caller, Application, [.. names.Select(n => _ids[n])], role, Ct);

    public Task UnassignAsync(params string[] names) =>
        Directory.UnassignAsync(Caller, Application, [.. names.Select(n => _ids[n])], Ct);

    public async Task<bool> HasWorkAsync() =>
        await Jobs.HasWorkAsync(await Jobs.FindAsync(Application.Id, Ct) ?? Job, Time.GetUtcNow(), Ct);

    public async Task<CycleReport> CycleAsync()
    {
        var end = await EndAsync();
        return Assert.IsType<CycleEnd.Finished>(end).Report;
    }

    public async Task<CycleEnd> EndAsync(string owner = "test", Func<ITarget, ITarget>? around = null)
    {
        Job = await Jobs.FindAsync(Application.Id, Ct) ?? Job;
        return await Runner(owner, around).RunAsync(Job, _ => { }, CancellationToken.None, Ct);
    }

    public JobRunner Runner(string owner = "test", Func<ITarget, ITarget>? around = null) =>
        new(
            Jobs,
            (connection, profile, maySend, stop) =>
            {
                ITarget target = new ScimTarget(
                    connection,
                    profile,
                    Time,
                    NullLogger<ScimTarget>.Instance,
                    Credentials.For(connection)
                )
                {
                    MaySend = maySend,
                    Stop = stop,
                };
                return around is null ? target : around(target);
            },
            Time,
            max => max - 1,
            owner,
            exclusive: true
        )
        {
            QuarantineChanged = QuarantineChanged,
            RemovalsHeld = RemovalsHeld,
        };

    /// <summary>So much time that no request of a dead run can arrive any more, and every look-up shows what did.</summary>
    public void PassDeadlines() =>
        Time.Advance(LeaseKeeper.Length(Job.Settings.Profile.RequestTimeout) + Job.Settings.Profile.Staleness);

    /// <summary>The log entries since the last call, oldest first.</summary>
    public async Task<IReadOnlyList<ProvisioningEntry>> NewEntriesAsync()
    {
        var entries = await Log.ReadAsync(Caller, new EntryQuery { After = _seen, Take = 10_000 }, Ct);
        if (entries.Count > 0)
            _seen = entries[^1].Number;
        return entries;
    }

    /// <summary>What the application has, asked behind the proxy.</summary>
    public Task<List<JsonObject>> UsersAsync() => ListAsync("Users");

    public Task<List<JsonObject>> GroupsAsync() => ListAsync("Groups");

    /// <summary>Somebody else makes an account, behind the proxy.</summary>
    public async Task MakeAccountAsync(string userName)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        var body = new { schemas = (string[])["urn:ietf:params:scim:schemas:core:2.0:User"], userName };
        using var made = await http.PostAsJsonAsync(new Uri(_server.BaseAddress, "Users"), body, Ct);
        made.EnsureSuccessStatusCode();
    }

    public async Task<List<string>> UserNamesAsync() =>
        [.. (await UsersAsync()).Select(u => u["userName"]?.GetValue<string>() ?? "")];

    private async Task<List<JsonObject>> ListAsync(string endpoint)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        var all = new List<JsonObject>();
        while (true)
        {
            var page = await http.GetFromJsonAsync<JsonObject>(
                new Uri(_server.BaseAddress, $"{endpoint}?startIndex={all.Count + 1}&count=100"),
                Ct
            );
            var found = page?["Resources"]?.AsArray().OfType<JsonObject>().ToList() ?? [];
            if (found.Count == 0)
                return all;
            all.AddRange(found);
        }
    }

    public static Dictionary<string, Value> Attributes(params (string Name, string? Value)[] attributes) =>
        attributes.ToDictionary(a => a.Name, a => Value.Text(a.Value), StringComparer.OrdinalIgnoreCase);

    public async ValueTask DisposeAsync()
    {
        await Wire.DisposeAsync();
        await _server.DisposeAsync();
        await _database.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Another application with a job of its own, whose target is there.</summary>
    public async Task<(Application Application, SynchronizationJob Job)> AddAsync(string name, Uri target)
    {
        var (application, job) = await AddAsync(Gallery.Dialpad, name, s => s);
        await Jobs.SetConnectionAsync(
            Caller,
            job.Number,
            new TargetConnection(target.ToString(), "secret") { AllowPrivateAddresses = true },
            Ct
        );
        return (application, await Jobs.FindAsync(application.Id, Ct) ?? job);
    }

    private async Task AddApplicationAsync(GalleryTemplate template, Func<JobSettings, JobSettings> settings)
    {
        Caller = Caller.Local(await Directory.EnsureTenantAsync("Contoso", Ct), "test");
        (Application, Job) = await AddAsync(template, template.DisplayName, settings);
        await Jobs.SetConnectionAsync(
            Caller,
            Job.Number,
            new TargetConnection(Wire.Address.ToString(), "secret") { AllowPrivateAddresses = true },
            Ct
        );
    }

    private async Task<(Application, SynchronizationJob)> AddAsync(
        GalleryTemplate template,
        string name,
        Func<JobSettings, JobSettings> settings
    )
    {
        var application = await Directory.CreateApplicationAsync(
            Caller,
            new Application(
                0,
                Guid.CreateVersion7(Time.GetUtcNow()),
                Caller.TenantId,
                name,
                template.Id,
                template.Roles
            ),
            Ct
        );
        var chosen = settings(
            new JobSettings
            {
                AllowPrivateAddresses = true,
                Profile = template.Profile with { RequestsPerSecond = 0, Concurrency = 4 },
            }
        );
        var job = await Jobs.CreateAsync(
            Caller,
            new SynchronizationJob(
                0,
                $"{template.Id}.{application.Number}",
                application.Id,
                application.Number,
                Caller.TenantId,
                template.Roles.Count > 0,
                JobState.Active,
                null,
                chosen,
                template.Schema,
                null
            ),
            Ct
        );
        return (application, job);
    }
}
