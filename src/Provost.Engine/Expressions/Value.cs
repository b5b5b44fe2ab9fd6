using System.Globalization;

namespace Provost.Engine.Expressions;

/// <summary>The types that an attribute value can have on either side of a mapping (ENT-TRM-5).</summary>
public enum ValueKind
{
    /// <summary>No value at all, which is something else than an empty text (ENT-MAP-7).</summary>
    Null,
    Text,
    Boolean,
    Number,
    Instant,

    /// <summary>Several texts, in order.</summary>
    Many,

    /// <summary>The id of another object: a source id before references are resolved, a target id after.</summary>
    Reference,
}

/// <summary>One attribute value. Equality is exact; comparison that ignores case is the reader's decision.</summary>
public readonly struct Value : IEquatable<Value>
{
    private readonly string? _text;
    private readonly double _number;
    private readonly IReadOnlyList<string>? _many;

    private Value(ValueKind kind, string? text = null, double number = 0, IReadOnlyList<string>? many = null)
    {
        Kind = kind;
        _text = text;
        _number = number;
        _many = many;
    }

    public ValueKind Kind { get; }

    public static Value Null => default;

    public static Value True { get; } = new(ValueKind.Boolean, "True", 1);

    public static Value False { get; } = new(ValueKind.Boolean, "False");

    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>Null, an empty text or a list without an element.</summary>
    public bool IsNullOrEmpty =>
        Kind switch
        {
            ValueKind.Null => true,
            ValueKind.Text or ValueKind.Reference => _text is null or "",
            ValueKind.Many => _many is null or { Count: 0 },
            _ => false,
        };

    /// <summary>How many UTF-16 units a text has; 0 for everything else.</summary>
    internal int Length => _text?.Length ?? 0;

    /// <summary>The elements of a multi-valued value; a single value is a list of one, null an empty list.</summary>
    public IReadOnlyList<string> Elements =>
        Kind switch
        {
            ValueKind.Null => [],
            ValueKind.Many => _many ?? [],
            _ => [ToString()],
        };

    public bool AsBoolean => Kind == ValueKind.Boolean && _number != 0;

    public double AsNumber => _number;

    /// <summary>The instant in UTC; only meaningful for <see cref="ValueKind.Instant"/>.</summary>
    public DateTimeOffset AsInstant =>
        new(BitConverter.DoubleToInt64Bits(_number) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    public static Value Text(string? text) => text is null ? default : new(ValueKind.Text, text);

    public static Value Boolean(bool value) => value ? True : False;

    public static Value Number(double value) => new(ValueKind.Number, null, value);

    /// <summary>An instant, kept in whole microseconds: as bits, because a double counts 8 of them as one.</summary>
    public static Value Instant(DateTimeOffset value) =>
        new(ValueKind.Instant, null, BitConverter.Int64BitsToDouble(value.UtcTicks / TimeSpan.TicksPerMicrosecond));

    public static Value Many(IReadOnlyList<string> values) => new(ValueKind.Many, null, 0, values);

    public static Value Reference(string id) => new(ValueKind.Reference, id);

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    public bool Equals(Value other) =>
        Kind == other.Kind
        && _number.Equals(other._number)
        && string.Equals(_text, other._text, StringComparison.Ordinal)
        && (Kind != ValueKind.Many || Elements.SequenceEqual(other.Elements, StringComparer.Ordinal));

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() =>
        Kind == ValueKind.Many ? HashCode.Combine(Kind, Elements.Count) : HashCode.Combine(Kind, _text, _number);

    /// <summary>The value as text: booleans are <c>True</c> and <c>False</c> (ENT-EXP-7), null is empty.</summary>
    public override string ToString() =>
        Kind switch
        {
            ValueKind.Null => "",
            ValueKind.Number => _number.ToString("R", CultureInfo.InvariantCulture),
            ValueKind.Instant => AsInstant.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture),
            ValueKind.Many => string.Join(';', Elements),
            _ => _text ?? "",
        };
}
