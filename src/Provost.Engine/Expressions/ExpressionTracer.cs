namespace Provost.Engine.Expressions;

/// <summary>Evaluates as ever and writes down what every part gave; the usual way pays nothing for it.</summary>
internal sealed class ExpressionTracer
{
    private readonly List<EvaluationStep> _steps = [];
    private readonly HashSet<string> _secret;
    private int _depth;

    private ExpressionTracer(Expression expression) =>
        _secret = expression
            .Parts()
            .Where(IsRedact)
            .SelectMany(redact => redact.Parts())
            .OfType<Expression.SourceValue>()
            .Select(attribute => attribute.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static (Evaluation Result, IReadOnlyList<EvaluationStep> Steps) Run(
        Expression expression,
        EvaluationContext context
    )
    {
        var tracer = new ExpressionTracer(expression);
        var result = ExpressionCompiler.Compile(expression, tracer.Observed)(context);
        return (result, tracer._steps);
    }

    private Evaluator Observed(Expression part, Evaluator evaluate)
    {
        if (part is not (Expression.SourceValue or Expression.Call or Expression.Comparison))
            return evaluate;

        var hidden = part.Parts()
            .Any(p => IsRedact(p) || p is Expression.SourceValue(var name) && _secret.Contains(name));
        return context =>
        {
            _depth++;
            var result = evaluate(context);
            _depth--;
            _steps.Add(new(part, _depth, hidden ? null : result));
            return result;
        };
    }

    private static bool IsRedact(Expression part) => part is Expression.Call(MappingFunctions.Redact, _);
}
