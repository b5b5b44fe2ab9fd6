using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Provost.Engine.Expressions;

/// <summary>An expression, ready to be evaluated.</summary>
internal delegate Evaluation Evaluator(EvaluationContext context);

/// <summary>Turns a tree into nested delegates; names and constants are resolved here, once.</summary>
internal static class ExpressionCompiler
{
    /// <param name="observe">Wraps the delegate of every part, for a trace.</param>
    public static Evaluator Compile(Expression expression, Func<Expression, Evaluator, Evaluator>? observe = null)
    {
        var evaluator = expression switch
        {
            Expression.SourceValue(var name) => Attribute(new SourceAttribute(name)),
            Expression.Constant(var text) => Constant(Value.Text(text)),
            Expression.Number(var text) => Constant(Numbers.Literal(text)),
            Expression.Keyword(var name) => Constant(Keyword(name)),
            Expression.Omitted => Constant(Value.Null),
            Expression.Comparison(var left, var comparator, var right) => Comparison(
                Compile(left, observe),
                comparator,
                Compile(right, observe)
            ),
            Expression.Call(var name, var arguments) => Call(
                MappingFunctions.ByName[name],
                [.. arguments.Select(a => Compile(a, observe))]
            ),
            _ => throw new UnreachableException(),
        };
        return observe is not null ? observe(expression, evaluator)
            : IsFixed(expression) && evaluator(Nothing) is { IsValue: true } value ? Constant(value)
            : evaluator;
    }

    private static EvaluationContext Nothing { get; } = new(static _ => default, default, static _ => 0);

    /// <summary>A call over constants gives the same every time: it is evaluated here, once.</summary>
    private static bool IsFixed(Expression expression) =>
        expression switch
        {
            Expression.Call(var name, { Count: > 0 } arguments) => MappingFunctions.ByName[name]
                is { OnCreationOnly: false, Strict: not null }
                && arguments.All(a =>
                    a is Expression.Constant or Expression.Number or Expression.Omitted || IsFixed(a)
                ),
            _ => false,
        };

    private static Evaluator Constant(Evaluation value) => _ => value;

    private static Evaluator Attribute(SourceAttribute attribute) => context => context.Read(attribute);

    private static Evaluation Keyword(string name) =>
        name switch
        {
            Keywords.IgnoreAttributeFlow => Evaluation.IgnoreFlow,
            Keywords.IgnoreObjectFlow => Evaluation.IgnoreObject,
            _ => Value.Text(name),
        };

    private static Evaluator Comparison(Evaluator left, Comparator comparator, Evaluator right) =>
        context =>
        {
            var a = left(context);
            if (!a.IsValue)
                return a;
            var b = right(context);
            if (!b.IsValue)
                return b;
            return Comparisons.Problem(a.Value, b.Value) is { } problem
                ? Evaluation.Failed(problem)
                : Value.Boolean(Comparisons.Holds(a.Value, comparator, b.Value));
        };

    private static Evaluator Call(MappingFunction function, Evaluator[] arguments) =>
        function.Lazy is { } lazy ? context => lazy(arguments, context)
        : function.Strict is { } strict ? Strict(function, strict, arguments)
        : throw new UnreachableException();

    /// <summary>Most calls have few arguments: their values live on the stack.</summary>
    private static Evaluator Strict(MappingFunction function, StrictFunction apply, Evaluator[] arguments) =>
        context =>
        {
            var few = new FewValues();
            Span<Value> values = arguments.Length <= FewValues.Count ? few : new Value[arguments.Length];
            values = values[..arguments.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                var argument = arguments[i](context);
                if (!argument.IsValue)
                    return argument;
                values[i] = argument.Value;
            }
            return Checked(function, apply(values, context));
        };

    private static Evaluation Checked(MappingFunction function, Evaluation result) =>
        result.Kind == EvaluationKind.Failed ? Evaluation.Failed($"{function.Name}: {result.Message}")
        : result.Value.Length > Expression.LongestValue ? Checked(function, TextFunctions.TooLong())
        : result;

    [InlineArray(Count)]
    private struct FewValues
    {
        public const int Count = 8;
        private Value _first;
    }
}
