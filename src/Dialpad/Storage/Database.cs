using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Dialpad.Storage;

/// <summary>The one SQLite file of a data directory. Commands and the server use it side by side (WAL).</summary>
internal sealed class Database : IDisposable
{
    private const long SchemaVersion = 2;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _connectionString;

    private Database(string directory)
    {
        Directory = directory;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, "dialpad.db"),
            ForeignKeys = true,
        }.ConnectionString;
    }

    public string Directory { get; }

    /// <summary>Opens a data directory; the first to open it makes its tables and its first company.</summary>
    public static async Task<Database> OpenAsync(string directory, TimeProvider time, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            System.IO.Directory.CreateDirectory(directory);
        else
            System.IO.Directory.CreateDirectory(directory, OwnerOnly);

        var database = new Database(Path.GetFullPath(directory));
        await using (var db = await database.ReadAsync(ct))
            await db.RunAsync("PRAGMA journal_mode = WAL", null, ct);
        await database.WriteAsync(db => PrepareAsync(db, directory, time, ct), ct);
        return database;
    }

    public async Task<SqliteConnection> ReadAsync(CancellationToken ct)
    {
        var db = new SqliteConnection(_connectionString);
        await db.OpenAsync(ct);
        // The server waits for a command's short transaction, and the other way round.
        await db.RunAsync("PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL", null, ct);
        return db;
    }

    /// <summary>Runs one short transaction; an exception takes all of it back.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, Task<T>> work, CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        try
        {
            await using var db = await ReadAsync(ct);
            // BEGIN IMMEDIATE: what is read here cannot be out of date when it is written.
            await using var transaction = await db.BeginTransactionAsync(ct);
            var result = await work(db);
            await transaction.CommitAsync(ct);
            return result;
        }
        finally
        {
            _writer.Release();
        }
    }

    public Task WriteAsync(Func<SqliteConnection, Task> work, CancellationToken ct) =>
        WriteAsync(
            async db =>
            {
                await work(db);
                return true;
            },
            ct
        );

    public void Dispose()
    {
        _writer.Dispose();
        using var db = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(db);
    }

    private static async Task<bool> PrepareAsync(
        SqliteConnection db,
        string directory,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var version = await db.FirstAsync<long>("PRAGMA user_version", null, ct);
        if (version == SchemaVersion)
            return false;
        if (version == 1)
        {
            await db.RunAsync(await ReadSchemaAsync(2, ct) + $"PRAGMA user_version = {SchemaVersion};", null, ct);
            return true;
        }

        if (version != 0)
            throw new DialpadException(
                $"The data directory '{directory}' was written by another version of this program (schema {version}, "
                    + $"this one knows {SchemaVersion}). Use that version, or another directory."
            );

        var schema = await ReadSchemaAsync(1, ct) + await ReadSchemaAsync(2, ct);
        await db.RunAsync($"{schema}PRAGMA user_version = {SchemaVersion};", null, ct);
        await Seed.AddAsync(db, time.GetUtcNow(), ct);
        return true;
    }

    private static async Task<string> ReadSchemaAsync(int version, CancellationToken ct)
    {
        var name = version == 1 ? "Schema.sql" : $"Schema{version}.sql";
        await using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"Dialpad.Storage.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded in the program.");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(ct);
    }
}
