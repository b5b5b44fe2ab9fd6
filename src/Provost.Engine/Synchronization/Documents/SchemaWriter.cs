using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using static Provost.Engine.Synchronization.Documents.DocumentShape;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>
/// Writes a schema into the document that it came from, or into a new one; what is equal is left as it was written.
/// </summary>
internal sealed class SchemaWriter(SynchronizationSchema schema, JsonObject root)
{
    public void Write()
    {
        foreach (var mapping in schema.ObjectMappings)
            Write(mapping);
    }

    private void Write(ObjectMapping mapping)
    {
        var node = Mappings(root).FirstOrDefault(n => n.Kind == mapping.Kind) ?? Added(mapping.Kind);
        node.Mapping["name"] = mapping.Title;
        node.Mapping["enabled"] = mapping.Enabled;
        if (!SchemaReader.TryFlowTypes(node.Mapping["flowTypes"], out var flows) || flows != mapping.FlowTypes)
            node.Mapping["flowTypes"] = Names(mapping.FlowTypes);
        node.Mapping["flowTypes"] ??= Names(mapping.FlowTypes);
        WriteScope(node, mapping.Scope);
        WriteAttributes(node, mapping.Attributes);
        var clears = mapping.Attributes.Where(a => a.ClearsWhenNull).Select(a => a.Target.Text).ToList();
        SetNames(node.Rule, ClearsKey(mapping.Kind), clears);
        if (schema.Targets?.FirstOrDefault(t => t.Kind == mapping.Kind) is { } target)
            WriteTarget(node, target);
    }

    /// <summary>Graph has no name for all of them together.</summary>
    private static string Names(FlowTypes types) =>
        types == FlowTypes.None
            ? $"{FlowTypes.None}"
            : string.Join(
                ", ",
                new[] { FlowTypes.Add, FlowTypes.Update, FlowTypes.Delete }.Where(t => types.HasFlag(t))
            );

    private MappingNode Added(ObjectKind kind)
    {
        var rule = Objects(root["synchronizationRules"]).First().Node;
        var mapping = new JsonObject { ["sourceObjectName"] = $"{kind}", ["targetObjectName"] = $"{kind}" };
        (rule["objectMappings"] as JsonArray ?? Into(rule, "objectMappings")).Add(mapping);
        return new(kind, rule, mapping, "");
    }

    private static void WriteScope(MappingNode node, ScopingFilter? filter)
    {
        if (filter is null && node.Mapping.ContainsKey("scope") && node.Mapping["scope"] is null)
            return;
        var scope = node.Mapping["scope"] as JsonObject ?? new JsonObject();
        var before = SchemaReader.Filter(scope, "", static (_, _) => { });
        if (!SchemaComparison.AreSame(before, filter))
            scope["groups"] = new JsonArray([.. (filter?.Groups ?? []).Select(Group)]);
        foreach (var name in new[] { "groups", "inputFilterGroups", "categoryFilterGroups" })
            scope[name] ??= new JsonArray();
        if (scope.Parent is null)
            node.Mapping["scope"] = scope;
    }

    private static JsonObject Group(FilterGroup group) =>
        new() { ["name"] = group.Title, ["clauses"] = new JsonArray([.. group.Clauses.Select(Clause)]) };

    private static JsonObject Clause(FilterClause clause) =>
        new()
        {
            ["operatorName"] = FilterOperators.Of(clause.Operator).Name,
            ["sourceOperandName"] = clause.Source,
            ["targetOperand"] = new JsonObject
            {
                ["values"] = new JsonArray([.. clause.Operand is { } one ? new JsonNode[] { one } : []]),
            },
        };

