using Dapper;
using Microsoft.Data.Sqlite;

namespace Dialpad.Storage;

/// <summary>Dapper with the cancellation token where the rest of the code has it: last.</summary>
internal static class Statements
{
    public static Task<int> RunAsync(this SqliteConnection db, string sql, object? arguments, CancellationToken ct) =>
        db.ExecuteAsync(new CommandDefinition(sql, arguments, cancellationToken: ct));

    public static async Task<List<T>> RowsAsync<T>(
        this SqliteConnection db,
        string sql,
        object? arguments,
        CancellationToken ct
    ) => (await db.QueryAsync<T>(new CommandDefinition(sql, arguments, cancellationToken: ct))).AsList();

    public static Task<T?> FirstAsync<T>(
        this SqliteConnection db,
        string sql,
        object? arguments,
        CancellationToken ct
    ) => db.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, arguments, cancellationToken: ct));

    /// <summary>Row by row, for what may be long.</summary>
    public static IAsyncEnumerable<T> StreamAsync<T>(this SqliteConnection db, string sql, object? arguments) =>
        db.QueryUnbufferedAsync<T>(sql, arguments);
}
