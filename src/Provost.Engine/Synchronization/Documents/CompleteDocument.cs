using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>
/// Brings a schema document into the form in which Graph shows it: every property is there, names of enums are spelled
/// as Graph spells them, and annotations of clients are gone. Clients leave out what is null and write flags their own
/// way (graph-api 0.6, 0.8), so what went out comes back equal.
/// </summary>
public sealed class CompleteDocument
{
    private readonly List<SchemaProblem> _problems = [];

    private CompleteDocument() { }

    /// <summary>Reads a document with names in any case; null if the text is no JSON object.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> json) => TargetJson.ReadObject(json);

    /// <summary>Changes the document in place. What is unknown stays as it is.</summary>
    /// <returns>Properties of a wrong type and values that are none of their enum's, with their places.</returns>
    public static IReadOnlyList<SchemaProblem> Make(JsonObject document)
    {
        var made = new CompleteDocument();
        made.Make(document, DocumentTypes.Schema, "");
        return made._problems;
    }

    private void Make(JsonObject node, string type, string place)
    {
        var properties = DocumentTypes.All[type];
        foreach (var name in node.Select(p => p.Key).ToList())
            Rename(node, name, properties);
        if (type == "attributeMappingSource")
            Derive(node);
        foreach (var property in properties)
            Make(node, property, place.Length == 0 ? property.Name : $"{place}.{property.Name}");
    }

    private void Make(JsonObject node, DocumentProperty property, string place)
    {
        if (node[property.Name] is not { } value)
        {
            node[property.Name] = property.Otherwise();
            return;
        }

        switch (property.Form, value)
        {
            case (DocumentForm.Any, _):
                break;
            case (DocumentForm.Object, JsonObject inner):
                Make(inner, property.Of, place);
                break;
            case (DocumentForm.Objects, JsonArray list):
                foreach (var (at, element) in list.Index())
                    Element(element, property.Of, string.Create(CultureInfo.InvariantCulture, $"{place}[{at}]"));
                break;
            case (DocumentForm.Texts, JsonArray list) when list.All(IsText):
                break;
            case (DocumentForm.Text, JsonValue) when IsText(value):
                break;
            case (DocumentForm.Flag, JsonValue) when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                break;
            case (DocumentForm.Number, JsonValue number) when number.TryGetValue<int>(out _):
                break;
            case (DocumentForm.Choice or DocumentForm.Choices, JsonValue) when IsText(value):
                node[property.Name] = Spelled(property, value.GetValue<string>(), place);
                break;
            default:
                Problem(place, $"is {Kind(value)}; it has to be {Wanted(property)}.");
                break;
        }
    }

    private static void Rename(JsonObject node, string name, DocumentProperty[] properties)
    {
        if (name.Contains("@odata.", StringComparison.OrdinalIgnoreCase))
            node.Remove(name);
        var known = Array.Find(properties, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (known is null || known.Name == name)
            return;
        var value = node[name];
        node.Remove(name);
        node[known.Name] = value;
    }

    private void Element(JsonNode? element, string type, string place)
    {
        if (element is JsonObject inner)
            Make(inner, type, place);
        else
            Problem(place, $"is {Kind(element)}; it has to be an object.");
    }

    /// <summary>A source may be given by its expression alone, or by its tree alone (graph-api 6.4).</summary>
    private static void Derive(JsonObject source)
    {
        if (source["type"] is not null)
            return;
        if (TargetJson.Scalar(source["expression"]) is not { Length: > 0 } expression)
            return;
        foreach (var (name, value) in SourceDocument.Write(expression).ToList())
            source[name] = value?.DeepClone();
    }

    private string Spelled(DocumentProperty property, string given, string place)
    {
        var separators = property.Form == DocumentForm.Choices ? "," : "\n";
        var words = new List<string>();
        foreach (var word in given.Split(separators, StringSplitOptions.TrimEntries))
        {
            if (Array.Find(property.Names, n => n.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } name)
                words.Add(name);
            else
                Problem(place, $"'{word}' is none of its values: {string.Join(", ", property.Names)}.");
        }

        return string.Join(", ", words.Distinct(StringComparer.Ordinal).OrderBy(w => Array.IndexOf(property.Names, w)));
    }

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static string Kind(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.Array => "an array",
            JsonValueKind.Object => "an object",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            _ => "true or false",
        };

    private static string Wanted(DocumentProperty property) =>
        property.Form switch
        {
            DocumentForm.Flag => "true or false",
            DocumentForm.Number => "a whole number",
            DocumentForm.Choice or DocumentForm.Choices => $"one of {string.Join(", ", property.Names)}",
            DocumentForm.Texts => "an array of texts",
            DocumentForm.Object => "an object",
            DocumentForm.Objects => "an array of objects",
            _ => "a text",
        };

    private void Problem(string place, string message) => _problems.Add(new(place, message));
}
