namespace Provost.Chaos;

/// <summary>What the command line says.</summary>
internal sealed record ChaosOptions
{
    /// <summary>The program under test: provost.dll.</summary>
    public required string Program { get; init; }

    /// <summary>samples/ScimServer.</summary>
    public required string Sample { get; init; }

    public double Seconds { get; init; } = 40;

    public int People { get; init; } = 120;

    public int Groups { get; init; } = 16;

    public int Apps { get; init; } = 3;

    /// <summary>Verbs that are left out of what a seed makes, to look for something else.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    public bool Kills { get; init; } = true;

    /// <summary>How long the healing may take.</summary>
    public double HealSeconds { get; init; } = 150;

    /// <summary>Where the folders of the rounds are; those of failed ones are kept.</summary>
    public required string Folder { get; init; }
}
