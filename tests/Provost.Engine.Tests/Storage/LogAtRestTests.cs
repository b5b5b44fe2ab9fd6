using Dapper;
using Provost.Storage.Sqlite;

namespace Provost.Engine.Tests.Storage;

/// <summary>The write-ahead log: it goes back to nothing when nobody writes, and no writer notices.</summary>
public sealed class LogAtRestTests : IDisposable
{
    private const long Large = 4 << 20;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("provost-log-").FullName;

    private string File => Path.Combine(_folder, "provost.db");

    [Fact]
    public async Task It_is_emptied_after_a_quiet_second_and_everything_is_in_the_file()
    {
        await using var database = SqliteDatabase.Open(File);
        await WriteAsync(database);
        var before = LengthOfLog(File);

        await EmptiedAsync(File);

        var alone = Path.Combine(_folder, "alone.db");
        System.IO.File.Copy(File, alone);
        await using var copy = SqliteDatabase.OpenToRead(alone);
        await using var connection = copy.Read();
        Assert.InRange(before, Large, long.MaxValue);
        Assert.Equal(Large, await connection.ExecuteScalarAsync<long>("SELECT sum(length(body)) FROM ballast"));
    }

    [Fact]
    public async Task A_reader_that_takes_its_time_holds_up_neither_writers_nor_the_log_for_good()
    {
        await using var database = SqliteDatabase.Open(File);
        await WriteAsync(database);
        var reader = database.Read();
        var snapshot = reader.BeginTransaction(deferred: true);
        var seen = await reader.ExecuteScalarAsync<long>("SELECT count(*) FROM ballast");

        // The reader sees the latest of everything: the log can be copied into the file, and not be cut.
        await UntilAsync(() => new FileInfo(File).Length >= Large);
        await WriteAsync(database);
        var held = LengthOfLog(File);
        var still = await reader.ExecuteScalarAsync<long>("SELECT count(*) FROM ballast");
        await snapshot.DisposeAsync();
        await reader.DisposeAsync();

        Assert.Equal(seen, still);
        Assert.InRange(held, Large, long.MaxValue);
        await EmptiedAsync(File);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_emptied_by_the_next_one_that_writes_nothing()
    {
        var left = Path.Combine(_folder, "left.db");
        await using (var killed = SqliteDatabase.Open(File))
        {
            await WriteAsync(killed);
            System.IO.File.Copy(File, left);
            System.IO.File.Copy($"{File}-wal", $"{left}-wal");
        }

        await using var database = SqliteDatabase.Open(left);
        await EmptiedAsync(left);

        await using var connection = database.Read();
        Assert.Equal(Large, await connection.ExecuteScalarAsync<long>("SELECT sum(length(body)) FROM ballast"));
    }

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    private static async Task WriteAsync(SqliteDatabase database)
    {
        await database.WriteAsync(
            write => write.Execute("CREATE TABLE IF NOT EXISTS ballast (body BLOB NOT NULL)"),
            Ct
        );
        await database.WriteAsync(write => write.Execute($"INSERT INTO ballast VALUES (randomblob({Large}))"), Ct);
    }

    private static long LengthOfLog(string file) => new FileInfo($"{file}-wal").Length;

    private static Task EmptiedAsync(string file) => UntilAsync(() => LengthOfLog(file) == 0);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30),
                "It did not come to pass."
            );
            await Task.Delay(50, Ct);
        }
    }
}
