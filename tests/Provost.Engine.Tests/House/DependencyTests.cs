using System.Text.Json;
using System.Xml.Linq;

namespace Provost.Engine.Tests.House;

/// <summary>Dependencies point one way (docs/architecture.md), and packages are pinned in one place.</summary>
public sealed class DependencyTests
{
    /// <summary>Works at build time alone, and has never been released otherwise.</summary>
    private const string OnlyPrereleased = "Microsoft.CodeAnalysis.ResxSourceGenerator";

    private static readonly string[] Foreign =
    [
        "Dapper",
        "Microsoft.AspNetCore",
        "Microsoft.Data.",
        "Microsoft.EntityFrameworkCore",
        "Microsoft.Orleans",
        "Npgsql",
    ];

    /// <summary>Every project under <c>src</c> and <c>samples</c>, with all that it may reference.</summary>
    public static TheoryData<string, string[]> Allowed =>
        new()
        {
            { "Provost.Scim", [] },
            { "Provost.Scim.AspNetCore", ["Provost.Scim"] },
            { "Provost.Engine", ["Provost.Scim"] },
            { "Provost.Storage", ["Provost.Engine"] },
            { "Provost.Portal", ["Provost.Engine"] },
            { "Provost.Server", ["Provost.Engine", "Provost.Storage", "Provost.Portal"] },
            { "Dialpad", ["Provost.Scim.AspNetCore"] },
            { "ScimServer", ["Provost.Scim.AspNetCore"] },
        };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_references_only_what_stands_below_it(string project, string[] allowed) =>
        Assert.Subset(allowed.ToHashSet(), Repository.Projects[project].References.ToHashSet());

    [Fact]
    public void Every_project_has_its_place_in_the_direction() =>
        Assert.Equal(
            Repository.In("src").Concat(Repository.In("samples")).Select(p => p.Name).Order(),
            Allowed.Select(row => row.Data.Item1).Order()
        );

    [Fact]
    public void The_protocol_depends_on_nothing()
    {
        var scim = Repository.Projects["Provost.Scim"];

        Assert.Equal("Microsoft.NET.Sdk", scim.Sdk);
        Assert.Empty(scim.References);
        Assert.Empty(scim.PackageNames);
        Assert.Empty(scim.Frameworks);
    }

    [Fact]
    public void The_engine_knows_no_web_server_no_database_and_no_cluster()
    {
        foreach (var project in Repository.Closure("Provost.Engine").Select(name => Repository.Projects[name]))
        {
            Assert.Equal("Microsoft.NET.Sdk", project.Sdk);
            Assert.Empty(project.Frameworks);
            Assert.DoesNotContain(
                project.PackageNames,
                name => Foreign.Any(f => name.StartsWith(f, StringComparison.Ordinal))
            );
        }
    }

    [Theory]
    [InlineData("Dialpad")]
    [InlineData("ScimServer")]
    public void What_stands_in_for_another_companys_application_knows_nothing_of_the_engine(string project)
    {
        var closure = Repository.Closure(project);

        Assert.DoesNotContain("Provost.Engine", closure);
        Assert.DoesNotContain("Provost.Storage", closure);
        Assert.DoesNotContain("Provost.Server", closure);
    }

    [Fact]
    public void Only_the_storage_speaks_SQL_for_the_engine() =>
        Assert.DoesNotContain(
            Repository.Projects["Provost.Server"].PackageNames,
            name => name is "Dapper" or "Microsoft.Data.Sqlite" or "Npgsql"
        );

    [Fact]
    public void A_version_is_written_once_and_exact()
    {
        var versions = XElement
            .Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Select(e => (Name: e.Attribute("Include")?.Value ?? "", Version: e.Attribute("Version")?.Value ?? ""))
            .ToList();

        Assert.All(versions, v => Assert.True(IsExact(v.Name, v.Version), $"{v.Name} {v.Version}"));
        Assert.Equal(
            versions.Select(v => v.Name).Distinct(StringComparer.OrdinalIgnoreCase),
            versions.Select(v => v.Name)
        );
        foreach (var project in Repository.Projects.Values)
            Assert.All(project.Packages, p => Assert.Null(p.Attribute("Version") ?? p.Attribute("VersionOverride")));
    }

    [Fact]
    public void Every_project_has_a_lock_file_with_what_is_pinned_and_every_pin_is_used()
    {
        var pinned = XElement
            .Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(
                e => e.Attribute("Include")?.Value ?? "",
                e => e.Attribute("Version")?.Value.Trim('[', ']'),
                StringComparer.OrdinalIgnoreCase
            );
        var locked = Repository.Projects.Values.SelectMany(Locked).Where(p => pinned.ContainsKey(p.Name)).ToList();

        Assert.All(locked, p => Assert.Equal(pinned[p.Name], p.Version));
        Assert.Equal(
            pinned.Keys.Order(StringComparer.Ordinal),
            locked.Select(p => p.Name).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Lock_files_name_no_registry()
    {
        var interop = File.ReadAllText(Path.Combine(Repository.Root, "tests", "interop", "package-lock.json"));

        Assert.DoesNotContain("\"resolved\"", interop, StringComparison.Ordinal);
    }

    /// <summary>Every package in the lock file beside a project, with the version that is restored.</summary>
    private static IReadOnlyList<(string Name, string? Version)> Locked(ProjectFile project)
    {
        var file = Path.Combine(Path.GetDirectoryName(project.Path) ?? "", "packages.lock.json");
        Assert.True(File.Exists(file), $"{file} is missing.");

        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. json
                .RootElement.GetProperty("dependencies")
                .EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject())
                .Where(p => p.Value.TryGetProperty("resolved", out _))
                .Select(p => (p.Name, p.Value.GetProperty("resolved").GetString())),
        ];
    }

    /// <summary><c>[1.2.3]</c>: this version and no other.</summary>
    private static bool IsExact(string name, string version) =>
        version is ['[', .. var inner, ']']
        && Version.TryParse(name == OnlyPrereleased ? inner.Split('-')[0] : inner, out var exact)
        && exact.Build >= 0;
}
