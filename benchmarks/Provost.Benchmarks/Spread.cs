namespace Provost.Benchmarks;

/// <summary>What several rounds of the same thing came to.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary><c>20,114 (18,903-21,220)</c></summary>
    public override string ToString() => $"{Median:N0} ({Min:N0}-{Max:N0})";

    /// <summary><c>0.52 (0.48-0.55)</c></summary>
    public string AsRatio() => $"{Median:F2} ({Min:F2}-{Max:F2})";
}
