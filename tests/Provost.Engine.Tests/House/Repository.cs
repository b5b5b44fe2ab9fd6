using System.Xml.Linq;

namespace Provost.Engine.Tests.House;

/// <summary>A project file: what it is called, what it references, which packages it names.</summary>
internal sealed record ProjectFile(
    string Name,
    string Path,
    string Sdk,
    IReadOnlySet<string> References,
    IReadOnlyList<XElement> Packages,
    IReadOnlySet<string> Frameworks
)
{
    public static ProjectFile Read(string path)
    {
        var xml = XElement.Load(path);
        return new ProjectFile(
            System.IO.Path.GetFileNameWithoutExtension(path),
            path,
            xml.Attribute("Sdk")?.Value ?? "",
            Included(xml, "ProjectReference")
                .Select(System.IO.Path.GetFileNameWithoutExtension)
                .OfType<string>()
                .ToHashSet(),
            [.. xml.Descendants("PackageReference")],
            Included(xml, "FrameworkReference").ToHashSet()
        );
    }

    public IEnumerable<string> PackageNames => Packages.Select(p => p.Attribute("Include")?.Value ?? "");

    private static IEnumerable<string> Included(XElement xml, string element) =>
        xml.Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();
}

/// <summary>The files of this repository, for the tests that look at the house itself.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static IReadOnlyDictionary<string, ProjectFile> Projects { get; } =
        new[] { "src", "samples", "tests", "benchmarks" }
            .Select(folder => Path.Combine(Root, folder))
            .SelectMany(folder => System.IO.Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))
            .Select(ProjectFile.Read)
            .ToDictionary(project => project.Name, StringComparer.Ordinal);

    public static IEnumerable<ProjectFile> In(string folder) =>
        Projects.Values.Where(p => p.Path.StartsWith(Path.Combine(Root, folder) + "/", StringComparison.Ordinal));

    /// <summary>A project with everything that it references, directly or not.</summary>
    public static IReadOnlySet<string> Closure(string name)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
        {
            if (found.Add(next))
                foreach (var reference in Projects[next].References)
                    open.Push(reference);
        }

        return found;
    }

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Provost.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Provost.slnx above {start}.");
    }
}
