namespace Provost.Engine.Expressions;

/// <summary>Functions that evaluate only what they choose, so that the other branches may well be impossible.</summary>
internal static class ChoiceFunctions
{
    /// <summary>
    /// An empty text is passed over like null; the last argument is the default and counts even when empty.
    /// </summary>
    public static Evaluation Coalesce(ReadOnlySpan<Evaluator> a, EvaluationContext context)
    {
        for (var i = 0; i < a.Length - 1; i++)
            if (a[i](context) is var result && !(result.IsValue && result.Value.IsNullOrEmpty))
                return result;
        return a[^1](context);
    }

    public static Evaluation IgnoreFlowIfNullOrEmpty(ReadOnlySpan<Evaluator> a, EvaluationContext context) =>
        a[0](context) is var result && result.IsValue && result.Value.IsNullOrEmpty ? Evaluation.IgnoreFlow : result;

    public static Evaluation Iif(ReadOnlySpan<Evaluator> a, EvaluationContext context)
    {
        var condition = a[0](context);
        if (!condition.IsValue)
            return condition;
        return a[Comparisons.IsTrue(condition.Value) ? 1 : 2](context);
    }

    /// <summary>Keys compare exactly; the key "" stands for null as well (ENT-EXP 5.2).</summary>
    public static Evaluation Switch(ReadOnlySpan<Evaluator> a, EvaluationContext context)
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

    public static Evaluation SelectUniqueValue(ReadOnlySpan<Evaluator> a, EvaluationContext context)
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
