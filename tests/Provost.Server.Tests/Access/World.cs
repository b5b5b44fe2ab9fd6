using System.Text;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Portal;
using Provost.Server.Hosting;
using Provost.Server.Tests.Graph;

namespace Provost.Server.Tests.Access;

/// <summary>A company with one of everything that somebody could do something to.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly Provisioned _provisioned;
    private readonly SqliteConnection _watch;
    private long _version = -1;
    private string _state = "";

    private World(Provisioned provisioned, Application bare, Application gone, Registration registration, Guid sales)
    {
        (_provisioned, Bare, Gone, Registration, Sales) = (provisioned, bare, gone, registration, sales);
        Portal = PortalHost.Workplace(Installation);
        _watch = new SqliteConnection($"Data Source={Installation.Data.Database};Mode=ReadOnly");
        _watch.Open();
    }

    public Installation Installation => _provisioned.Server.Installation;

    public Workplace Portal { get; }

    public Application Application => _provisioned.Application;

    /// <summary>An application without a job.</summary>
    public Application Bare { get; }

    /// <summary>One that was deleted.</summary>
    public Application Gone { get; }

    public Registration Registration { get; }

    public SynchronizationJob Job => _provisioned.Job;

    public Guid Ada => _provisioned.Ada;

    public Guid Sales { get; }

    public Guid Tenant => _provisioned.Server.Contoso.Id;

    public string TenantUrl => _provisioned.Target.TenantUrl;

    public TargetConnection Connection => new(TenantUrl, Cli.Application.Token) { AllowPrivateAddresses = true };

    /// <summary>Ada as the directory has her now.</summary>
    public async Task<DirectoryObject> FindAdaAsync() =>
        await Installation.Directory.FindAsync(Installation.Caller, ObjectKind.User, $"{Ada}", Ct)
        ?? throw new EngineException("Ada is gone for good.");

    public static async Task<World> StartAsync()
    {
        var provisioned = await Provisioned.StartAsync();
        var installation = provisioned.Server.Installation;
        var (now, me, sales) = (installation.Time.GetUtcNow(), installation.Caller, Guid.CreateVersion7());
        await provisioned.ApplyAsync(
            new DirectoryChange.Create(sales, ObjectKind.Group, Provisioned.Attributes(("displayName", "Sales")))
        );
        var appId = Guid.CreateVersion7(now);
        var (registration, bare) = await installation.Applications.AddAsync(
            me,
            new Registration(Guid.CreateVersion7(now), me.TenantId, appId, "Bare", "", []),
            new Application(0, Guid.CreateVersion7(now), me.TenantId, "Bare", "", []) { AppId = appId },
            Ct
        );
        var (_, gone) = await installation.Applications.AddAsync(
            me,
            null,
            new Application(0, Guid.CreateVersion7(now), me.TenantId, "Gone", "", [])
            {
                AppId = Guid.CreateVersion7(now),
            },
            Ct
        );
        await installation.Applications.DeleteAsync(me, gone!.Id, Ct);
        return new World(provisioned, bare!, gone, registration!, sales);
    }

    /// <summary>
    /// What the database holds, as a fingerprint that is another one after every change, whoever made it.
    /// </summary>
    public async Task<string> StateAsync()
    {
        // It changes with every transaction, and with some housekeeping that changes nothing.
        var version = await ScalarAsync("PRAGMA data_version");
        if (version == _version)
            return _state;
        var state = new StringBuilder();
        foreach (var table in await ColumnAsync("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        foreach (var row in await ColumnAsync($"SELECT * FROM \"{table}\" ORDER BY 1"))
            state.Append(table).Append(' ').AppendLine(row);
        (_version, _state) = (version, state.ToString());
        return _state;
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = _watch.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    /// <summary>The rows, each as one text.</summary>
    private async Task<List<string>> ColumnAsync(string sql)
    {
        await using var command = _watch.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Ct);
        List<string> rows = [];
        while (await reader.ReadAsync(Ct))
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        return rows;
    }

    public static Dictionary<string, Value> Named(string name) =>
        Provisioned.Attributes(("displayName", name), ("userPrincipalName", $"{name}@contoso.example"));

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _provisioned.DisposeAsync();
    }
}
