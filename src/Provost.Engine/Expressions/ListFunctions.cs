namespace Provost.Engine.Expressions;

/// <summary>Functions over several values.</summary>
internal static class ListFunctions
{
    public static Evaluation Item(Value list, Value index)
    {
        if (!Numbers.TryWhole(index, out var at))
            return TextFunctions.NotWhole("index", index);
        if (at < 1)
            return Evaluation.Failed("index counts from 1.");
        return at <= list.Elements.Count ? Value.Text(list.Elements[(int)at - 1]) : Value.Null;
    }

    /// <summary>Empty sources bring no separator. Where there was no source at all, there is no text either.</summary>
    public static Evaluation Join(ReadOnlySpan<Value> a)
    {
        var separator = a[0].ToString();
        var parts = new List<string>(a.Length);
        var isNull = true;
        var length = 0L;
        foreach (var source in a[1..])
        {
            isNull &= source.IsNull;
            if (source.Kind == ValueKind.Many)
                foreach (var element in source.Elements)
                    Add(element);
            else
                Add(source.ToString());
        }
        return isNull ? Value.Null
            : length > Expression.LongestValue ? TextFunctions.TooLong()
            : Value.Text(string.Join(separator, parts));

        void Add(string part)
        {
            if (part.Length == 0)
                return;
            parts.Add(part);
            length += part.Length + separator.Length;
        }
    }

    public static Evaluation Distinct(Value list) =>
        list.Kind == ValueKind.Many ? Value.Many([.. list.Elements.Distinct(StringComparer.Ordinal)]) : list;

    public static Evaluation Split(Value source, Value delimiter)
    {
        if (source.IsNull)
            return Value.Null;
        if (source.IsNullOrEmpty)
            return Value.Many([]);
        if (TextFunctions.Single(source) is not { } text)
            return TextFunctions.Several(source);
        return Value.Many(
            text.Split(delimiter.ToString(), StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );
    }
}
