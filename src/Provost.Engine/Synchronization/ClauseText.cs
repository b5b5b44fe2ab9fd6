using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>Reads a clause as people write it: <c>department EQUALS Sales</c>, <c>MEMBER OF 'Sales Team'</c>.</summary>
public static class ClauseText
{
    private const int MostWords = 4;

    /// <exception cref="EngineException">There is no operator in the text.</exception>
    public static FilterClause Parse(string text)
    {
        var words = text.Split(' ');
        for (var start = 0; start < words.Length; start++)
        for (var count = Math.Min(MostWords, words.Length - start); count > 0; count--)
        {
            if (!FilterOperators.TryFind(string.Join(' ', words[start..(start + count)]), out var op))
                continue;
            var source = string.Join(' ', words[..start]).Trim();
            if (source.Length == 0 && op.Operand == OperandKind.Group)
                source = FilterClause.MemberOf;
            if (!IsSource(source))
                continue;
            var operand = string.Join(' ', words[(start + count)..]);
            return new(source, op.Operator, operand.Length == 0 ? null : Unquoted(operand));
        }
        throw new EngineException(
            $"'{text}' is no clause; write ATTRIBUTE OPERATOR VALUE, for example department EQUALS Sales. "
                + FilterOperators.Names
        );
    }

    /// <summary>An operator inside of an expression's texts is none.</summary>
    private static bool IsSource(string text) =>
        text.AsSpan().ContainsAny('[', '"', '(')
            ? Expression.TryParse(text).Succeeded
            : text.Length > 0 && !text.Contains(' ');

    private static string Unquoted(string text) =>
        text is ['\'', .. var single, '\''] ? single
        : text is ['"', .. var twofold, '"'] ? twofold
        : text;
}
