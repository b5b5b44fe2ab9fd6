using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Tests.Cycle;

namespace Provost.Engine.Tests.Directory;

/// <summary>Nobody is above herself.</summary>
public sealed class CircularManagerTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_circle_is_refused_when_it_would_be_closed_however_long_it_is()
    {
        await using var contoso = await Contoso.StartAsync();
        await contoso.HireAsync("Ada", "Grace", "Alan");
        await contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Ada"), contoso.Id("Grace")));
        await contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Grace"), contoso.Id("Alan")));

        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Alan"), contoso.Id("Ada")))
        );

        Assert.Contains("Choose another manager", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EngineException>(() =>
            contoso.ApplyAsync(new DirectoryChange.SetManager(contoso.Id("Ada"), contoso.Id("Ada")))
        );
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Ada>Grace Grace>Alan", "")]
    [InlineData("Ada>Ada", "Ada")]
    [InlineData("Ada>Grace Grace>Alan Alan>Ada Mary>Ada", "Alan")]
    [InlineData("Ada>Grace Grace>Ada Mary>Alan Alan>Mary", "Grace Alan")]
    public void Of_every_circle_one_reference_is_named(string managers, string closing)
    {
        var manager = managers
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(m => m.Split('>'))
            .ToDictionary(m => m[0], m => m[1], StringComparer.Ordinal);
        var people = ((string[])["Ada", "Grace", "Mary", "Alan"]).Select((name, i) => Person(i, name)).ToList();

        Assert.Equal(closing, string.Join(' ', CircularManagers.In(people).Select(o => o.Anchor)));

        ImportedObject Person(int line, string name) =>
            new(
                line,
                ObjectKind.User,
                name,
                new Dictionary<string, Value>(),
                true,
                manager.GetValueOrDefault(name),
                []
            );
    }

    [Fact]
    public async Task A_file_with_a_circle_is_taken_without_the_reference_that_closes_it()
    {
        await using var contoso = await Contoso.StartAsync();
        var batch = new ImportBatch([Person(1, "ada", "grace"), Person(9, "grace", "ada")], []);

        var report = await contoso.Directory.ImportAsync(contoso.Caller, batch, removeMissing: false, Ct);

        Assert.Equal(2, report.Created);
        Assert.Equal(9, Assert.Single(report.Problems).Line);

        static ImportedObject Person(int line, string name, string manager) =>
            new(
                line,
                ObjectKind.User,
                name,
                Contoso.Attributes(("userPrincipalName", $"{name}@contoso.example")),
                true,
                manager,
                []
            );
    }
}
