using System.Runtime.CompilerServices;

namespace Provost.Engine.Tests;

/// <summary>
/// Compares a story with the approved file of its test, <c>Approved/Class.Test.txt</c>. With <c>APPROVE=1</c> in the
/// environment what came out becomes the approved file; look at the difference before committing it.
/// </summary>
internal static class Approved
{
    public static void Matches(string story, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var name = $"{Path.GetFileNameWithoutExtension(file)}.{test}.txt";
        var text = story.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(Path.Combine(SourceFolder(), "Approved", name), text);

        var approved = Path.Combine(AppContext.BaseDirectory, "Approved", name);
        if (Environment.GetEnvironmentVariable("APPROVE") != "1")
            Assert.Equal(File.Exists(approved) ? File.ReadAllText(approved) : $"(there is no {name})", text);
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file) ?? ".";
}
