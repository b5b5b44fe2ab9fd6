using System.Text.Json.Nodes;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>
/// An <c>attributeMappingSource</c> of Graph: a tree of Attribute, Constant and Function beside the expression as text.
/// </summary>
public static class SourceDocument
{
    /// <summary>
    /// The expression that a node stands for; null for none (ENT-MAP-2). The text goes before the tree.
    /// </summary>
    public static string? Read(JsonNode? node)
    {
        if (node is not JsonObject source)
            return null;
        var expression = Text(source["expression"]);
        if (expression is { Length: > 0 })
            return expression;

        var name = Text(source["name"]) ?? "";
        // An argument that was left out, which is something else than an empty text.
        if (expression is { Length: 0 } && name.Length == 0)
            return "";
        return Text(source["type"])?.ToUpperInvariant() switch
        {
            "ATTRIBUTE" => $"[{name}]",
            "FUNCTION" => $"{name}({string.Join(", ", Arguments(name, source))})",
            _ => new Expression.Constant(name).ToString(),
        };
    }

    /// <summary>The node of an expression; a text that cannot be parsed stands alone.</summary>
    public static JsonObject Write(string expression) =>
        Expression.TryParse(expression).Value is { } parsed
            ? ExpressionTree.Write(parsed)
            : new JsonObject { ["expression"] = expression };

    /// <summary>The arguments in their places; a key that says none stands behind the one before it.</summary>
    private static List<string> Arguments(string function, JsonObject source)
    {
        var keys = MappingFunctions.ByName.GetValueOrDefault(function)?.Keys;
        var arguments = new List<string>();
        foreach (var parameter in (source["parameters"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var place = keys?.PlaceOf(Text(parameter["key"]) ?? "", arguments.Count) ?? arguments.Count;
            arguments.AddRange(Enumerable.Repeat("", place - arguments.Count));
            arguments.Add(Read(parameter["value"]) ?? "");
        }
        return arguments;
    }

    private static string? Text(JsonNode? node) => TargetJson.Scalar(node);
}
