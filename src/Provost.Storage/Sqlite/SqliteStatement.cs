using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Provost.Storage.Sqlite;

/// <summary>
/// A statement that is prepared once and run again and again, without what ADO.NET puts around each run. Its parameters
/// are $0, $1 … by position. Used by one thread at a time.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _indexes;
    private byte[] _utf8 = new byte[1024];

    public SqliteStatement(SqliteConnection connection, string sql, int parameters)
    {
        _connection = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _indexes = new int[parameters];
        for (var i = 0; i < parameters; i++)
            _indexes[i] = raw.sqlite3_bind_parameter_index(_statement, $"${i}");
    }

    /// <summary>Gives the number of rows that it changed.</summary>
    public int Run(ReadOnlySpan<SqliteCell> values)
    {
        for (var i = 0; i < values.Length; i++)
            Check(Bind(_indexes[i], values[i]));
        var result = raw.sqlite3_step(_statement);
        var changed = raw.sqlite3_changes(_connection);
        // The reset repeats what the step said, with its message.
        Check(raw.sqlite3_reset(_statement));
        return result == raw.SQLITE_DONE
            ? changed
            : throw new InvalidOperationException("A statement that writes gave rows.");
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int index, SqliteCell value) =>
        value switch
        {
            { IsNumber: true, Number: var number } => raw.sqlite3_bind_int64(_statement, index, number),
            { Reference: string text } => BindText(index, text),
            { Reference: byte[] { Length: > 0 } bytes } => raw.sqlite3_bind_blob(_statement, index, bytes),
            { Reference: byte[] } => raw.sqlite3_bind_zeroblob(_statement, index, 0),
            _ => raw.sqlite3_bind_null(_statement, index),
        };

    private int BindText(int index, string text)
    {
        // An empty span would bind null.
        if (text.Length == 0)
            return raw.sqlite3_bind_text(_statement, index, text);
        if (_utf8.Length < Encoding.UTF8.GetMaxByteCount(text.Length))
            _utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = Encoding.UTF8.GetBytes(text, _utf8);
        return raw.sqlite3_bind_text(_statement, index, _utf8.AsSpan(0, length));
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _connection);
    }
}
