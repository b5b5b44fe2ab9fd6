using System.ComponentModel;
using System.Diagnostics;

namespace Provost.Server.Tests.Interop;

/// <summary>Programs of <c>tests/interop</c>, run by Node with the packages that ./test installs.</summary>
internal static class Node
{
    public static Process Start(string program, params (string Name, string Value)[] environment)
    {
        var folder = Folder();
        Assert.True(
            Directory.Exists(Path.Combine(folder, "node_modules")),
            $"The packages of {folder} are not installed; ./test does it, or: npm ci"
        );
        var start = new ProcessStartInfo("node", [Path.Combine(folder, program)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("node is missing; ./test installs what the tests need.", missing);
        }
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Provost.slnx")))
                return Path.Combine(folder.FullName, "tests", "interop");
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
