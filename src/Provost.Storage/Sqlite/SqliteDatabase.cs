using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;

namespace Provost.Storage.Sqlite;

/// <summary>
/// One SQLite file: many readers, one writer. Whoever writes waits in line, gets the only writing connection and a
/// transaction of its own; what it changed in the directory is numbered last, inside the same transaction, so the feed
/// never skips.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    private readonly string _readers;
    private readonly string? _unchanging;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly LogAtRest? _rest;

    private SqliteDatabase(string file, SqliteConnection writer, string readers)
    {
        _file = file;
        _writer = writer;
        _readers = readers;
        _rest = new LogAtRest(file, readers, _turn);
    }

    /// <param name="unchanging">How to read it in a folder where SQLite can make no files; null elsewhere.</param>
    private SqliteDatabase(string file, SqliteConnection reader, string readers, string? unchanging)
    {
        _file = file;
        _writer = reader;
        _readers = readers;
        _unchanging = unchanging;
    }

    /// <summary>Raised after a commit that added to the change feed.</summary>
    public event Action? Changed;

    /// <summary>Opens the file, makes it where it is missing, and brings its tables up to date.</summary>
    public static SqliteDatabase Open(string file)
    {
        var path = Path.GetFullPath(file);
        // The only writer is closed for good, or its write-ahead log would outlive the file.
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Cache = SqliteCacheMode.Private,
            Pooling = false,
        };
        var writer = new SqliteConnection(settings.ToString());
        try
        {
            writer.Open();
            writer.Execute(
                """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -65536;
                PRAGMA wal_autocheckpoint = 16000;
                PRAGMA journal_size_limit = 67108864;
                PRAGMA busy_timeout = 10000;
                PRAGMA temp_store = MEMORY;
                """
            );
            SqliteMigrations.Run(writer, path);
            settings.Mode = SqliteOpenMode.ReadWrite;
            settings.Pooling = true;
            return new SqliteDatabase(path, writer, settings.ToString());
        }
        catch (SqliteException refused)
        {
            writer.Dispose();
            throw SqliteTrouble.Explain(refused, path, reading: false) ?? (Exception)refused;
        }
        catch (EngineException)
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a file that another process may be writing: it can be read here and not written, and lie in a folder that
    /// this user may not write to.
    /// </summary>
    public static SqliteDatabase OpenToRead(string file)
    {
        var path = Path.GetFullPath(file);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly };
        var readers = settings.ToString();
        try
        {
            return new SqliteDatabase(path, ConnectToRead(readers, path), readers, unchanging: null);
        }
        catch (SqliteException refused)
        {
            if (!SqliteTrouble.IsClosedFolder(refused) || WriteAheadLog.HasContent(path))
                throw SqliteTrouble.Explain(refused, path, reading: true) ?? (Exception)refused;
        }

        // No page may be kept for the next reader: the owner of the folder can begin to write at any time.
        settings.Pooling = false;
        settings.DataSource = Unchanging(path);
        try
        {
            return new SqliteDatabase(path, ConnectToRead(settings.ToString(), path), readers, settings.ToString());
        }
        catch (SqliteException refused)
        {
            throw SqliteTrouble.Explain(refused, path, reading: true) ?? (Exception)refused;
        }
    }

    /// <summary>
    /// A connection for reading; dispose it soon, a long reader keeps the write-ahead log from shrinking.
    /// </summary>
    public SqliteConnection Read()
    {
        // Whoever writes writes to the log first: without one the file is complete.
        var connection = new SqliteConnection(
            _unchanging is null || WriteAheadLog.HasContent(_file) ? _readers : _unchanging
        );
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException refused)
        {
            connection.Dispose();
            throw Explain(refused);
        }
    }

    /// <summary>Runs the work in a transaction of the only writer: all of it is on disk afterwards, or none.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteWrite, T> work, CancellationToken ct)
    {
        bool changed;
        T result;
        await _turn.WaitAsync(ct);
        try
        {
            using var transaction = _writer.BeginTransaction(deferred: false);
            var write = new SqliteWrite(_writer, transaction, _prepared);
            result = work(write);
            changed = write.NumberChanges();
            transaction.Commit();
        }
        catch (SqliteException refused)
        {
            throw Explain(refused);
        }
        finally
        {
            _turn.Release();
        }

        _rest?.Wrote();
        if (changed)
            Changed?.Invoke();
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (_rest is not null)
            await _rest.DisposeAsync();
        await _turn.WaitAsync();
        if (_prepared.Count > 0)
            Shrink();
        foreach (var statement in _prepared.Values)
            statement.Dispose();
        await _writer.DisposeAsync();
        using (var any = new SqliteConnection(_readers))
            SqliteConnection.ClearPool(any);
        _turn.Dispose();
    }

    /// <summary>
    /// Puts the write-ahead log into the file. On a full disk it stays beside it, where nothing of it is lost.
    /// </summary>
    private void Shrink()
    {
        try
        {
            _writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException full) when (SqliteTrouble.IsDisk(full))
        {
            // The next start tries again.
        }
    }

    private static SqliteConnection ConnectToRead(string settings, string path)
    {
        var connection = new SqliteConnection(settings);
        try
        {
            connection.Open();
            SqliteMigrations.CheckReadable(connection, path);
            return connection;
        }
        catch (Exception refused) when (refused is SqliteException or EngineException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The file as one that nobody writes to: SQLite then takes no locks and needs no files beside it.
    /// </summary>
    private static string Unchanging(string path)
    {
        var slashes = OperatingSystem.IsWindows() ? $"/{path.Replace('\\', '/')}" : path;
        return $"file://{string.Join('/', slashes.Split('/').Select(Uri.EscapeDataString))}?immutable=1";
    }

    private Exception Explain(SqliteException refused) =>
        SqliteTrouble.Explain(refused, _file, reading: _rest is null) ?? (Exception)refused;
}
