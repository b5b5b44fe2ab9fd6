namespace Provost.Storage.Sqlite;

/// <summary>The file beside a database that takes its latest changes.</summary>
internal static class WriteAheadLog
{
    public static string Of(string file) => $"{file}-wal";

    /// <summary>Whether the file alone is not all of the database.</summary>
    public static bool HasContent(string file) => new FileInfo(Of(file)) is { Exists: true, Length: > 0 };
}
