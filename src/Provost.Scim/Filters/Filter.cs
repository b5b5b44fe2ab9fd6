using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Provost.Scim.Schemas;

namespace Provost.Scim.Filters;

/// <summary>A SCIM filter (RFC 7644 §3.4.2.2) as a tree.</summary>
public abstract record Filter
{
    private Filter() { }

    /// <summary><c>path pr</c>: the attribute has a value.</summary>
    public sealed record Present(AttributePath Path) : Filter;

    /// <summary><c>path op value</c>.</summary>
    public sealed record Compare(AttributePath Path, Operator Operator, ScimValue Value) : Filter;

    /// <summary>Both hold.</summary>
    public sealed record And(Filter Left, Filter Right) : Filter;

    /// <summary>At least one holds.</summary>
    public sealed record Or(Filter Left, Filter Right) : Filter;

    /// <summary>The inner filter does not hold.</summary>
    public sealed record Not(Filter Inner) : Filter;

    /// <summary><c>path[inner]</c>: one and the same element satisfies the inner filter.</summary>
    public sealed record ValuePath(AttributePath Path, Filter Inner) : Filter;

    /// <summary>Reads a filter; bad grammar is an <c>invalidFilter</c>.</summary>
    public static Filter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FilterParser.ParseFilter(text);
    }

    /// <summary>Reads a filter and checks that its attributes exist and can be compared in this way.</summary>
    public static Filter Parse(string text, ResourceType type)
    {
        var filter = Parse(text);
        filter.Check(type);
        return filter;
    }

    /// <summary>Writes the filter back in its canonical form: <c>Parse(f.ToString())</c> equals <c>f</c>.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    /// <summary>
    /// Whether nothing can match unless this core attribute equals <paramref name="value"/>: the filter is that
    /// comparison, or it is one side of an <c>and</c>. A store looks the value up and evaluates the whole filter on
    /// what it found.
    /// </summary>
    public bool TryGetEquality(string attributeName, [NotNullWhen(true)] out string? value)
    {
        value = null;
        switch (this)
        {
            case Compare(var path, Operator.Eq, var literal)
                when path.SubAttribute is null
                    && path.Name.Equals(attributeName, StringComparison.OrdinalIgnoreCase)
                    && (path.Schema is null || Urns.IsCore(path.Schema))
                    && literal.Kind is ScimValueKind.String or ScimValueKind.Number:
                value = literal.Text;
                return true;
            case And(var left, var right):
                return left.TryGetEquality(attributeName, out value) || right.TryGetEquality(attributeName, out value);
            default:
                return false;
        }
    }

    private void Write(StringBuilder text)
    {
        switch (this)
        {
            case Present(var path):
                text.Append(path).Append(" pr");
                break;
            case Compare(var path, var op, var value):
                text.Append(path).Append(' ').Append(op.Name()).Append(' ').Append(value);
                break;
            case And(var left, var right):
                left.WriteGrouped(text, left is Or);
                text.Append(" and ");
                right.WriteGrouped(text, right is Or or And);
                break;
            case Or(var left, var right):
                left.Write(text);
                text.Append(" or ");
                right.WriteGrouped(text, right is Or);
                break;
            case Not(var inner):
                text.Append("not ");
                inner.WriteGrouped(text, true);
                break;
            case ValuePath(var path, var inner):
                text.Append(path).Append('[');
                inner.Write(text);
                text.Append(']');
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void WriteGrouped(StringBuilder text, bool group)
    {
        if (group)
            text.Append('(');
        Write(text);
        if (group)
            text.Append(')');
    }
}
