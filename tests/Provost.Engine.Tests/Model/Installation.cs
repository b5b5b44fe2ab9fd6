using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Engine.Tests.Model;

/// <summary>A real store and the real cycle, with the dictionary as the application; small, to be made often.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private readonly string _folder;
    private readonly SqliteDatabase _database;
    private readonly SqliteDirectoryStore _directory;
    private readonly SqliteJobStore _jobs;
    private Caller _caller = Caller.Local(Guid.Empty, "test");
    private Application _application = new(0, Guid.Empty, Guid.Empty, "", "", []);
    private long _job;

    private Installation(string folder)
    {
        _folder = folder;
        _database = SqliteDatabase.Open(Path.Combine(folder, "provost.db"));
        _directory = new SqliteDirectoryStore(_database, Time);
        _jobs = new SqliteJobStore(_database, new SecretProtector(t => t, t => t), Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public MemoryTarget Target { get; } = new();

    public static async Task<Installation> StartAsync(Rules rules)
    {
        // In memory where the system has such a place: 2,000 of these are made, and none has to survive a power cut.
        var memory = new DirectoryInfo("/dev/shm");
        var parent = memory.Exists ? memory.FullName : Path.GetTempPath();
        var folder = System.IO.Directory.CreateDirectory(Path.Combine(parent, $"provost-{Guid.CreateVersion7():N}"));
        var installation = new Installation(folder.FullName);
        await installation.AddApplicationAsync(rules);
        return installation;
    }

    public Guid NewId() => Guid.CreateVersion7(Time.GetUtcNow());

    public Task ApplyAsync(DirectoryChange change) => _directory.ApplyAsync(_caller, [change], Ct);

    public Task AssignAsync(Guid id) => _directory.AssignAsync(_caller, _application, [id], AppRole.DefaultAccess, Ct);

    public Task UnassignAsync(Guid id) => _directory.UnassignAsync(_caller, _application, [id], Ct);

    public Task SetRulesAsync(Rules rules) => _jobs.SetSettingsAsync(_caller, _job, _ => Settings(rules), Ct);

    public async Task<CycleReport> CycleAsync()
    {
        var job = await _jobs.FindAsync(_application.Id, Ct) ?? throw new InvalidOperationException("No job.");
        var runner = new JobRunner(_jobs, (_, _, _, _) => Target, Time, max => max - 1, "test", exclusive: true);
        var end = await runner.RunAsync(job, _ => { }, Ct, Ct);
        return Assert.IsType<CycleEnd.Finished>(end).Report;
    }

    /// <summary>What the application has, in the words of <see cref="Company.Told"/>.</summary>
    public string Told()
    {
        var names = Target
            .Users.Concat(Target.Groups)
            .ToDictionary(o => Text(o, "id"), o => Text(o, "displayName"), StringComparer.Ordinal);
        var users = Target.Users.Select(u =>
        {
            var manager = u[TargetSlots.EnterpriseUser]?["manager"]?["value"]?.GetValue<string>();
            return $"{Text(u, "displayName")} {(u["active"]?.GetValue<bool>() == true ? "on" : "off")} "
                + $"{Text(u, "title")} {Text(u, "nickName")} < {names.GetValueOrDefault(manager ?? "", "")}";
        });
        var groups = Target.Groups.Select(g =>
        {
            var members = ResourceValues.References(g["members"]).Select(id => names.GetValueOrDefault(id, "?"));
            return $"{Text(g, "displayName")}: {string.Join(",", members.Order(StringComparer.Ordinal))}";
        });
        return string.Join('\n', users.Concat(groups).Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private async Task AddApplicationAsync(Rules rules)
    {
        _caller = Caller.Local(await _directory.EnsureTenantAsync("Contoso", Ct), "test");
        _application = await _directory.CreateApplicationAsync(
            _caller,
            new Application(0, NewId(), _caller.TenantId, "Model", "scim", []),
            Ct
        );
        var job = await _jobs.CreateAsync(
            _caller,
            new SynchronizationJob(
                0,
                "scim.1",
                _application.Id,
                _application.Number,
                _caller.TenantId,
                false,
                JobState.Active,
                null,
                Settings(rules),
                Schema(rules),
                null
            ),
            Ct
        );
        _job = job.Number;
        await _jobs.SetConnectionAsync(_caller, _job, new TargetConnection("https://model.example/scim", "secret"), Ct);
    }

    public static SynchronizationSchema Schema(Rules rules) => new(1, [Users(rules.Filter), Groups]);

    public static JobSettings Settings(Rules rules) =>
        new()
        {
            Scope = rules.Scope,
            NestedGroups = rules.Nested,
            Leavers = rules.Policy,
            Profile = new TargetProfile { SoftDelete = rules.SoftDelete, Concurrency = 1 },
        };

    private static ObjectMapping Users(FilterKind filter) =>
        new(
            ObjectKind.User,
            "Synchronize directory users",
            [
                Map("userName", "[userPrincipalName]", matching: 1),
                Map("active", """Switch([IsSoftDeleted], , "False", "True", "True", "False")"""),
                Map("displayName", "[displayName]"),
                Map("title", "[jobTitle]"),
                Map("nickName", "[mailNickname]") with
                {
                    FlowType = FlowType.ObjectAddOnly,
                },
                Map(MemoryTarget.ManagerPath, "[manager]"),
            ],
            Scope: Clause(filter) is { } clause ? new ScopingFilter([new FilterGroup("Model", [clause])]) : null
        );

    private static ObjectMapping Groups { get; } =
        new(
            ObjectKind.Group,
            "Synchronize directory groups",
            [
                Map("externalId", "[objectId]", matching: 1),
                Map("displayName", "[displayName]"),
                Map("members", "[members]"),
            ]
        );

    private static FilterClause? Clause(FilterKind filter) =>
        filter switch
        {
            FilterKind.Department => new("department", FilterOperator.EqualTo, "S"),
            FilterKind.HireDate => new("employeeHireDate", FilterOperator.Before, "now"),
            FilterKind.MemberOf => new(FilterClause.MemberOf, FilterOperator.MemberOf, "G0"),
            _ => null,
        };

    private static AttributeMapping Map(string target, string source, int matching = 0) =>
        new(TargetPath.Parse(target), source, MatchingPriority: matching);

    private static string Text(JsonObject json, string name) => json[name]?.GetValue<string>() ?? "";
}
