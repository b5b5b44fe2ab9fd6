using System.Text.Json.Nodes;
using Provost.Engine.Targets;
using Provost.Scim.Schemas;
using static Provost.Engine.Synchronization.Documents.DocumentShape;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>Reads Entra's schema document; what is missing has the default of graph-api §6.4.</summary>
internal sealed class SchemaReader(JsonObject root)
{
    private static readonly (string Name, FlowType Type)[] FlowTypeNames =
    [
        ("Always", FlowType.Always),
        ("ObjectAddOnly", FlowType.ObjectAddOnly),
        ("MultiValueAddOnly", FlowType.MultiValueAddOnly),
        // The same thing by its later name.
        ("ValueAddOnly", FlowType.MultiValueAddOnly),
    ];

    public List<SchemaProblem> Problems { get; } = [];

    public SynchronizationSchema Read()
    {
        if (root["synchronizationRules"] is not JsonArray)
            Problem("$", "there is no array synchronizationRules; give a schema as Graph exports it.");
        var nodes = Mappings(root).ToList();
        if (nodes.Count == 0 && Problems.Count == 0)
            Problem(
                "synchronizationRules",
                "no mapping of User or Group was found; sourceObjectName says which it is."
            );
        foreach (var twice in nodes.GroupBy(n => n.Kind).Where(g => g.Count() > 1))
            Problem(twice.Last().Place, $"{twice.Key} is mapped a second time; keep one mapping for each kind.");

        var once = nodes.DistinctBy(n => n.Kind).ToList();
        var targets = once.Select(Targets).Where(t => t.Attributes.Count > 0).ToList();
        return new(1, [.. once.Select(Mapping)], targets.Count > 0 ? targets : null);
    }

    public static bool TryFlowType(JsonNode? node, out FlowType type)
    {
        var name = Text(node) ?? "Always";
        var found = Array.Find(FlowTypeNames, f => Same(f.Name, name));
        type = found.Type;
        return found.Name is not null;
    }

    /// <summary><c>Add, Update, Delete</c></summary>
    public static bool TryFlowTypes(JsonNode? node, out FlowTypes types)
    {
        types = FlowTypes.All;
        return Text(node) is not { } text || Enum.TryParse(text, ignoreCase: true, out types);
    }

    /// <summary>Null where the document has no filter.</summary>
    public static ScopingFilter? Filter(JsonNode? scope, string place, Action<string, string> problem)
    {
        foreach (var name in new[] { "inputFilterGroups", "categoryFilterGroups" })
            if (scope?[name] is JsonArray { Count: > 0 })
                problem($"{place}.{name}", "these filters are not applied here; write them as groups, or remove them.");

        var groups = Objects(scope?["groups"])
            .Select(g => new FilterGroup(
                Text(g.Node["name"]) ?? $"Filter {g.Index + 1}",
                [
                    .. Objects(g.Node["clauses"])
                        .Select(c => Clause(c.Node, $"{place}.groups[{g.Index}].clauses[{c.Index}]", problem))
                        .OfType<FilterClause>(),
                ]
            ))
            .ToList();
        return groups.Count > 0 ? new(groups) : null;
    }

    private static FilterClause? Clause(JsonObject clause, string place, Action<string, string> problem)
    {
        var name = Text(clause["operatorName"]) ?? "";
        if (!FilterOperators.TryFind(name, out var op))
        {
            problem(place, $"there is no operator '{name}'. {FilterOperators.Names}");
            return null;
        }
        var values = (clause["targetOperand"]?["values"] as JsonArray ?? []).Select(Text).OfType<string>().ToList();
        if (values.Count > 1 && op.Operand != OperandKind.None)
            problem(place, $"{op.Name} takes one value, not {values.Count}; write a filter for each of them.");
        return new(Text(clause["sourceOperandName"]) ?? "", op.Operator, values.Count > 0 ? values[0] : null);
    }

