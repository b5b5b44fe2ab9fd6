using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>
/// Holds a job's lease while a cycle runs and renews it. Judged by a clock of this process that only goes forward: a
/// machine that slept does not believe that it still holds what it lost.
/// </summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly IJobStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _length;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;
    private long _renewed;

    public LeaseKeeper(IJobStore store, Lease lease, TimeSpan length, TimeProvider time)
    {
        (_store, _time, _length, Lease) = (store, time, length, lease);
        _renewed = time.GetTimestamp();
        _renewing = RenewAsync(_ended.Token);
    }

    public Lease Lease { get; private set; }

    /// <summary>Long enough for one request that takes all the time it may, with room for a late renewal.</summary>
    public static TimeSpan Length(TimeSpan requestTimeout) => requestTimeout + TimeSpan.FromSeconds(10);

    /// <summary>Whether a request of this length ends inside the lease.</summary>
    public bool Covers(TimeSpan request) => _time.GetElapsedTime(Interlocked.Read(ref _renewed)) + request < _length;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        _ended.Dispose();
    }

    private async Task RenewAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(_length / 10, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var asked = _time.GetTimestamp();
                Lease = await _store.RenewLeaseAsync(Lease, _length, ended);
                Interlocked.Exchange(ref _renewed, asked);
            }
        }
        catch (OperationCanceledException)
        {
            // The cycle is over.
        }
        catch (LeaseLostException)
        {
            // Covers() turns false by itself, and every commit is refused by the fence.
        }
    }
}
