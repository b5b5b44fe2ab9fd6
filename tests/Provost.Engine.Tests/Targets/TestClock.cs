using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Provost.Engine.Tests.Targets;

/// <summary>
/// A clock that moves on at once when somebody waits, and remembers for how long. The deadline of a request is no wait:
/// it stands still unless a test moves the clock.
/// </summary>
internal sealed class TestClock(TimeSpan deadline) : FakeTimeProvider(Morning)
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == deadline || dueTime < TimeSpan.Zero)
            return timer;

        Waits.Enqueue(dueTime);
        _ = Task.Run(() => Advance(dueTime), CancellationToken.None);
        return timer;
    }
}

/// <summary>A clock that stands until a test moves it, and says how many wait.</summary>
internal sealed class PausedClock() : FakeTimeProvider(TestClock.Morning)
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();
    private int _seen;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Given.Profile.RequestTimeout && dueTime >= TimeSpan.Zero)
            _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Returns when so many have begun to wait since the test began.</summary>
    public async Task WaitingAsync(int count, CancellationToken ct)
    {
        for (; _seen < count; _seen++)
            await _waits.Reader.ReadAsync(ct);
    }
}
