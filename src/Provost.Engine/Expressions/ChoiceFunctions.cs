namespace Provost.Engine.Expressions;

/// <summary>Functions that evaluate only what they choose, so that the other branches may well be impossible.</summary>
internal static class ChoiceFunctions
{
    public static MappingFunction[] Table { get; } =
    [
        new(
            "Coalesce",
            new("source*"),
            "The first value that is not empty; else the last argument.",
            "Coalesce([otherMail], [mail])"
        )
        {
            Lazy = Coalesce,
        },
        new(
            "IgnoreFlowIfNullOrEmpty",
            new("expression"),
            "The value; nothing at all if it is empty.",
            "IgnoreFlowIfNullOrEmpty([division])"
        )
        {
            Lazy = IgnoreFlowIfNullOrEmpty,
        },
        new(
            "IIF",
            new("condition, valueIfTrue, valueIfFalse"),
            "One of two values, by a condition with = <> < <= > >=.",
            """IIF([country] = "GB", "United Kingdom", [country])"""
        )
        {
            Lazy = Iif,
        },
        new(
            "Switch",
            new("source, defaultValue?, key*, value*"),
            "The value whose key equals the source, else the default.",
            """Switch([department], "Other", "Engineering", "Tech", "Sales", "Market")"""
        )
        {
            Lazy = Switch,
        },
        new(
            MappingFunctions.SelectUniqueValue,
            new("rule1, rule*"),
            "The first value that the target does not have yet.",
            """SelectUniqueValue([mailNickname], Append([mailNickname], "2"))"""
        )
        {
            Lazy = SelectUniqueValue,
            OnCreationOnly = true,
        },
    ];

    /// <summary>
    /// An empty text is passed over like null; the last argument is the default and counts even when empty.
    /// </summary>
    private static Evaluation Coalesce(ReadOnlySpan<Evaluator> a, EvaluationContext context)
    {
        for (var i = 0; i < a.Length - 1; i++)
            if (a[i](context) is var result && !(result.IsValue && result.Value.IsNullOrEmpty))
                return result;
        return a[^1](context);
    }

    private static Evaluation IgnoreFlowIfNullOrEmpty(ReadOnlySpan<Evaluator> a, EvaluationContext context) =>
        a[0](context) is var result && result.IsValue && result.Value.IsNullOrEmpty ? Evaluation.IgnoreFlow : result;

    private static Evaluation Iif(ReadOnlySpan<Evaluator> a, EvaluationContext context)
    {
        var condition = a[0](context);
        if (!condition.IsValue)
            return condition;
        return a[Comparisons.IsTrue(condition.Value) ? 1 : 2](context);
    }

    /// <summary>Keys compare exactly; the key "" stands for null as well (ENT-EXP 5.2).</summary>
    private static Evaluation Switch(ReadOnlySpan<Evaluator> a, EvaluationContext context)
    {
        var source = a[0](context);
        if (!source.IsValue)
            return source;
        if (source.Value.Kind == ValueKind.Reference)
            return Evaluation.Failed("Switch: the source is a reference; only texts and numbers can be switched on.");
        if (source.Value.Kind == ValueKind.Many && source.Value.Elements.Count > 1)
            return Evaluation.Failed("Switch: the source has several values; choose one with Item.");

        var text = source.Value.ToString();
        for (var i = 2; i + 1 < a.Length; i += 2)
        {
            var key = a[i](context);
            if (!key.IsValue)
                return key;
            if (!key.Value.IsNull && string.Equals(text, key.Value.ToString(), StringComparison.Ordinal))
                return a[i + 1](context);
        }
        return a[1](context);
    }

    private static Evaluation SelectUniqueValue(ReadOnlySpan<Evaluator> a, EvaluationContext context)
    {
        var candidates = new List<string>(a.Length);
        foreach (var rule in a)
        {
            var result = rule(context);
            if (!result.IsValue)
                return result;
            if (!result.Value.IsNullOrEmpty && !candidates.Contains(result.Value.ToString()))
                candidates.Add(result.Value.ToString());
        }
        return candidates.Count > 0 ? Evaluation.Candidates(candidates) : Value.Null;
    }
}
