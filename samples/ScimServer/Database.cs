using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ScimServer;

/// <summary>One SQLite database: a single writer, readers beside it, statements prepared once.</summary>
internal sealed class Database : IDisposable
{
    /// <param name="Run">Writes within a transaction and says what to do when it is committed.</param>
    /// <param name="Fail">What to do when it is not.</param>
    private sealed record Writing(Func<Session, Action> Run, Action<Exception> Fail);

    private readonly string _connect;
    private readonly bool _inMemory;
    private readonly Lock _gate = new();
    private readonly Session _writer;
    private readonly ConcurrentBag<Session> _readers = [];
    private readonly List<Writing> _waiting = [];
    private bool _isWriting;

    /// <param name="file">Where it lies, or null for memory.</param>
    /// <param name="schema">Creates what is not there yet.</param>
    public Database(string? file, string schema)
    {
        _inMemory = file is null;
        _connect = new SqliteConnectionStringBuilder { DataSource = file ?? ":memory:", Pooling = false }.ToString();
        try
        {
            _writer = Open();
            _writer.Execute(schema);
        }
        catch (SqliteException failure)
        {
            throw new IOException($"The database {file} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <summary>Reads from one snapshot.</summary>
    public T Read<T>(Func<Session, T> read)
    {
        // A database in memory has one connection, and so readers take turns with the writer.
        if (_inMemory)
        {
            lock (_gate)
                return read(_writer);
        }

        var session = _readers.TryTake(out var idle) ? idle : Open();
        try
        {
            return session.InTransaction("BEGIN", read);
        }
        finally
        {
            _readers.Add(session);
        }
    }

    /// <summary>
    /// Reads and writes, all of it or (by an exception) nothing. What arrives while others are being written shares one
    /// transaction: a commit costs more than the statements in it.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<Session, T> write)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            _waiting.Add(new(session => Attempt(session, write, done), failure => done.SetException(failure)));
            if (!_isWriting)
            {
                _isWriting = true;
                ThreadPool.UnsafeQueueUserWorkItem(
                    static database => database.WriteWaiting(),
                    this,
                    preferLocal: false
                );
            }
        }
        return done.Task;
    }

    public void Dispose()
    {
        _writer.Dispose();
        foreach (var reader in _readers)
            reader.Dispose();
    }

    private void WriteWaiting()
    {
        for (var batch = TakeWaiting(); batch.Length > 0; batch = TakeWaiting())
        {
            try
            {
                Action[] outcomes;
                lock (_gate)
                    outcomes = _writer.InTransaction(
                        "BEGIN IMMEDIATE",
                        session => Array.ConvertAll(batch, one => one.Run(session))
                    );
                foreach (var outcome in outcomes)
                    outcome();
            }
            catch (SqliteException failure)
            {
                foreach (var one in batch)
                    one.Fail(failure);
            }
        }
    }

    /// <summary>
    /// Writes one among several; what fails is taken back alone. Its caller learns of it after the commit.
    /// </summary>
    private static Action Attempt<T>(Session session, Func<Session, T> write, TaskCompletionSource<T> done)
    {
        session.Run("SAVEPOINT one");
        try
        {
            var result = write(session);
            session.Run("RELEASE one");
            return () => done.SetResult(result);
        }
        catch (Exception refusal)
        {
            session.Run("ROLLBACK TO one");
            session.Run("RELEASE one");
            return () => done.SetException(refusal);
        }
    }

    private Writing[] TakeWaiting()
    {
        lock (_waiting)
        {
            Writing[] batch = [.. _waiting];
            _waiting.Clear();
            _isWriting = batch.Length > 0;
            return batch;
        }
    }

    private Session Open()
    {
        var connection = new SqliteConnection(_connect);
        connection.Open();
        var session = new Session(connection);
        // NORMAL: a power cut may take the last transactions with it, never the order or the file. Enough for a sample.
        session.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000");
        return session;
    }
}

/// <summary>One connection and its prepared statements, whose parameters are <c>$1</c>, <c>$2</c> and so on.</summary>
internal sealed class Session(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    public T InTransaction<T>(string begin, Func<Session, T> work)
    {
        Run(begin);
        try
        {
            var result = work(this);
            Run("COMMIT");
            return result;
        }
        catch
        {
            Run("ROLLBACK");
            throw;
        }
    }

    /// <summary>Several statements, once.</summary>
    public void Execute(string script)
    {
        using var command = connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
    }

    public int Run(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    public T? Scalar<T>(string sql, params ReadOnlySpan<object?> values) =>
        Bind(sql, values).ExecuteScalar() is T value ? value : default;

    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Bind(sql, values).ExecuteReader();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Row by row, however many there are.</summary>
    public void Each(string sql, Action<SqliteDataReader> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        while (reader.Read())
            read(reader);
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
            _prepared[sql] = command = Prepare(sql, values.Length);
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        command.Prepare();
        return command;
    }
}
