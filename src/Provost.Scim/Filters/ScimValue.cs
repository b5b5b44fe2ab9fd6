using System.Globalization;
using System.Text;

namespace Provost.Scim.Filters;

/// <summary>The kinds of value that a filter can compare with.</summary>
public enum ScimValueKind
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Text, which dates and references also are.</summary>
    String,
}

/// <summary>A value in a filter: text, number, boolean or null.</summary>
public readonly struct ScimValue : IEquatable<ScimValue>
{
    private readonly string? _text;
    private readonly decimal _number;

    private ScimValue(ScimValueKind kind, string? text, decimal number)
    {
        Kind = kind;
        _text = text;
        _number = number;
    }

    /// <summary>Which of the four it is.</summary>
    public ScimValueKind Kind { get; }

    /// <summary><c>null</c>.</summary>
    public static ScimValue Null => default;

    /// <summary>
    /// The value as text: a string as it is, a number and a boolean as they were written, null as nothing.
    /// </summary>
    public string Text => _text ?? "";

    /// <summary>The number; zero for anything else.</summary>
    public decimal AsNumber => _number;

    /// <summary>Whether it is <c>true</c>.</summary>
    public bool AsBoolean => Kind == ScimValueKind.Boolean && _number != 0;

    /// <summary>A string.</summary>
    public static ScimValue Of(string text) => new(ScimValueKind.String, text, 0);

    /// <summary>A boolean.</summary>
    public static ScimValue Of(bool value) => new(ScimValueKind.Boolean, value ? "true" : "false", value ? 1 : 0);

    /// <summary>A number.</summary>
    public static ScimValue Of(decimal value) =>
        new(ScimValueKind.Number, value.ToString(CultureInfo.InvariantCulture), value);

    /// <summary>A number together with its spelling, which matters when it is compared with text.</summary>
    internal static ScimValue Of(decimal value, string spelling) => new(ScimValueKind.Number, spelling, value);

    /// <summary>Whether both are the same value; <c>1.0</c> equals <c>1</c>.</summary>
    public static bool operator ==(ScimValue left, ScimValue right) => left.Equals(right);

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(ScimValue left, ScimValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ScimValue other) =>
        Kind == other.Kind
        && (
            Kind == ScimValueKind.String
                ? string.Equals(_text, other._text, StringComparison.Ordinal)
                : _number == other._number
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ScimValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Kind == ScimValueKind.String ? HashCode.Combine(Kind, _text) : HashCode.Combine(Kind, _number);

    /// <summary>The value as a filter writes it, strings in quotes.</summary>
    public override string ToString()
    {
        if (Kind != ScimValueKind.String)
            return Kind == ScimValueKind.Null ? "null" : Text;

        var text = new StringBuilder(Text.Length + 2);
        text.Append('"');
        foreach (var c in Text)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (char.IsControl(c) || char.IsSurrogate(c))
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }

        return text.Append('"').ToString();
    }
}
