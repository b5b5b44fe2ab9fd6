using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Access;
using Provost.Engine.Expressions;
using Provost.Engine.Expressions.Cases;
using Provost.Engine.Synchronization;

namespace Provost.Server.Graph;

/// <summary>
/// <c>…/schema/filterOperators</c>, <c>functions</c> and <c>parseExpression</c>: what filters and expressions can be
/// made of, the same for every schema.
/// </summary>
internal static class SchemaLanguageEndpoint
{
    private static readonly string[] OperatorProperties =
    [
        "id",
        "name",
        "arity",
        "multivaluedComparisonType",
        "supportedAttributeTypes",
    ];

    private static readonly string[] FunctionProperties = ["id", "name", "parameters"];

    public static IReadOnlyList<GraphRoute> Routes { get; } =
        AddressedSchema.OfBoth(schema =>
            [
                new("GET", $"{schema}/filterOperators", Operations.SynchronizationRead, FilterOperatorsAsync),
                new("GET", $"{schema}/functions", Operations.SynchronizationRead, FunctionsAsync),
                new("POST", $"{schema}/parseExpression", Operations.SynchronizationRead, ParseExpressionAsync),
            ]
        );

    private static async Task<GraphAnswer> FilterOperatorsAsync(GraphCall call, CancellationToken ct)
    {
        await AddressedSchema.FindAsync(call, ct);
        return JsonCollection.Answer(
            call,
            "Collection(microsoft.graph.filterOperatorSchema)",
            OperatorProperties,
            FilterOperators.All.Select(Shown)
        );
    }

    private static async Task<GraphAnswer> FunctionsAsync(GraphCall call, CancellationToken ct)
    {
        await AddressedSchema.FindAsync(call, ct);
        return JsonCollection.Answer(
            call,
            "Collection(microsoft.graph.attributeMappingFunctionSchema)",
            FunctionProperties,
            MappingFunctionSchema.All.Select(Shown)
        );
    }

    /// <summary>An expression that cannot be read is an answer: only the request itself can be wrong.</summary>
    private static async Task<GraphAnswer> ParseExpressionAsync(GraphCall call, CancellationToken ct)
    {
        await AddressedSchema.FindAsync(call, ct);
        var body = new GraphBody(call.Json());
        var expression = body.Text("expression") ?? throw body.Missing("expression", "a text");
        body.Object("targetAttributeDefinition");
        var sample = body.Object("testInputObject") is { } input ? Sample(input, call) : null;
        body.Done("microsoft.graph.synchronizationSchema.parseExpression");

        var told = ParseExpressionResponse.Of(expression, sample);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#microsoft.graph.parseExpressionResponse");
            told.WriteProperties(json);
            json.WriteEndObject();
        });
    }

    private static EvaluationContext Sample(GraphBody input, GraphCall call)
    {
        input.Object("definition");
        var values = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in input.Objects("properties") ?? [])
        {
            var value = property.Any("value") is { } given ? JsonNode.Parse(given.GetRawText()) : null;
            values[property.RequiredText("key")] = EvaluationJson.Read(value);
            property.Done("microsoft.graph.stringKeyObjectValuePair");
        }

        input.Done("microsoft.graph.expressionInputObject");
        return new EvaluationContext(
            name => values.GetValueOrDefault(name),
            call.Installation.Time.GetUtcNow(),
            RandomNumberGenerator.GetInt32
        );
    }

    /// <summary>The reference has <c>name</c> where the metadata has <c>id</c>: both are written.</summary>
    private static Action<Utf8JsonWriter> Shown(FilterOperatorSchema op) =>
        json =>
        {
            json.WriteString("id", op.Name);
            json.WriteString("name", op.Name);
            json.WriteString("arity", op.Operand == OperandKind.None ? "Unary" : "Binary");
            json.WriteString("multivaluedComparisonType", op.AnyElement ? "Any" : "All");
            json.WriteStartArray("supportedAttributeTypes");
            foreach (var type in op.Types)
                json.WriteStringValue($"{type}");
            json.WriteEndArray();
        };

    private static Action<Utf8JsonWriter> Shown(MappingFunctionSchema function) =>
        json =>
        {
            json.WriteString("id", function.Name);
            json.WriteString("name", function.Name);
            json.WriteStartArray("parameters");
            foreach (var (name, required, repeats) in function.Parameters)
            {
                json.WriteStartObject();
                json.WriteBoolean("allowMultipleOccurrences", repeats);
                json.WriteString("name", name);
                json.WriteBoolean("required", required);
                json.WriteString("type", "String");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        };
}
