using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Provost.Engine.Expressions;

/// <summary>
/// Things made from a text, kept for the next time. It starts anew when it is full, so that its memory has a bound;
/// safe on many threads.
/// </summary>
internal sealed class BoundedCache<T>(int most)
    where T : class
{
    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);

    public int Count => _known.Count;

    public bool TryGet(string text, [NotNullWhen(true)] out T? made) => _known.TryGetValue(text, out made);

    public void Keep(string text, T made)
    {
        if (_known.Count >= most)
            _known.Clear();
        _known.TryAdd(text, made);
    }
}
