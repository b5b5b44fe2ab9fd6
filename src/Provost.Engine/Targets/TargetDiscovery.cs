using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Scim.Schemas;

namespace Provost.Engine.Targets;

/// <summary>What a target says of itself.</summary>
/// <param name="Answer">A failure says why nothing was learnt.</param>
public sealed record TargetDiscovery(TargetAnswer Answer, IReadOnlyList<TargetDefinition> Definitions)
{
    /// <summary>Of a target that is asked for no schema.</summary>
    public static TargetDiscovery None { get; } =
        new(new TargetAnswer(TargetOutcome.Refused, "NotImplemented", "It has no discovery."), []);

    /// <summary>The target attribute lists that <c>/Schemas</c> and <c>/ResourceTypes</c> amount to. Pure.</summary>
    /// <param name="resourceTypes">
    /// Null where the target does not tell: then users have the enterprise extension and groups have none.
    /// </param>
    internal static IReadOnlyList<TargetDefinition> Read(JsonArray schemas, JsonArray? resourceTypes) =>
        [
            .. from kind in Enum.GetValues<ObjectKind>()
            let type = Objects(resourceTypes).FirstOrDefault(t => IsOf(t, kind))
            let extensions = Extensions(type, kind)
            select new TargetDefinition(
                kind,
                [
                    .. Attributes(schemas, CoreOf(type, kind), ""),
                    .. extensions.SelectMany(urn => Attributes(schemas, urn, $"{urn}:")),
                ]
            ),
        ];

    private static IEnumerable<TargetAttribute> Attributes(JsonArray schemas, string urn, string prefix) =>
        TargetDefinitions
            .Flat(
                Objects(Objects(schemas).FirstOrDefault(s => Same(Text(s["id"]), urn))?["attributes"])
                    .Select(Attribute)
                    .Where(a => a.Name.Length > 0)
            )
            .Select(a => a with { Name = prefix + a.Name })
            // The manager is written as a whole (ENT-MAP-29).
            .Where(a => !a.Name.StartsWith($"{CoreSchemas.EnterpriseUserId}:manager.", StringComparison.Ordinal));

    private static bool IsOf(JsonObject type, ObjectKind kind) =>
        Same(Text(type["endpoint"])?.Trim('/'), $"{kind}s") || Same(Text(type["name"]), $"{kind}");

    private static string CoreOf(JsonObject? type, ObjectKind kind) =>
        Text(type?["schema"]) ?? (kind == ObjectKind.User ? CoreSchemas.UserId : CoreSchemas.GroupId);

    private static IEnumerable<string> Extensions(JsonObject? type, ObjectKind kind) =>
        type is not null ? Objects(type["schemaExtensions"]).Select(e => Text(e["schema"])).OfType<string>()
        : kind == ObjectKind.User ? [CoreSchemas.EnterpriseUserId]
        : [];

    private static SchemaAttribute Attribute(JsonObject json) =>
        new(Text(json["name"]) ?? "", Choice<Scim.Schemas.AttributeType>(json["type"]), "")
        {
            MultiValued = Flag(json["multiValued"]),
            Required = Flag(json["required"]),
            CaseExact = Flag(json["caseExact"]),
            Mutability = Choice<Mutability>(json["mutability"]),
            CanonicalValues = Texts(json["canonicalValues"]),
            ReferenceTypes = Texts(json["referenceTypes"]),
            SubAttributes = [.. Objects(json["subAttributes"]).Select(Attribute)],
        };

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static IReadOnlyList<string> Texts(JsonNode? list) =>
        [.. (list as JsonArray ?? []).Select(Text).OfType<string>()];

    private static T Choice<T>(JsonNode? node)
        where T : struct, Enum => Enum.TryParse<T>(Text(node), ignoreCase: true, out var choice) ? choice : default;

    private static bool Flag(JsonNode? node) => Same(Text(node), "True");

    private static string? Text(JsonNode? node) => TargetJson.Scalar(node);

    private static bool Same(string? one, string? other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
