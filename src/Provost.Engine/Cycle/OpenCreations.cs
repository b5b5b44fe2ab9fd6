using System.Collections.Concurrent;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>
/// Creations of which nobody knows yet whether they were carried out. Nothing else is decided about such an object, in
/// scope or out of it, and nobody else is matched by the value that was sent (design §4.8).
/// </summary>
internal sealed class OpenCreations
{
    private readonly ConcurrentDictionary<long, Intent> _byObject = new();
    private readonly ConcurrentDictionary<(ObjectKind, string), long> _byValue = new();

    /// <summary>Asked for every object of a cycle, where the dictionaries would take their locks to say no.</summary>
    private volatile bool _any;

    public void Add(Intent intent)
    {
        _any = true;
        _byObject[intent.ObjectNumber] = intent;
        foreach (var value in Values(intent))
            _byValue[(intent.Kind, value)] = intent.ObjectNumber;
    }

    public void Remove(Intent intent)
    {
        _byObject.TryRemove(intent.ObjectNumber, out _);
        foreach (var value in Values(intent))
            _byValue.TryRemove((intent.Kind, value), out _);
    }

    public int Count => _byObject.Count;

    public Intent? Of(long objectNumber) => _any ? _byObject.GetValueOrDefault(objectNumber) : null;

    /// <summary>Whether the account of another object may turn up under one of these values.</summary>
    public bool MayHold(long objectNumber, ObjectKind kind, IReadOnlyList<MatchValue> values) =>
        _any && values.Any(v => _byValue.TryGetValue((kind, Key(v.Value)), out var holder) && holder != objectNumber);

    private static IEnumerable<string> Values(Intent intent) =>
        new[] { intent.MatchValue, intent.ExternalId }.OfType<string>().Select(Key).Distinct(StringComparer.Ordinal);

    private static string Key(string value) => value.ToUpperInvariant();
}
