using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Provost.Engine.Expressions;

/// <summary>An expression, ready to be evaluated.</summary>
internal delegate Evaluation Evaluator(EvaluationContext context);

/// <summary>Turns a tree into nested delegates; names and constants are resolved here, once.</summary>
internal static class ExpressionCompiler
{
    /// <summary>Integers above this lose digits as a double, so they travel as text (Windows file times do).</summary>
    private const double LargestExact = 9_007_199_254_740_992;

    public static Evaluator Compile(Expression expression) =>
        expression switch
        {
            Expression.SourceValue(var name) => Attribute(new SourceAttribute(name)),
            Expression.Constant(var text) => Constant(Value.Text(text)),
            Expression.Number(var text) => Constant(Number(text)),
            Expression.Keyword(var name) => Constant(Keyword(name)),
            Expression.Omitted => Constant(Value.Null),
            Expression.Comparison(var left, var comparator, var right) => Comparison(
                Compile(left),
                comparator,
                Compile(right)
            ),
            Expression.Call(var name, var arguments) => Call(
                MappingFunctions.ByName[name],
                [.. arguments.Select(Compile)]
            ),
            _ => throw new UnreachableException(),
        };

    private static Evaluator Constant(Evaluation value) => _ => value;

    private static Evaluator Attribute(SourceAttribute attribute) => context => context.Read(attribute);

    private static Value Number(string text)
    {
        if (text.StartsWith("&H", StringComparison.OrdinalIgnoreCase))
            return long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, null, out var bits)
                ? Value.Number(bits)
                : Value.Text(text);
        var number = double.Parse(text, CultureInfo.InvariantCulture);
        return Math.Abs(number) < LargestExact ? Value.Number(number) : Value.Text(text);
    }

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
            return b.IsValue ? Value.Boolean(Comparisons.Holds(a.Value, comparator, b.Value)) : b;
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
            return Named(function, apply(values, context));
        };

    private static Evaluation Named(MappingFunction function, Evaluation result) =>
        result.Kind == EvaluationKind.Failed ? Evaluation.Failed($"{function.Name}: {result.Message}") : result;

    [InlineArray(Count)]
    private struct FewValues
    {
        public const int Count = 8;
        private Value _first;
    }
}
