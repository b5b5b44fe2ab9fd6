using System.Text;

namespace Provost.Server.Hosting;

/// <summary>Files that only this user may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes the file anew: it is never readable by others, not even for a moment.</summary>
    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        File.Delete(path);
        Create(path, content);
    }

    /// <summary>Writes a file that must not be there yet: an <see cref="IOException"/> where it is.</summary>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var made = new FileStream(path, options);
        made.Write(content);
    }
}
