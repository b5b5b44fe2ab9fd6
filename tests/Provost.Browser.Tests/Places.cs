namespace Provost.Browser.Tests;

/// <summary>Where things are in this repository.</summary>
internal static class Places
{
    public static string Root { get; } = Find();

    /// <summary>Pictures of the tutorial; written where <c>PICTURES=1</c> is set, else beside the test's program.</summary>
    public static string Tutorial { get; } =
        Environment.GetEnvironmentVariable("PICTURES") == "1"
            ? Path.Combine(Root, "docs", "tutorial")
            : Path.Combine(AppContext.BaseDirectory, "pictures");

    public static string Axe { get; } =
        Path.Combine(Root, "tests", "interop", "node_modules", "axe-core", "axe.min.js");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Provost.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
