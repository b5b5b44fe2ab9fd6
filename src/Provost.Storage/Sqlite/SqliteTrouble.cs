using Microsoft.Data.Sqlite;
using Provost.Engine;

namespace Provost.Storage.Sqlite;

/// <summary>What SQLite refuses, as a sentence for a person that names the file and the remedy.</summary>
public static class SqliteTrouble
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Disk = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;

    /// <summary>The sentence; null where nobody foresaw it.</summary>
    public static EngineException? Explain(SqliteException refused, string file, bool reading) =>
        Sentence(refused, file, reading) is { } sentence ? new StorageException(sentence, refused) : null;

    /// <summary>Whether the folder does not let SQLite do what it does to open a file with a write-ahead log.</summary>
    internal static bool IsClosedFolder(SqliteException refused) => refused.SqliteErrorCode is ReadOnly or CannotOpen;

    /// <summary>Whether the disk has no room, or fails: what is in the log stays there.</summary>
    internal static bool IsDisk(SqliteException refused) => refused.SqliteErrorCode is Full or Disk;

    private static string? Sentence(SqliteException refused, string file, bool reading) =>
        refused.SqliteErrorCode switch
        {
            Full => $"The disk that holds {file} is full. Nothing of this step was written; make room and start again.",
            ReadOnly or CannotOpen when reading && WriteAheadLog.HasContent(file) =>
                $"The latest changes of {file} are still in {file}-wal, and this user, {Environment.UserName}, cannot "
                    + "open that: run the command as the user who runs Provost, or on a copy of the whole folder that "
                    + "may be written to.",
            ReadOnly or CannotOpen when reading =>
                $"The file {file} cannot be read by this user, {Environment.UserName}. Run the command as the user who "
                    + "runs Provost, or name another folder with --data.",
            ReadOnly or CannotOpen =>
                $"The file {file} cannot be opened for writing. Check that the folder exists and belongs to this user.",
            Disk when reading => $"The disk failed while reading {file}. Check the disk.",
            Disk => $"The disk failed while writing {file}. Nothing of this step was written; check the disk.",
            Corrupt or NoDatabase =>
                $"The file {file} is no sound database. Restore it from a backup, or name another --data folder.",
            Busy or Locked =>
                $"Another program holds {file}: a backup or a database browser, perhaps. Try again when it is done.",
            _ => null,
        };
}
