using System.Net.Http.Json;

namespace Provost.Benchmarks.Creating;

/// <summary>What reached the sink.</summary>
internal sealed record SinkCounts(long Posts, long Gets, long Bytes)
{
    public static SinkCounts operator -(SinkCounts later, SinkCounts earlier) =>
        new(later.Posts - earlier.Posts, later.Gets - earlier.Gets, later.Bytes - earlier.Bytes);
}

/// <summary>The do-nothing target in its own process.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    private readonly Child _child;
    private readonly HttpClient _http = new();

    private SinkProcess(Child child, Uri address) => (_child, Address) = (child, address);

    public Uri Address { get; }

    public Cpu Cpu => _child.Cpu;

    public static async Task<SinkProcess> StartAsync(CancellationToken ct)
    {
        var (child, address) = await Child.ListenAsync("Sink", ct);
        return new SinkProcess(child, address);
    }

    public async Task<SinkCounts> CountsAsync(CancellationToken ct) =>
        await _http.GetFromJsonAsync<SinkCounts>(new Uri(Address, "counts"), ct)
        ?? throw new InvalidOperationException("The sink does not say what it counted.");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _child.DisposeAsync();
    }
}
