using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>What a property of Graph's schema document holds.</summary>
internal enum DocumentForm
{
    Text,
    Flag,
    Number,

    /// <summary>One of some names.</summary>
    Choice,

    /// <summary>Any of some names, with commas between them.</summary>
    Choices,
    Texts,
    Object,
    Objects,

    /// <summary>Whatever it is.</summary>
    Any,
}

/// <summary>A property of a type in Graph's schema document.</summary>
/// <param name="Of">The type of the objects, or the names of a choice with bars between them.</param>
/// <param name="Default">What it is where it was left out; null for null.</param>
internal sealed record DocumentProperty(string Name, DocumentForm Form, string Of = "", string? Default = null)
{
    public string[] Names { get; } = Of.Split('|');

    public JsonNode? Otherwise() =>
        Form switch
        {
            DocumentForm.Texts or DocumentForm.Objects => new JsonArray(),
            DocumentForm.Flag => Default is "true",
            DocumentForm.Number => 0,
            _ => Default,
        };
}

/// <summary>The types that Graph's <c>synchronizationSchema</c> is made of (graph-api 11 and 12).</summary>
internal static class DocumentTypes
{
    public const string Schema = "synchronizationSchema";

    public static FrozenDictionary<string, DocumentProperty[]> All { get; } =
        new Dictionary<string, DocumentProperty[]>(StringComparer.Ordinal)
        {
            [Schema] = [Objects("synchronizationRules", "synchronizationRule"), Objects("directories", "directory")],
            ["synchronizationRule"] =
            [
                Text("id"),
                Text("name"),
                new("editable", DocumentForm.Flag, Default: "true"),
                Number("priority"),
                Text("sourceDirectoryName"),
                Text("targetDirectoryName"),
                new("containerFilter", DocumentForm.Object, "containerFilter"),
                new("groupFilter", DocumentForm.Object, "groupFilter"),
                Objects("metadata", "pair"),
                Objects("objectMappings", "objectMapping"),
            ],
            ["containerFilter"] = [new("includedContainers", DocumentForm.Texts)],
            ["groupFilter"] = [new("includedGroups", DocumentForm.Texts)],
            ["pair"] = [Text("key"), new("value", DocumentForm.Any)],
            ["objectMapping"] =
            [
                new("enabled", DocumentForm.Flag, Default: "true"),
                new("flowTypes", DocumentForm.Choices, "None|Add|Update|Delete", "Add, Update, Delete"),
                Text("name"),
                Text("sourceObjectName"),
                Text("targetObjectName"),
                new("scope", DocumentForm.Object, "filter"),
                Objects("metadata", "pair"),
                Objects("attributeMappings", "attributeMapping"),
            ],
            ["filter"] =
            [
                Objects("groups", "filterGroup"),
                Objects("inputFilterGroups", "filterGroup"),
                Objects("categoryFilterGroups", "filterGroup"),
            ],
            ["filterGroup"] = [Text("name"), Objects("clauses", "filterClause")],
            ["filterClause"] =
            [
                Text("operatorName"),
                Text("sourceOperandName"),
                new("targetOperand", DocumentForm.Object, "filterOperand"),
            ],
            ["filterOperand"] = [new("values", DocumentForm.Texts)],
            ["attributeMapping"] =
            [
                Text("defaultValue"),
                Flag("exportMissingReferences"),
                new("flowBehavior", DocumentForm.Choice, "FlowWhenChanged|FlowAlways", "FlowWhenChanged"),
                new("flowType", DocumentForm.Choice, FlowTypes, "Always"),
                Number("matchingPriority"),
                new("source", DocumentForm.Object, "attributeMappingSource"),
                Text("targetAttributeName"),
            ],
            ["attributeMappingSource"] =
            [
                Text("expression"),
                Text("name"),
                new("type", DocumentForm.Choice, "Attribute|Constant|Function"),
                Objects("parameters", "parameter"),
            ],
            ["parameter"] = [Text("key"), new("value", DocumentForm.Object, "attributeMappingSource")],
            ["directory"] =
            [
                Text("id"),
                Text("name"),
                Text("version"),
                new("discoverabilities", DocumentForm.Choices, Discoverabilities, "None"),
                Text("discoveryDateTime"),
                Flag("readOnly"),
                Objects("objects", "object"),
            ],
            ["object"] =
            [
                Text("name"),
                Objects("attributes", "attribute"),
                Objects("metadata", "pair"),
                new("supportedApis", DocumentForm.Texts),
            ],
            ["attribute"] =
            [
                Text("name"),
                new("type", DocumentForm.Choice, "String|Integer|Reference|Binary|Boolean|DateTime", "String"),
                Flag("anchor"),
                Flag("caseExact"),
                Text("defaultValue"),
                Flag("flowNullValues"),
                Flag("multivalued"),
                new("mutability", DocumentForm.Choice, "ReadWrite|ReadOnly|Immutable|WriteOnly", "ReadWrite"),
                Flag("required"),
                Objects("apiExpressions", "pair"),
                Objects("metadata", "pair"),
                Objects("referencedObjects", "reference"),
            ],
            ["reference"] = [Text("referencedObjectName"), Text("referencedProperty")],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The later name and the earlier one of the same thing are both met with.</summary>
    private const string FlowTypes = "Always|ObjectAddOnly|MultiValueAddOnly|ValueAddOnly|AttributeAddOnly";

    private const string Discoverabilities =
        "None|AttributeNames|AttributeDataTypes|AttributeReadOnly|ReferenceAttributes";

    private static DocumentProperty Text(string name) => new(name, DocumentForm.Text);

    private static DocumentProperty Flag(string name) => new(name, DocumentForm.Flag);

    private static DocumentProperty Number(string name) => new(name, DocumentForm.Number);

    private static DocumentProperty Objects(string name, string of) => new(name, DocumentForm.Objects, of);
}
