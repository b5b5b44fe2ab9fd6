using System.Collections.Concurrent;

namespace Dialpad.Provisioning;

/// <summary>So many requests of a company in any second; its requests are answered, not queued.</summary>
/// <param name="perSecond">How many, or 0 for no limit.</param>
internal sealed class RateLimit(int perSecond, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, Queue<long>> _recent = new();

    /// <summary>Counts a request; where it is one too many, how long to wait before the next.</summary>
    public TimeSpan? Count(long companyId)
    {
        if (perSecond == 0)
            return null;

        var recent = _recent.GetOrAdd(companyId, _ => new Queue<long>(perSecond));
        lock (recent)
        {
            while (recent.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window)
                recent.Dequeue();
            if (recent.Count >= perSecond)
                return Window - time.GetElapsedTime(recent.Peek());

            recent.Enqueue(time.GetTimestamp());
            return null;
        }
    }
}
