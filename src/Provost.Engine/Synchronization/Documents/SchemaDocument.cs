using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>What became of reading a document.</summary>
/// <param name="Schema">Null if the text is no such document.</param>
/// <param name="Problems">What could not be read, with its place; a schema with problems is not for use.</param>
public sealed record SchemaReading(SynchronizationSchema? Schema, IReadOnlyList<SchemaProblem> Problems);

/// <summary>
/// The schema as Graph exports it (<c>synchronizationSchema</c>). What means nothing here is kept for the next export.
/// </summary>
public static class SchemaDocument
{
    private const string SourceName = "Provost";

    /// <summary>Reads a document, whoever wrote it: names in any case, properties left out.</summary>
    public static SchemaReading Read(string json)
    {
        if (TargetJson.ReadObject(Encoding.UTF8.GetBytes(json)) is not { } root)
            return new(null, [new("$", "this is no JSON object; give a schema as Graph exports it.")]);

        var jobId = TargetJson.Scalar(root["id"]) ?? "";
        root.Remove("@odata.context");
        root.Remove("id");
        root.Remove("version");
        var reader = new SchemaReader(root);
        var schema = reader.Read();
        return new(IsOurs(schema, jobId, root) ? schema : schema with { Document = Text(root) }, reader.Problems);
    }

    /// <summary>Writes the whole document.</summary>
    /// <param name="jobId">The id of the job; what stands before its dot is what the target is called.</param>
    public static JsonObject Write(SynchronizationSchema schema, string jobId)
    {
        var body =
            schema.Document is { } document && TargetJson.ReadObject(Encoding.UTF8.GetBytes(document)) is { } kept
                ? kept
                : New(schema, jobId);
        new SchemaWriter(schema, body).Write();

        var root = new JsonObject { ["id"] = jobId, ["version"] = $"v1.{schema.Version}" };
        foreach (var (name, value) in body.ToList())
            root[name] = value?.DeepClone();
        return root;
    }

    /// <summary>What the schema calls the two sides.</summary>
    public static (string Source, string Target) DirectoryNames(SynchronizationSchema schema, string jobId) =>
        schema.Document is { } document
        && TargetJson.ReadObject(Encoding.UTF8.GetBytes(document)) is { } root
        && DocumentShape.Mappings(root).FirstOrDefault()?.Rule is { } rule
            ? (
                DocumentShape.Text(rule["sourceDirectoryName"]) ?? SourceName,
                DocumentShape.Text(rule["targetDirectoryName"]) ?? ""
            )
            : (SourceName, jobId.Split('.')[0]);

    /// <summary>A document in which there is nothing besides what we know is not kept.</summary>
    private static bool IsOurs(SynchronizationSchema schema, string jobId, JsonObject root)
    {
        var first = DocumentShape.Mappings(root).FirstOrDefault()?.Rule;
        if (DocumentShape.Text(first?["sourceDirectoryName"]) != SourceName)
            return false;
        var written = Write(schema, jobId);
        written.Remove("id");
        written.Remove("version");
        return JsonNode.DeepEquals(written, root);
    }

    private static JsonObject New(SynchronizationSchema schema, string jobId)
    {
        var target = jobId.Split('.')[0];
        return new JsonObject
        {
            ["synchronizationRules"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = Id($"{jobId} rule"),
                    ["name"] = "USER_OUTBOUND_USER",
                    ["editable"] = true,
                    ["priority"] = 1,
                    ["sourceDirectoryName"] = SourceName,
                    ["targetDirectoryName"] = target,
                    ["containerFilter"] = null,
                    ["groupFilter"] = null,
                    ["metadata"] = new JsonArray(),
                    ["objectMappings"] = new JsonArray(),
                }
            ),
            ["directories"] = new JsonArray(
                Directory($"{jobId} source", SourceName, kind => SourceAttributes.All(kind)),
                Directory($"{jobId} target", target, kind => schema.DefinitionOf(kind).Attributes)
            ),
        };
    }

    private static JsonObject Directory(string id, string name, Func<ObjectKind, IEnumerable<TargetAttribute>> list) =>
        new()
        {
            ["id"] = Id(id),
            ["name"] = name,
            ["discoverabilities"] = "None",
            ["readOnly"] = false,
            ["version"] = "1",
            ["objects"] = new JsonArray([.. Enum.GetValues<ObjectKind>().Select(kind => Described(kind, list(kind)))]),
        };

    private static JsonObject Described(ObjectKind kind, IEnumerable<TargetAttribute> attributes) =>
        new()
        {
            ["name"] = $"{kind}",
            ["attributes"] = new JsonArray([.. attributes.Select(a => SchemaWriter.Definition([], a))]),
            ["metadata"] = new JsonArray(),
            ["supportedApis"] = new JsonArray(),
        };

    /// <summary>The same every time, so that clients can remember it.</summary>
    private static string Id(string text) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)).ToString();

    private static string Text(JsonObject root) => root.ToJsonString(TargetJson.Readable);
}
