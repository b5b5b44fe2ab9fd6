using Microsoft.AspNetCore.Components.Forms;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Directory.Csv;
using Provost.Engine.Directory.Ldif;

namespace Provost.Portal.Settings;

/// <summary>
/// A file that somebody imports. Who may not import is refused before the first byte; what is uploaded lies on the
/// disk while it is read, and is gone afterwards.
/// </summary>
internal static class Upload
{
    /// <summary>More than a hundred thousand people with twenty attributes each.</summary>
    public const long Largest = 64L * 1024 * 1024;

    public static async Task<ImportBatch> ReadAsync(Caller caller, IBrowserFile file, CancellationToken ct)
    {
        caller.Demand(Operations.DirectoryImport);
        if (file.Size > Largest)
            throw new EngineException(Texts.FormatTheFileIsTooLarge(Largest / 1024 / 1024));
        await using var copy = Temporary();
        await using (var stream = file.OpenReadStream(Largest, ct))
            await stream.CopyToAsync(copy, ct);
        copy.Position = 0;
        return file.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? CsvPeople.Read(copy)
            : LdifReader.Read(copy);
    }

    private static FileStream Temporary()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"provost-{Path.GetRandomFileName()}.upload"), options);
    }
}
