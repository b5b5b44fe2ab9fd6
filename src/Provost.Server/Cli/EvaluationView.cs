using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;
using Provost.Engine.Expressions.Cases;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary>An evaluation as a person or a machine reads it; Redact hides here what it hides in the log.</summary>
internal static class EvaluationView
{
    private const string Hidden = "[Redact]";

    public static JsonSerializerOptions Readable { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The message, the line of the text that it is about, and a caret below the position.</summary>
    public static string Refusal(string text, Engine.Expressions.ParseResult parsed)
    {
        var at = Math.Min(parsed.Position - 1, text.Length);
        var start = text[..at].LastIndexOf('\n') + 1;
        var end = text.IndexOf('\n', at) is >= 0 and var next ? next : text.Length;
        var indent = string.Concat(text[start..at].Select(c => c == '\t' ? c : ' '));
        return $"{parsed.Message}\n  {text[start..end]}\n  {indent}^";
    }

    public static Table Steps(EvaluationTrace trace, IReadOnlySet<string> taken)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Step", "Expression", "Value");
        foreach (var (number, step) in trace.Steps.Index())
            table.AddRow(
                $"{number + 1}",
                Markup.Escape($"{new string(' ', 2 * step.Depth)}{step.Expression}"),
                Markup.Escape(step.Result is { } result ? Value(result, taken) : Hidden)
            );
        return table;
    }

    public static string Value(EvaluationTrace trace, IReadOnlySet<string> taken) =>
        trace.IsRedacted ? Hidden : Value(trace.Result, taken);

    /// <summary><c>{"value":…,"steps":[…]}</c>; <c>error</c> for the value, <c>position</c> for bad text.</summary>
    public static JsonObject Json(
        Engine.Expressions.ParseResult parsed,
        EvaluationTrace? trace,
        IReadOnlySet<string> taken
    )
    {
        if (trace is null)
            return new() { ["error"] = parsed.Message, ["position"] = parsed.Position };

        var steps = trace.Steps.Select(step =>
        {
            var json = Outcome(step.Result, taken);
            json.Insert(0, "expression", step.Expression.ToString());
            return json;
        });
        var whole = Outcome(trace.IsRedacted ? null : trace.Result, taken);
        whole["steps"] = new JsonArray([.. steps]);
        return whole;
    }

    private static JsonObject Outcome(Evaluation? result, IReadOnlySet<string> taken) =>
        result switch
        {
            null => new() { ["value"] = Hidden },
            { Kind: EvaluationKind.Failed } failed => new() { ["error"] = failed.Message },
            { } value => new() { ["value"] = EvaluationJson.Write(value, taken) },
        };

    private static string Value(Evaluation result, IReadOnlySet<string> taken) =>
        result.Kind == EvaluationKind.Failed
            ? result.Message
            : EvaluationJson.Write(result, taken)?.ToJsonString(Readable) ?? "null";
}
