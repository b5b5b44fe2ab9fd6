using Provost.Engine;

namespace Provost.Server.Hosting;

/// <summary>
/// A folder with everything that an installation keeps, and the lock that says "the engine runs here".
/// </summary>
internal sealed class DataDirectory : IDisposable
{
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
        try
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                $"The data folder {path} cannot be used: {refused.Message} Name another one with --data.",
                refused
            );
        }

        try
        {
            // The operating system gives the lock back when the process ends, however it ends.
            return new DataDirectory(
                path,
                new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (IOException)
        {
            return null;
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
        return File.Exists(directory.Database)
            ? directory
            : throw new EngineException(
                $"There is no Provost data in {directory.FullPath}. Run 'provost demo' or 'provost import FILE' first, "
                    + "or name the folder with --data."
            );
    }

    public void Dispose() => _lock?.Dispose();
}
