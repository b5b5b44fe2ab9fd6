using System.Text;
using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Schemas;

namespace Provost.Scim.Resources;

/// <summary>
/// A resource as JSON. Names and URNs are found without case; order, spelling and attributes that nobody knows are
/// kept, so that what was read is what is written. Not for use by several threads at once.
/// </summary>
public sealed class ScimResource
{
    /// <summary>A resource over this JSON, which is not copied.</summary>
    public ScimResource(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Json = json;
    }

    /// <summary>The JSON itself.</summary>
    public JsonObject Json { get; }

    /// <summary>The identifier that the server gave.</summary>
    public string? Id
    {
        get => this["id"].AsText();
        set => this["id"] = value;
    }

    /// <summary>The identifier that the client gave.</summary>
    public string? ExternalId
    {
        get => this["externalId"].AsText();
        set => this["externalId"] = value;
    }

    /// <summary><c>meta.version</c>, which equals the ETag.</summary>
    public string? Version => (this["meta"] as JsonObject)?.Find("version").AsText();

    /// <summary>A top-level attribute or an extension by its URN, without case. Setting null removes it.</summary>
    public JsonNode? this[string name]
    {
        get => Json.Find(name);
        set
        {
            var key = Json.KeyOf(name) ?? name;
            if (value is null)
                Json.Remove(key);
            else
                Json[key] = value;
        }
    }

    /// <summary>Reads a JSON object; anything else is an <c>invalidSyntax</c>.</summary>
    public static ScimResource Parse(ReadOnlySpan<byte> utf8) => new(ScimJson.ParseObject(utf8));

    /// <summary>Reads a JSON object; anything else is an <c>invalidSyntax</c>.</summary>
    public static ScimResource Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(ScimJson.ParseObject(Encoding.UTF8.GetBytes(json)));
    }

    /// <summary>
    /// The value at a path. Behind a multi-valued attribute a sub-attribute is that of the primary element, or of the
    /// first.
    /// </summary>
    public JsonNode? Find(AttributePath path)
    {
        var home =
            path.Schema is null || Urns.IsCore(path.Schema) ? Json : this[Urns.Modern(path.Schema)] as JsonObject;
        var node = home?.Find(path.Name);
        if (path.SubAttribute is null)
            return node;

        var element = node is JsonArray array ? Preferred(array) : node;
        return (element as JsonObject)?.Find(path.SubAttribute);
    }

    /// <summary>
    /// The text at a path such as <c>userName</c>, <c>name.givenName</c> or <c>emails[type eq "work"].value</c>; a
    /// complex value is represented by its <c>value</c>.
    /// </summary>
    public string? Text(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (attribute, filter, sub) = FilterParser.ParsePath(path);
        if (filter is null)
            return ValueOf(Find(attribute)).AsText();

        var elements = Find(attribute with { SubAttribute = null }) as JsonArray;
        var element = elements?.FirstOrDefault(e => filter.MatchesElement(e, null));
        return sub is null ? ValueOf(element).AsText() : (element as JsonObject)?.Find(sub).AsText();
    }

    /// <summary>A copy that shares nothing.</summary>
    public ScimResource Clone() => new((JsonObject)Json.DeepClone());

    private static JsonNode? ValueOf(JsonNode? node) =>
        node switch
        {
            JsonArray array => ValueOf(Preferred(array)),
            JsonObject json => json.Find("value"),
            _ => node,
        };

    private static JsonNode? Preferred(JsonArray array) =>
        array.FirstOrDefault(e => e is JsonObject json && json.Find("primary").AsBoolean() == true)
        ?? array.FirstOrDefault();
}