    private ObjectMapping Mapping(MappingNode node)
    {
        var clears = Names(node.Rule, ClearsKey(node.Kind)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!TryFlowTypes(node.Mapping["flowTypes"], out var flowTypes))
            Problem($"{node.Place}.flowTypes", "has to be made of Add, Update and Delete.");
        return new(
            node.Kind,
            Text(node.Mapping["name"]) ?? $"Synchronize {node.Kind}",
            [
                .. Objects(node.Mapping["attributeMappings"])
                    .Select(a => Attribute(a.Node, $"{node.Place}.attributeMappings[{a.Index}]", clears))
                    .OfType<AttributeMapping>(),
            ],
            Flag(node.Mapping["enabled"], otherwise: true),
            flowTypes,
            Filter(node.Mapping["scope"], $"{node.Place}.scope", Problem)
        );
    }

    private AttributeMapping? Attribute(JsonObject node, string place, HashSet<string> clears)
    {
        if (!TryFlowType(node["flowType"], out var flow))
            Problem(
                $"{place}.flowType",
                $"'{Text(node["flowType"])}' is not known; use {string.Join(", ", FlowTypeNames.Select(f => f.Name))}."
            );
        if (node["matchingPriority"] is { } priority && Whole(priority) is null)
            Problem(
                $"{place}.matchingPriority",
                "has to be a whole number; 0 for an attribute that is not matched on."
            );
        if (!TargetPath.TryParse(Text(node["targetAttributeName"]) ?? "", out var target, out var problem))
        {
            Problem($"{place}.targetAttributeName", problem);
            return null;
        }
        return new(
            target,
            SourceDocument.Read(node["source"]),
            Text(node["defaultValue"]),
            Whole(node["matchingPriority"]) ?? 0,
            flow,
            clears.Contains(target.Text)
        );
    }

    /// <summary>Only what differs from RFC 7643 is kept.</summary>
    private TargetDefinition Targets(MappingNode node)
    {
        var sensitive = Names(node.Rule, SensitiveKey(node.Kind)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var known = TargetDefinitions.Of(node.Kind);
        var listed = Objects(TargetObject(root, node)?["attributes"])
            .Where(a => Text(a.Node["name"]) is { Length: > 0 })
            .Select(a => Listed(a.Node, sensitive))
            .Where(a => !known.Attributes.Any(k => IsSame(k, a)));
        return new(node.Kind, [.. listed]);
    }

    private TargetAttribute Listed(JsonObject node, HashSet<string> sensitive)
    {
        var name = Text(node["name"]) ?? "";
        var isWriteOnly = Choice<Mutability>(node, "mutability", name) == Mutability.WriteOnly;
        return new(name, Choice<AttributeType>(node, "type", name))
        {
            MultiValued = Flag(node["multivalued"], otherwise: false),
            Required = Flag(node["required"], otherwise: false),
            CaseExact = Flag(node["caseExact"], otherwise: false),
            Anchor = Flag(node["anchor"], otherwise: false),
            Mutability = Choice<Mutability>(node, "mutability", name),
            DefaultValue = Text(node["defaultValue"]),
            Sensitive = isWriteOnly || sensitive.Contains(name),
            ReferencedObjects =
            [
                .. Objects(node["referencedObjects"]).Select(r => Text(r.Node["referencedObjectName"]) ?? ""),
            ],
        };
    }

    private T Choice<T>(JsonObject node, string property, string name)
        where T : struct, Enum
    {
        if (Text(node[property]) is not { Length: > 0 } text)
            return default;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice))
            return choice;
        Problem(name, $"'{text}' is no {property}; use {string.Join(", ", Enum.GetNames<T>())}.");
        return default;
    }

    private static bool IsSame(TargetAttribute known, TargetAttribute listed) =>
        known with { ReferencedObjects = listed.ReferencedObjects } == listed
        && known.ReferencedObjects.SequenceEqual(listed.ReferencedObjects, StringComparer.Ordinal);

    private void Problem(string place, string message) => Problems.Add(new(place, message));
}
