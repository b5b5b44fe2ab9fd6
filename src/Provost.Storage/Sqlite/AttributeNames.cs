using System.Collections.Concurrent;
using System.Text.Json;

namespace Provost.Storage.Sqlite;

/// <summary>Names of attributes that were read before: a hundred thousand people share one text for each.</summary>
internal sealed class AttributeNames
{
    /// <summary>Longer names, and more of them, are taken as they come.</summary>
    private const int Longest = 64;
    private const int Most = 1000;

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>The name at which the reader stands.</summary>
    public string Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > Longest)
            return reader.GetString() ?? "";

        Span<char> name = stackalloc char[Longest];
        name = name[..reader.CopyString(name)];
        if (_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known))
            return known;

        var read = name.ToString();
        return _known.Count < Most ? _known.GetOrAdd(read, read) : read;
    }
}
