using Dapper;
using Provost.Storage.Sqlite;

namespace Provost.Engine.Tests.Storage;

/// <summary>
/// A database where SQLite can make no file beside it, as on a read-only disk: a link has the place of the file that
/// SQLite shares its memory by. It follows none, also for root.
/// </summary>
public sealed class ClosedFolderTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("provost-closed-").FullName;

    [Theory]
    [InlineData("data")]
    [InlineData("100% of it?#&;='x'")]
    public async Task It_is_read_where_the_file_is_complete(string name)
    {
        var file = await MakeAsync(name);
        Close(file);

        await using var database = SqliteDatabase.OpenToRead(file);

        Assert.Equal(1, await CountAsync(database));
    }

    [Fact]
    public async Task What_its_owner_writes_meanwhile_is_seen_by_the_next_reader()
    {
        var file = await MakeAsync("data");
        Close(file);
        await using var reading = SqliteDatabase.OpenToRead(file);
        var before = await CountAsync(reading);

        System.IO.File.Delete($"{file}-shm");
        await using var writing = SqliteDatabase.Open(file);
        await AddAsync(writing);

        Assert.Equal((1, 2), (before, await CountAsync(reading)));
    }

    [Fact]
    public async Task Changes_that_are_still_in_the_log_are_not_passed_over_in_silence()
    {
        var file = Path.Combine(_folder, "provost.db");
        var left = Path.Combine(_folder, "left.db");
        await using (var killed = SqliteDatabase.Open(file))
        {
            await AddAsync(killed);
            System.IO.File.Copy(file, left);
            System.IO.File.Copy($"{file}-wal", $"{left}-wal");
        }

        Close(left);
        var refused = Assert.Throws<StorageException>(() => SqliteDatabase.OpenToRead(left));

        Assert.Contains($"are still in {left}-wal", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_newer_or_an_older_Provost_is_named_and_left_alone()
    {
        var file = await MakeAsync("data");
        await SetVersionAsync(file, 999);
        var newer = Assert.Throws<EngineException>(() => SqliteDatabase.Open(file));
        var newerToRead = Assert.Throws<EngineException>(() => SqliteDatabase.OpenToRead(file));
        await SetVersionAsync(file, 3);
        var older = Assert.Throws<EngineException>(() => SqliteDatabase.OpenToRead(file));

        Assert.Contains("is of a newer Provost", newer.Message, StringComparison.Ordinal);
        Assert.Equal(newer.Message, newerToRead.Message);
        Assert.Contains("is of an older Provost", older.Message, StringComparison.Ordinal);
    }

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    private async Task<string> MakeAsync(string name)
    {
        var file = Path.Combine(
            System.IO.Directory.CreateDirectory(Path.Combine(_folder, name)).FullName,
            "provost.db"
        );
        await using var database = SqliteDatabase.Open(file);
        await AddAsync(database);
        return file;
    }

    private static Task<int> AddAsync(SqliteDatabase database) =>
        database.WriteAsync(
            write => write.Execute("CREATE TABLE IF NOT EXISTS seen (n INTEGER); INSERT INTO seen VALUES (1);"),
            Ct
        );

    private static void Close(string file) => System.IO.File.CreateSymbolicLink($"{file}-shm", "nowhere");

    private static async Task<int> CountAsync(SqliteDatabase database)
    {
        await using var connection = database.Read();
        return await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM seen");
    }

    private static async Task SetVersionAsync(string file, int version)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=false");
        await connection.ExecuteAsync($"PRAGMA user_version = {version}");
    }
}
