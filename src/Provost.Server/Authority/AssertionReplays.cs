namespace Provost.Server.Authority;

/// <summary>Client assertions that were used and are not over yet: each is good for one token (RFC 7523 §3).</summary>
internal sealed class AssertionReplays(TimeProvider time)
{
    private const int SweptFrom = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid App, string Id), DateTimeOffset> _used = [];
    private int _sweepAt = SweptFrom;

    /// <summary>Marks the assertion as used; false where it was before.</summary>
    public bool Use(Guid app, string id, DateTimeOffset ends)
    {
        lock (_lock)
        {
            if (_used.Count >= _sweepAt)
                Sweep();
            return _used.TryAdd((app, id), ends);
        }
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var (key, _) in _used.Where(u => u.Value < now).ToList())
            _used.Remove(key);
        _sweepAt = Math.Max(SweptFrom, _used.Count * 2);
    }
}
