using System.Text.Json.Nodes;

namespace Provost.Engine.Expressions;

/// <summary>
/// An expression as Graph's <c>attributeMappingSource</c>: a tree of functions, attributes and constants, in which
/// arguments go by the names of their parameters and those left out are not there (ENT-EXP-5, ENT-EXP-11).
/// </summary>
public static class ExpressionTree
{
    /// <returns><c>{"expression":…,"name":…,"type":…,"parameters":[{"key":…,"value":…}]}</c></returns>
    public static JsonObject Write(Expression expression) =>
        expression switch
        {
            Expression.SourceValue(var name) => Node(expression, "Attribute", name),
            Expression.Constant(var text) => Node(expression, "Constant", text),
            Expression.Call(var name, var arguments) => Node(
                expression,
                "Function",
                name,
                arguments.Select((a, i) => (MappingFunctions.ByName[name].Keys.NameOf(i), a))
            ),
            Expression.Comparison(var left, var comparator, var right) => Node(
                expression,
                "Function",
                comparator.Sign(),
                [("left", left), ("right", right)]
            ),
            _ => Node(expression, "Constant", expression.ToString()),
        };

    private static JsonObject Node(
        Expression expression,
        string type,
        string name,
        IEnumerable<(string Key, Expression Value)>? parameters = null
    ) =>
        new()
        {
            ["expression"] = expression.ToString(),
            ["name"] = name,
            ["type"] = type,
            ["parameters"] = new JsonArray([
                .. (parameters ?? [])
                    .Where(p => p.Value is not Expression.Omitted)
                    .Select(p => new JsonObject { ["key"] = p.Key, ["value"] = Write(p.Value) }),
            ]),
        };
}
