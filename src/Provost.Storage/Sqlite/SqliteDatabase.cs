using System.Reflection;
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
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly LogAtRest? _rest;

    private SqliteDatabase(string file, SqliteConnection writer, string readers, bool writes)
    {
        _file = file;
        _writer = writer;
        _readers = readers;
        _rest = writes ? new LogAtRest(file, readers, _turn) : null;
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
            Migrate(writer);
            settings.Mode = SqliteOpenMode.ReadWrite;
            settings.Pooling = true;
            return new SqliteDatabase(path, writer, settings.ToString(), writes: true);
        }
        catch (SqliteException refused)
        {
            writer.Dispose();
            throw Explain(refused, path);
        }
    }

    /// <summary>Opens a file that another process may be writing: it can be read here and not written.</summary>
    public static SqliteDatabase OpenToRead(string file)
    {
        var path = Path.GetFullPath(file);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            return new SqliteDatabase(path, connection, settings.ToString(), writes: false);
        }
        catch (SqliteException refused)
        {
            connection.Dispose();
            throw Explain(refused, path);
        }
    }

    /// <summary>
    /// A connection for reading; dispose it soon, a long reader keeps the write-ahead log from shrinking.
    /// </summary>
    public SqliteConnection Read()
    {
        var connection = new SqliteConnection(_readers);
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException refused)
        {
            connection.Dispose();
            throw Explain(refused, _file);
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
            throw Explain(refused, _file);
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
        catch (SqliteException full) when (full.SqliteErrorCode is 13 or 10)
        {
            // The next start tries again.
        }
    }

    private static void Migrate(SqliteConnection connection)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var done = connection.ExecuteScalar<long>("PRAGMA user_version");
        // A table that others refer to can only be made anew while nobody checks; checked is at the end.
        var checks = connection.ExecuteScalar<long>("PRAGMA foreign_keys");
        connection.Execute("PRAGMA foreign_keys = OFF");
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            var number = int.Parse(name.Split('.', '_').First(part => part.Length == 4 && part.All(char.IsDigit)));
            if (number <= done)
                continue;

            using var script = new StreamReader(
                assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException(name)
            );
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(script.ReadToEnd() + $"PRAGMA user_version = {number};", transaction: transaction);
            transaction.Commit();
        }

        if (
            connection.ExecuteScalar<long>("PRAGMA user_version") > done
            && connection.Query("PRAGMA foreign_key_check").Any()
        )
            throw new InvalidOperationException("A migration left rows that refer to nothing.");
        connection.Execute($"PRAGMA foreign_keys = {checks}");
    }

    private static Exception Explain(SqliteException refused, string file) =>
        refused.SqliteErrorCode switch
        {
            13 => new EngineException(
                $"The disk that holds {file} is full. Nothing of this step was written; make room and start again.",
                refused
            ),
            8 or 14 => new EngineException(
                $"The file {file} cannot be opened for writing. Check that the folder exists and belongs to this user.",
                refused
            ),
            10 => new EngineException(
                $"The disk failed while writing {file}. Nothing of this step was written; check the disk.",
                refused
            ),
            11 or 26 => new EngineException(
                $"The file {file} is no sound database. Restore it from a backup, or name another --data folder.",
                refused
            ),
            _ => refused,
        };
}