    private static void WriteAttributes(MappingNode node, IReadOnlyList<AttributeMapping> attributes)
    {
        var before = Objects(node.Mapping["attributeMappings"])
            .Select(a => a.Node)
            .DistinctBy(a => Text(a["targetAttributeName"]), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(a => Text(a["targetAttributeName"]) ?? "", StringComparer.OrdinalIgnoreCase);
        node.Mapping["attributeMappings"] = new JsonArray([
            .. attributes.Select(a =>
                Attribute(before.GetValueOrDefault(a.Target.Text)?.DeepClone().AsObject() ?? [], a)
            ),
        ]);
    }

    private static JsonObject Attribute(JsonObject node, AttributeMapping mapping)
    {
        node["targetAttributeName"] = mapping.Target.Text;
        node["defaultValue"] = mapping.DefaultValue;
        node["matchingPriority"] = mapping.MatchingPriority;
        if (
            node["flowType"] is null
            || !SchemaReader.TryFlowType(node["flowType"], out var flow)
            || flow != mapping.FlowType
        )
            node["flowType"] = $"{mapping.FlowType}";
        node["flowBehavior"] ??= "FlowWhenChanged";
        node["exportMissingReferences"] ??= false;
        if (!node.ContainsKey("source") || SourceDocument.Read(node["source"]) != mapping.Source)
            node["source"] = mapping.Source is { } source ? SourceDocument.Write(source) : null;
        return node;
    }

    private void WriteTarget(MappingNode mapping, TargetDefinition target)
    {
        var described = TargetObject(root, mapping) ?? AddedObject(mapping);
        var list = described["attributes"] as JsonArray ?? Into(described, "attributes");
        foreach (var attribute in target.Attributes)
        {
            var known = Objects(list).Select(a => a.Node).FirstOrDefault(a => Same(Text(a["name"]), attribute.Name));
            if (known is null)
                list.Add(Definition([], attribute));
            else
                Definition(known, attribute);
        }
        var hidden = target.Attributes.Where(a => a.Sensitive).Select(a => a.Name).ToList();
        SetNames(mapping.Rule, SensitiveKey(mapping.Kind), hidden);
    }

    /// <summary>An <c>attributeDefinition</c> of Graph.</summary>
    public static JsonObject Definition(JsonObject node, TargetAttribute attribute)
    {
        node["name"] = attribute.Name;
        node["type"] = $"{attribute.Type}";
        node["anchor"] = attribute.Anchor;
        node["caseExact"] = attribute.CaseExact;
        node["defaultValue"] = attribute.DefaultValue;
        node["multivalued"] = attribute.MultiValued;
        node["mutability"] = $"{attribute.Mutability}";
        node["required"] = attribute.Required;
        node["flowNullValues"] ??= false;
        node["apiExpressions"] ??= new JsonArray();
        node["metadata"] ??= new JsonArray();
        var known = Objects(node["referencedObjects"]).Select(r => Text(r.Node["referencedObjectName"]));
        if (
            node["referencedObjects"] is null
            || !known.SequenceEqual(attribute.ReferencedObjects, StringComparer.Ordinal)
        )
            node["referencedObjects"] = new JsonArray([.. attribute.ReferencedObjects.Select(Referenced)]);
        return node;
    }

    private static JsonObject Referenced(string name) =>
        new() { ["referencedObjectName"] = name, ["referencedProperty"] = "id" };

    private JsonObject AddedObject(MappingNode mapping)
    {
        var name = Text(mapping.Rule["targetDirectoryName"]);
        var directories = root["directories"] as JsonArray ?? Into(root, "directories");
        var directory = Objects(directories).Select(d => d.Node).FirstOrDefault(d => Same(Text(d["name"]), name));
        if (directory is null)
            directories.Add(directory = new JsonObject { ["name"] = name });
        var described = new JsonObject { ["name"] = Text(mapping.Mapping["targetObjectName"]) ?? $"{mapping.Kind}" };
        (directory["objects"] as JsonArray ?? Into(directory, "objects")).Add(described);
        return described;
    }

    private static JsonArray Into(JsonObject owner, string name)
    {
        var list = new JsonArray();
        owner[name] = list;
        return list;
    }
}
