namespace Provost.Benchmarks;

/// <summary>How large a benchmark is.</summary>
/// <param name="Only"><c>a</c>, <c>b</c>, <c>c</c>, <c>d</c>, <c>e</c> or <c>f</c>; null for all of them.</param>
/// <param name="HeapLimit">Whether the initial cycle is run once more under a limit of memory.</param>
/// <param name="EngineAlone">The engine without the loops beside it.</param>
internal sealed record BenchmarkOptions(int Rounds, int Users, string? Only, bool HeapLimit, bool EngineAlone)
{
    public bool Has(string part) => Only is null || Only == part;
}
