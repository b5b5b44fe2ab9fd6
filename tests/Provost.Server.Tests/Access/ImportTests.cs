using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Components.Forms;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Directory.Csv;
using Provost.Engine.Logs;
using Provost.Portal.Settings;
using Provost.Server.Tests.Graph;

namespace Provost.Server.Tests.Access;

/// <summary>Whoever imports a file rewrites the directory: who may, and what the audit keeps of it.</summary>
public sealed class ImportTests
{
    private const string Before = """
        sourceAnchor,displayName,userPrincipalName,department,enabled,manager,groups
        1,Grace Hopper,grace@contoso.example,Navy,true,,Admirals
        2,Ada Lovelace,ada@contoso.example,Analysis,true,1,
        """;

    private const string Forged = """
        sourceAnchor,displayName,userPrincipalName,department,enabled,manager,groups
        1,Mallory,mallory@contoso.example,Navy,false,,
        2,Ada Lovelace,ada@contoso.example,,true,,Admirals
        """;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(DirectoryRole.ReportsReader)]
    [InlineData(DirectoryRole.ApplicationAdministrator)]
    [InlineData(DirectoryRole.CloudApplicationAdministrator)]
    public async Task Who_is_no_global_administrator_does_not_rewrite_the_directory_by_a_file(DirectoryRole? role)
    {
        await using var server = await GraphServer.StartAsync();
        var store = server.Installation.Directory;
        await store.ImportAsync(server.Installation.Caller, Read(Before), false, Ct);
        var person = new Caller(
            server.Contoso.Id,
            "mallory@contoso.example",
            Grants.OfPerson(Operations.Permissions, role is { } one ? [one] : [])
        );

        await Assert.ThrowsAsync<AccessRefusedException>(() => store.ImportAsync(person, Read(Forged), true, Ct));

        var grace = await store.FindAsync(server.Installation.Caller, ObjectKind.User, "grace@contoso.example", Ct);
        Assert.True(grace is { AccountEnabled: true, DisplayName: "Grace Hopper" });
    }

    [Fact]
    public async Task A_file_is_not_read_before_the_permission_is_asked()
    {
        await using var file = new Picked("company.csv", Before);
        var person = new Caller(Guid.CreateVersion7(), "mallory", Grants.OfPerson(Operations.Permissions, []));

        await Assert.ThrowsAsync<AccessRefusedException>(() => Upload.ReadAsync(person, file, Ct));

        Assert.False(file.WasOpened);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_read()
    {
        await using var file = new Picked("company.csv", Before) { Size = Upload.Largest + 1 };

        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            Upload.ReadAsync(Caller.Local(Guid.CreateVersion7(), "test"), file, Ct)
        );

        Assert.Contains("64 MB", refused.Message, StringComparison.Ordinal);
        Assert.False(file.WasOpened);
    }

    [Fact]
    public async Task What_is_uploaded_is_read_and_nothing_of_it_stays_on_the_disk()
    {
        await using var file = new Picked("company.csv", Before);

        var batch = await Upload.ReadAsync(Caller.Local(Guid.CreateVersion7(), "test"), file, Ct);

        Assert.Equal(2, batch.Objects.Count(o => o.Kind == ObjectKind.User));
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), "provost-*.upload"));
    }

    [Fact]
    public async Task Every_object_that_an_import_changed_has_its_entry_with_old_and_new_values()
    {
        await using var server = await GraphServer.StartAsync();
        var (store, me) = (server.Installation.Directory, server.Installation.Caller);
        await store.ImportAsync(me, Read(Before), false, Ct);
        var grace = (await store.FindAsync(me, ObjectKind.User, "grace@contoso.example", Ct))!;
        var ada = (await store.FindAsync(me, ObjectKind.User, "ada@contoso.example", Ct))!;
        var first = await AuditAsync(server);
        Assert.Equal(
            ["Add group", "Add user", "Add user"],
            first.Select(e => e.Activity).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            new ModifiedProperty("department", null, "Navy"),
            first.Single(e => e.Targets[0].Id == $"{grace.Id}").Modified
        );

        await store.ImportAsync(me, Read(Forged), false, Ct);

        var then = (await AuditAsync(server)).Except(first).ToDictionary(e => e.Targets[0].DisplayName);
        Assert.Equal("Update user", then["Mallory"].Activity);
        Assert.Equal(
            [
                new ModifiedProperty("accountEnabled", "True", "False"),
                new ModifiedProperty("displayName", "Grace Hopper", "Mallory"),
                new ModifiedProperty("userPrincipalName", "grace@contoso.example", "mallory@contoso.example"),
            ],
            then["Mallory"].Modified.OrderBy(m => m.Name, StringComparer.Ordinal)
        );
        Assert.Equal(
            [
                new ModifiedProperty("department", "Analysis", null),
                new ModifiedProperty("manager", $"{grace.Id}", null),
            ],
            then["Ada Lovelace"].Modified.OrderBy(m => m.Name, StringComparer.Ordinal)
        );
        Assert.Equal(
            [new ModifiedProperty("members", $"[\"{grace.Id}\"]", $"[\"{ada.Id}\"]")],
            then["Admirals"].Modified
        );
        Assert.Equal(3, then.Count);
    }

    [Fact]
    public async Task What_an_import_leaves_as_it_is_has_no_entry()
    {
        await using var server = await GraphServer.StartAsync();
        var (store, me) = (server.Installation.Directory, server.Installation.Caller);
        await store.ImportAsync(me, Read(Before), false, Ct);
        var first = await AuditAsync(server);

        await store.ImportAsync(me, Read(Before), false, Ct);

        Assert.Equal(first.Count, (await AuditAsync(server)).Count);
    }

    [Fact]
    public async Task Six_thousand_people_are_imported_with_their_entries_in_seconds()
    {
        await using var server = await GraphServer.StartAsync();
        var file = new StringBuilder("sourceAnchor,displayName,userPrincipalName,department\n");
        for (var i = 0; i < 6000; i++)
            file.Append($"{i},Person {i},person{i}@contoso.example,Department {i % 40}\n");
        var batch = Read(file.ToString());

        var watch = Stopwatch.StartNew();
        var report = await server.Installation.Directory.ImportAsync(server.Installation.Caller, batch, false, Ct);

        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal(6000, report.Created);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    private static ImportBatch Read(string csv) => CsvPeople.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)));

    /// <summary>Of users and groups.</summary>
    private static async Task<List<AuditedChange>> AuditAsync(GraphServer server) =>
        [
            .. (
                await server.Installation.Log.AuditAsync(
                    server.Installation.Caller,
                    new LogPage { Take = 100 },
                    null,
                    Ct
                )
            )
                .Select(e => e.Change)
                .Where(c => c.Category is AuditCategory.UserManagement or AuditCategory.GroupManagement)
                .Where(c => !c.Activity.StartsWith("Reset", StringComparison.Ordinal)),
        ];

    /// <summary>A file that somebody chose in the browser.</summary>
    private sealed class Picked(string name, string text) : IBrowserFile, IAsyncDisposable
    {
        private readonly MemoryStream _content = new(Encoding.UTF8.GetBytes(text));

        public bool WasOpened { get; private set; }

        public string Name => name;

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public long Size { get; init; } = text.Length;

        public string ContentType => "text/csv";

        public Stream OpenReadStream(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default)
        {
            WasOpened = true;
            return _content;
        }

        public ValueTask DisposeAsync() => _content.DisposeAsync();
    }
}
