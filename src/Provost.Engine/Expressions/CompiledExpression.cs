namespace Provost.Engine.Expressions;

/// <summary>An expression made ready: delegates over resolved names, and what is known of it beforehand.</summary>
public sealed class CompiledExpression
{
    private readonly Evaluator _evaluate;

    internal CompiledExpression(Expression source)
    {
        Source = source;
        _evaluate = ExpressionCompiler.Compile(source);

        var parts = source.Parts().ToList();
        var calls = parts.OfType<Expression.Call>().Select(c => c.Function).ToHashSet(StringComparer.Ordinal);
        Attributes = parts
            .OfType<Expression.SourceValue>()
            .Select(a => a.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        ReadsIsSoftDeleted = Attributes.Contains("IsSoftDeleted");
        OnCreationOnly = calls.Any(name => MappingFunctions.ByName[name].OnCreationOnly);
        ReadsClock = calls.Contains("Now");
        Redacts = calls.Contains(MappingFunctions.Redact);
        GivesObjects = source is Expression.Call(var root, _) && MappingFunctions.ByName[root].GivesObjects;
    }

    public Expression Source { get; }

    /// <summary>The names of the attributes that it reads.</summary>
    public IReadOnlySet<string> Attributes { get; }

    public bool ReadsIsSoftDeleted { get; }

    /// <summary>Random and unique values are made once, when the account is created, and never again.</summary>
    public bool OnCreationOnly { get; }

    /// <summary>Its value can change with time alone.</summary>
    public bool ReadsClock { get; }

    /// <summary>Logs show <c>[Redact]</c> instead of the value.</summary>
    public bool Redacts { get; }

    /// <summary>The elements of its value are JSON objects in text form, such as app roles.</summary>
    public bool GivesObjects { get; }

    public Evaluation Evaluate(EvaluationContext context) => Shown(_evaluate(context));

    /// <summary>As <see cref="Evaluate"/>, with the value of every part: for editors, not for cycles.</summary>
    /// <remarks>
    /// What stands inside of Redact, or has it inside, is hidden in the steps, and so is an attribute that is redacted
    /// anywhere in the expression.
    /// </remarks>
    public EvaluationTrace Trace(EvaluationContext context)
    {
        var (result, steps) = ExpressionTracer.Run(Source, context);
        return new(Shown(result), steps, Redacts && result.Kind != EvaluationKind.Failed);
    }

    private Evaluation Shown(Evaluation result) =>
        Redacts && result.Kind == EvaluationKind.Failed
            ? Evaluation.Failed("A function failed; the expression is redacted, so its values are not shown.")
            : result;
}
