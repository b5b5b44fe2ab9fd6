using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Provost.Engine.Tests.Targets;

/// <summary>
/// A clock that moves on at once when somebody waits, and remembers for how long. The deadline of a request is no wait: it
/// stands still unless a test moves the clock.
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
