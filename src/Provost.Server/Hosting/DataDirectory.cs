using Provost.Engine;

namespace Provost.Server.Hosting;

/// <summary>
/// A folder with everything that an installation keeps, and the lock that says "the engine runs here".
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    // What the operating systems answer where another process holds the lock.
    private const int WouldBlock = 11;
    private const int WouldBlockOnBsd = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream? _lock;

    private DataDirectory(string path, FileStream? held)
    {
        FullPath = path;
        _lock = held;
    }

    public string FullPath { get; }

    public string Database => Path.Combine(FullPath, "provost.db");

    public string Socket => Path.Combine(FullPath, "provost.sock");

    public string Keys => Path.Combine(FullPath, "keys");

    public string DevelopmentCa => Path.Combine(FullPath, "dev-ca.pem");

    public string DevelopmentCaKey => Path.Combine(FullPath, "dev-ca.key");

    public string MasterKey => Path.Combine(FullPath, "master.key");

    /// <summary>Takes the folder, making it where it is missing; null while another engine runs on it.</summary>
    public static DataDirectory? TryLock(string folder)
    {
        var path = Path.GetFullPath(folder);
        if (File.Exists(path))
            throw NoFolder(path);
        try
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, refused);
        }

        try
        {
            // The operating system gives the lock back when the process ends, however it ends.
            return new DataDirectory(
                path,
                new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (IOException held) when (held.HResult is WouldBlock or WouldBlockOnBsd or SharingViolation)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, refused);
        }
    }

    public static DataDirectory Lock(string folder) =>
        TryLock(folder)
        ?? throw new EngineException(
            $"Another provost runs on {Path.GetFullPath(folder)}. "
                + "Stop that one first, or name another folder with --data."
        );

    /// <summary>Looks into a folder that another engine may be running on.</summary>
    public static DataDirectory Beside(string folder)
    {
        var directory = new DataDirectory(Path.GetFullPath(folder), null);
        try
        {
            File.GetAttributes(directory.Database);
            return directory;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new EngineException(
                $"The data folder {directory.FullPath} belongs to somebody else: this user, {Environment.UserName}, may "
                    + "not look into it. Run the command as the user who runs Provost, or name another one with --data.",
                refused
            );
        }
        catch (IOException missing)
        {
            throw File.Exists(directory.FullPath)
                ? NoFolder(directory.FullPath)
                : new EngineException(
                    $"There is no Provost data in {directory.FullPath}. Run 'provost demo' or 'provost import FILE' "
                        + "first, or name the folder with --data.",
                    missing
                );
        }
    }

    public void Dispose() => _lock?.Dispose();

    private static EngineException NoFolder(string path) =>
        new($"{path} is a file. Name the folder that Provost keeps its data in with --data.");

    private static EngineException Unusable(string path, Exception refused) =>
        new(
            $"The data folder {path} cannot be written to: {refused.Message.TrimEnd('.')}. Run the command as the user "
                + "who runs Provost, or name another one with --data.",
            refused
        );
}
