namespace Provost.Engine.Expressions;

/// <summary>
/// The parameters of a function, written as in the reference: <c>source, default?, key*, value*</c>. A question mark is
/// optional, a star repeats; several starred ones repeat together.
/// </summary>
internal sealed class Parameters
{
    private readonly string[] _names;
    private readonly bool[] _optional;
    private readonly int _fixed;
    private readonly int _repeated;
    private readonly int _least;
    private readonly string _text;

    public Parameters(string text)
    {
        _text = text;
        var parts = text.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        _names = [.. parts.Select(p => p.TrimEnd('?', '*'))];
        _optional = [.. parts.Select(p => p.EndsWith('?'))];
        _repeated = parts.Count(p => p.EndsWith('*'));
        _fixed = parts.Length - _repeated;
        _least = _repeated > 0 ? _fixed - _optional.Count(o => o) + _repeated : Array.LastIndexOf(_optional, false) + 1;
    }

    public bool Takes(int count) =>
        _repeated == 0 ? count >= _least && count <= _fixed : count >= _least && (count - _fixed) % _repeated == 0;

    /// <summary>A repeated argument may be left out as well: it counts as null.</summary>
    public bool IsOptional(int index) => index >= _fixed || _optional[IndexOf(index)];

    public string NameOf(int index) => _names[IndexOf(index)];

    /// <summary>The first place from the given one that a parameter can have; null if it can have none there.</summary>
    public int? PlaceOf(string name, int from)
    {
        var end = _repeated == 0 ? _names.Length : Math.Max(from, _fixed) + _repeated;
        for (var place = from; place < end; place++)
            if (NameOf(place).Equals(name, StringComparison.Ordinal))
                return place;
        return null;
    }

    /// <summary>Each of them once, in order.</summary>
    public IEnumerable<MappingParameterSchema> Described() =>
        _names.Select((name, i) => new MappingParameterSchema(name, !_optional[i], i >= _fixed));

    public override string ToString() => _text;

    private int IndexOf(int index) =>
        index < _fixed || _repeated == 0 ? index : _fixed + ((index - _fixed) % _repeated);
}
