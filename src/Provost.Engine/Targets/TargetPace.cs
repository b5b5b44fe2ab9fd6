namespace Provost.Engine.Targets;

/// <summary>
/// Spaces the requests to one target evenly, and holds all of its workers back together when the target asks for it.
/// </summary>
internal sealed class TargetPace(int requestsPerSecond, TimeProvider time)
{
    private readonly long _interval = requestsPerSecond > 0 ? time.TimestampFrequency / requestsPerSecond : 0;
    private long _nextSlot = long.MinValue;
    private long _pausedUntil = long.MinValue;

    /// <summary>How long the shared pause still lasts.</summary>
    public TimeSpan PauseLeft =>
        Interlocked.Read(ref _pausedUntil) is var until && until == long.MinValue
            ? TimeSpan.Zero
            : Max(TimeSpan.Zero, time.GetElapsedTime(time.GetTimestamp(), until));

    public void Pause(TimeSpan span)
    {
        var until = time.GetTimestamp() + Ticks(span);
        for (var seen = Interlocked.Read(ref _pausedUntil); seen < until; )
        {
            var before = Interlocked.CompareExchange(ref _pausedUntil, until, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    /// <summary>Waits for the next slot; a target without a limit and without a pause costs nothing.</summary>
    /// <param name="stop">Ends the wait.</param>
    public ValueTask WaitAsync(CancellationToken stop, CancellationToken ct) =>
        _interval == 0 && Interlocked.Read(ref _pausedUntil) == long.MinValue ? default : WaitOrStopAsync(stop, ct);

    private async ValueTask WaitOrStopAsync(CancellationToken stop, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ct);
        try
        {
            await WaitTurnAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Whoever waited sees that it was stopped.
        }
    }

    /// <summary>A pause that is longer than anybody waits is left to whoever asks.</summary>
    private async ValueTask WaitTurnAsync(CancellationToken ct)
    {
        while (PauseLeft is { Ticks: > 0 } pause && pause <= RetryRules.LongestWait)
            await Task.Delay(WholeMilliseconds(pause), time, ct);
        if (_interval == 0)
            return;

        var slot = TakeSlot(time.GetTimestamp());
        if (time.GetElapsedTime(time.GetTimestamp(), slot) is { Ticks: > 0 } wait)
            await Task.Delay(WholeMilliseconds(wait), time, ct);
    }

    private long TakeSlot(long now)
    {
        for (var seen = Interlocked.Read(ref _nextSlot); ; )
        {
            var slot = Math.Max(seen, now);
            var before = Interlocked.CompareExchange(ref _nextSlot, slot + _interval, seen);
            if (before == seen)
                return slot;
            seen = before;
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>Rounded up: timers cut fractions off and would wake too early.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan span) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds));

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
