namespace Provost.Server.Hosting;

/// <summary>
/// Lets a tenant make a few calls in a span of time (graph-api 1, "Throttling"). Refused calls do not count.
/// </summary>
internal sealed class CallWindow(int calls, TimeSpan span, TimeProvider time)
{
    private readonly Dictionary<Guid, Queue<DateTimeOffset>> _made = [];
    private readonly Lock _lock = new();

    /// <summary>How long to wait until there is room for another call; null where this one is let in.</summary>
    public TimeSpan? Enter(Guid tenantId)
    {
        lock (_lock)
        {
            if (!_made.TryGetValue(tenantId, out var made))
                _made.Add(tenantId, made = new());
            var now = time.GetUtcNow();
            while (made.TryPeek(out var first) && now - first >= span)
                made.Dequeue();
            if (made.Count >= calls)
                return made.Peek() + span - now;
            made.Enqueue(now);
            return null;
        }
    }
}
