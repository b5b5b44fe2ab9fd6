namespace Provost.Chaos.Script;

/// <summary>What is provisioned to in a round.</summary>
/// <param name="Sample">The sample server in a process of its own, instead of the driver's target.</param>
/// <param name="Deletes">Leavers are deleted, not disabled.</param>
/// <param name="Unique">A userName belongs to one account.</param>
internal sealed record AppSpec(
    string Name,
    bool Sample = false,
    bool Nested = false,
    bool Deletes = false,
    bool Unique = true,
    string Quirks = ""
)
{
    /// <summary><c>app NAME [sample] [nested] [deletes] [no-uniqueness] [quirk=…]</c>.</summary>
    public static AppSpec Of(Step step) =>
        new(
            step.First,
            step.Words.Contains("sample"),
            step.Words.Contains("nested"),
            step.Words.Contains("deletes"),
            !step.Words.Contains("no-uniqueness"),
            step["quirk"] ?? ""
        );

    public Step ToStep() =>
        new(
            null,
            "app",
            [
                Name,
                .. Words(Sample, "sample"),
                .. Words(Nested, "nested"),
                .. Words(Deletes, "deletes"),
                .. Words(!Unique, "no-uniqueness"),
                .. Words(Quirks.Length > 0, $"quirk={Quirks}"),
            ]
        );

    private static IEnumerable<string> Words(bool condition, string word) => condition ? [word] : [];
}

/// <summary>The applications and the steps of a round.</summary>
internal sealed record Scenario(string Name, IReadOnlyList<AppSpec> Apps, IReadOnlyList<Step> Steps)
{
    /// <summary>How large the files may become is looked at as well; a small script is about something else.</summary>
    public bool ChecksSizes { get; init; }

    public static async Task<Scenario> ReadAsync(string file, CancellationToken ct) =>
        Of(Path.GetFileNameWithoutExtension(file), await File.ReadAllLinesAsync(file, ct));

    public static Scenario Of(string name, IEnumerable<string> lines)
    {
        var steps = lines.Select(Step.Parse).OfType<Step>().ToList();
        var apps = steps.Where(s => s.Verb == "app").Select(AppSpec.Of).ToList();
        return new Scenario(name, apps.Count > 0 ? apps : [new("app1")], [.. steps.Where(s => s.Verb != "app")]);
    }

    public Task WriteAsync(string file, CancellationToken ct) =>
        File.WriteAllLinesAsync(
            file,
            [$"# {Name}", .. Apps.Select(a => a.ToStep().ToString()), .. Steps.Select(s => s.ToString())],
            ct
        );
}
