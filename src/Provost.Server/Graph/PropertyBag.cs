using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Server.Graph;

/// <summary>What a property that is only kept has to look like.</summary>
internal enum PropertyShape
{
    Text,
    Boolean,
    Texts,
    Object,
    Objects,
}

/// <summary>
/// A property of Graph's that nothing here reads: checked for its shape, kept, and shown again.
/// </summary>
/// <param name="Default">What is shown where it was never set, as JSON.</param>
internal sealed record KeptProperty(string Name, PropertyShape Shape, string Default = "null")
{
    /// <summary>What applications and service principals both have.</summary>
    public static KeptProperty Info { get; } =
        new(
            "info",
            PropertyShape.Object,
            """{"logoUrl":null,"marketingUrl":null,"privacyStatementUrl":null,"supportUrl":null,"termsOfServiceUrl":null}"""
        );

    /// <summary>Where not empty, the texts that it may have.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>The kept properties of one object.</summary>
internal static class PropertyBag
{
    /// <summary>
    /// What is stored with what a request says: null takes a property back to its default, the parts of an object
    /// that are not named stay as they are (graph-api: PATCH).
    /// </summary>
    public static string Merge(string stored, IReadOnlyList<KeptProperty> known, GraphBody body)
    {
        var bag = JsonNode.Parse(stored)?.AsObject() ?? [];
        foreach (var property in known.Where(p => body.Has(p.Name)))
        {
            Check(property, body);
            if (body.Any(property.Name) is not { } value)
                bag.Remove(property.Name);
            else if (property.Shape == PropertyShape.Object)
                bag[property.Name] = Over(bag[property.Name] ?? JsonNode.Parse(property.Default), value);
            else
                bag[property.Name] = JsonNode.Parse(value.GetRawText());
        }

        return bag.ToJsonString();
    }

    public static void Write(Utf8JsonWriter json, string stored, IReadOnlyList<KeptProperty> known)
    {
        using var bag = JsonDocument.Parse(stored);
        foreach (var property in known)
        {
            json.WritePropertyName(property.Name);
            if (bag.RootElement.TryGetProperty(property.Name, out var value))
                value.WriteTo(json);
            else
                json.WriteRawValue(property.Default);
        }
    }

    /// <summary>Nobody verifies publishers here.</summary>
    public static void WriteNoPublisher(Utf8JsonWriter json)
    {
        json.WriteStartObject("verifiedPublisher");
        json.WriteNull("addedDateTime");
        json.WriteNull("displayName");
        json.WriteNull("verifiedPublisherId");
        json.WriteEndObject();
    }

    private static void Check(KeptProperty property, GraphBody body)
    {
        switch (property.Shape)
        {
            case PropertyShape.Text:
                if (
                    body.Text(property.Name) is { } text
                    && property.Values is { Count: > 0 } values
                    && !values.Contains(text, StringComparer.Ordinal)
                )
                {
                    throw GraphException.BadRequest(
                        $"'{text}' is no value of {property.Name}. Its values: {string.Join(", ", values)}.",
                        property.Name
                    );
                }

                break;
            case PropertyShape.Boolean:
                body.Boolean(property.Name);
                break;
            case PropertyShape.Texts:
                body.Texts(property.Name);
                break;
            case PropertyShape.Object:
                body.Object(property.Name);
                break;
            default:
                body.Objects(property.Name);
                break;
        }
    }

    private static JsonObject Over(JsonNode? below, JsonElement value)
    {
        var merged = below?.DeepClone().AsObject() ?? [];
        foreach (var part in value.EnumerateObject())
        {
            if (!part.Name.Contains("@odata.", StringComparison.Ordinal))
                merged[part.Name] = JsonNode.Parse(part.Value.GetRawText());
        }

        return merged;
    }
}
