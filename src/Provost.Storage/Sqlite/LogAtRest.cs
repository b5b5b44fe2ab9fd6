using Dapper;
using Microsoft.Data.Sqlite;

namespace Provost.Storage.Sqlite;

/// <summary>
/// Empties the write-ahead log when nothing was written for a second: it would keep the length of the largest cycle for
/// ever. What takes time, copying the log into the file, happens beside the writer; the writer waits for the cut alone,
/// and nobody waits for a reader.
/// </summary>
internal sealed class LogAtRest : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly string _file;
    private readonly string _connection;
    private readonly SemaphoreSlim _turn;
    private readonly Timer _timer;

    /// <param name="turn">Held by whoever writes.</param>
    public LogAtRest(string file, string connection, SemaphoreSlim turn)
    {
        _file = file;
        _connection = new SqliteConnectionStringBuilder(connection) { Pooling = false }.ToString();
        _turn = turn;
        // A process that was killed leaves its log to the next one, which may have nothing to write.
        _timer = new Timer(_ => Rest(), null, Quiet, Timeout.InfiniteTimeSpan);
    }

    /// <summary>After every commit: the quiet second begins anew.</summary>
    public void Wrote() => _timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Rest()
    {
        if (!TryEmpty())
            Wrote();
    }

    /// <summary>False where a writer or a reader is in the way: it is tried again after another second.</summary>
    private bool TryEmpty()
    {
        if (!WriteAheadLog.HasContent(_file))
            return true;
        try
        {
            using var connection = new SqliteConnection(_connection);
            connection.Open();
            // Otherwise a cut that a reader is in the way of waits for it, and with it whoever writes.
            connection.Execute("PRAGMA busy_timeout = 0");
            return IsDone(connection, "PASSIVE") && TryCut(connection);
        }
        catch (SqliteException)
        {
            // A full disk, for example: nothing is lost, and whoever writes next is told.
            return true;
        }
    }

    private bool TryCut(SqliteConnection connection)
    {
        if (!_turn.Wait(TimeSpan.Zero))
            return false;
        try
        {
            return IsDone(connection, "TRUNCATE");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether all of the log is in the file and, for TRUNCATE, nobody reads in the log.</summary>
    private static bool IsDone(SqliteConnection connection, string mode)
    {
        var (busy, pages, copied) = connection.QuerySingle<(long, long, long)>($"PRAGMA wal_checkpoint({mode})");
        return busy == 0 && pages == copied;
    }
}
