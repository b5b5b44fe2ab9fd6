using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;

namespace Provost.Storage.Sqlite;

/// <summary>The steps that bring the tables of a file up to date, and which of them it has had.</summary>
internal static class SqliteMigrations
{
    private static readonly IReadOnlyList<(int Number, string Name)> Steps =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Order(StringComparer.Ordinal)
            .Select(name => (Number(name), name)),
    ];

    /// <summary>What a file has had of the steps when it is up to date.</summary>
    private static int Newest => Steps[^1].Number;

    /// <summary>Brings the tables up to date; those of a newer Provost are left alone.</summary>
    public static void Run(SqliteConnection connection, string file)
    {
        var done = connection.ExecuteScalar<long>("PRAGMA user_version");
        RefuseNewer(done, file);
        // A table that others refer to can only be made anew while nobody checks; checked is at the end.
        var checks = connection.ExecuteScalar<long>("PRAGMA foreign_keys");
        connection.Execute("PRAGMA foreign_keys = OFF");
        foreach (var (number, name) in Steps.Where(s => s.Number > done))
        {
            using var script = new StreamReader(
                Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
                    ?? throw new InvalidOperationException(name)
            );
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(script.ReadToEnd() + $"PRAGMA user_version = {number};", transaction: transaction);
            transaction.Commit();
        }

        if (Newest > done && connection.Query("PRAGMA foreign_key_check").Any())
            throw new InvalidOperationException("A migration left rows that refer to nothing.");
        connection.Execute($"PRAGMA foreign_keys = {checks}");
    }

    /// <summary>Refuses a file whose tables are not those that this Provost reads.</summary>
    public static void CheckReadable(SqliteConnection connection, string file)
    {
        var done = connection.ExecuteScalar<long>("PRAGMA user_version");
        RefuseNewer(done, file);
        if (done == 0)
            throw new EngineException(
                $"The file {file} holds no Provost data. Run 'provost demo' or 'provost import FILE' first, "
                    + "or name the folder with --data."
            );
        if (done < Newest)
            throw new EngineException(
                $"The file {file} is of an older Provost (its tables have number {done}, this one reads {Newest}). "
                    + "'provost serve' brings it up to date, in a folder that may be written to."
            );
    }

    private static void RefuseNewer(long done, string file)
    {
        if (done > Newest)
            throw new EngineException(
                $"The file {file} is of a newer Provost (its tables have number {done}, this one knows up to {Newest}). "
                    + "Start that version, or restore a backup from before it."
            );
    }

    private static int Number(string name) =>
        int.Parse(name.Split('.', '_').First(part => part.Length == 4 && part.All(char.IsDigit)));
}
