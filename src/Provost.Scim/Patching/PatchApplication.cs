using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Patching;

/// <summary>
/// Applies operations to one resource. The rows P1 to P31 are those of the decision table, scim-wire B.2.
/// </summary>
internal sealed class PatchApplication(JsonObject resource, ResourceType type, Journal journal)
{
    private readonly SingleValues _single = new(journal);
    private readonly MultipleValues _multiple = new(journal);

    public void Apply(PatchOperation operation)
    {
        if (operation.Path is { } path)
            ApplyAt(path, operation);
        else if (operation.Kind == PatchKind.Remove)
            throw ScimException.NoTarget("A 'remove' operation needs a 'path': it would remove everything.");
        else if (operation.Value is JsonObject value)
            Merge(operation.Kind, value);
        else
            throw ScimException.InvalidValue("Without a 'path', 'value' must be an object of attributes.");
    }

    /// <summary>
    /// Sets every key, which may be a name, a dotted name, a URN or a path (P1, P8). What is read-only or unknown is
    /// passed over: Okta sends <c>id</c> along.
    /// </summary>
    public void Merge(PatchKind kind, JsonObject value)
    {
        for (var i = 0; i < value.Count; i++)
        {
            var (key, node) = value.GetAt(i);
            if (node is JsonObject inner && type.IsCore(key))
                Merge(kind, inner);
            else if (node is JsonObject part && ExtensionNamed(key) is { } urn)
                MergeExtension(kind, urn, part);
            else if (TryPath(key, out var path) && Resolve(path) is { } target && !IsServersOwn(target))
                MergeAt(kind, target, path.Filter, node);
        }
    }

    private void MergeAt(PatchKind kind, AttributeTarget target, Filter? filter, JsonNode? value)
    {
        if (target is { Kind: TargetKind.Extension, Extension: { } urn })
        {
            if (kind == PatchKind.Replace && Coercion.IsEmpty(value))
                RemoveExtension(urn);
        }
        else
            Assign(kind, target, filter, value, hasValue: true);
    }

    private void ApplyAt(PatchPath path, PatchOperation operation)
    {
        var target =
            Resolve(path)
            ?? throw ScimException.InvalidPath($"{type.Name} has no attribute '{Excerpt.Of(path.ToString())}'.");
        if (target.Kind != TargetKind.Attribute)
            ApplyToSchema(target, operation);
        else if (ReferenceEquals(target.Attribute, CommonAttributes.Schemas))
            return;
        else if (IsServersOwn(target))
            throw ScimException.Mutability($"'{Excerpt.Of(path.ToString())}' cannot be changed: it is read-only.");
        else
            Assign(operation.Kind, target, path.Filter, operation.Value, hasValue: operation.Value is not null);
    }

    /// <summary>The path is the URN of a schema: the core, or an extension as a whole.</summary>
    private void ApplyToSchema(AttributeTarget target, PatchOperation operation)
    {
        var remove = operation.Kind == PatchKind.Remove || Coercion.IsEmpty(operation.Value);
        if (target.Extension is { } urn && remove)
            RemoveExtension(urn);
        else if (remove)
            throw ScimException.NoTarget("The core schema cannot be removed.");
        else if (operation.Value is not JsonObject value)
            throw ScimException.InvalidValue("The value for a whole schema must be an object of attributes.");
        else if (target.Extension is { } extension)
            MergeExtension(operation.Kind, extension, value);
        else
            Merge(operation.Kind, value);
    }

    private void MergeExtension(PatchKind kind, string urn, JsonObject value)
    {
        for (var i = 0; i < value.Count; i++)
        {
            var (key, node) = value.GetAt(i);
            if (!AttributePath.TryParse(key, out var path) || path.Schema is not null)
                continue;

            var target = AttributeTarget.ResolveIn(urn, path, type);
            if (target.Kind == TargetKind.Attribute && !IsServersOwn(target))
                Assign(kind, target, null, node, hasValue: true);
        }
    }

    private void Assign(PatchKind kind, AttributeTarget target, Filter? filter, JsonNode? value, bool hasValue)
    {
        if (target.Attribute is not { } attribute || (kind == PatchKind.Add && value is null))
            return;

        var home = target.Extension is { } urn ? resource.Find(urn) as JsonObject ?? [] : resource;
        var before = attribute.Mutability == Mutability.Immutable ? home.Find(attribute.Name)?.DeepClone() : null;
        if (IsMultiple(attribute, home, value))
            _multiple.Assign(kind, home, attribute, new(filter, target.Sub, value, hasValue));
        else if (filter is null || Matches(filter, attribute, home))
            _single.Assign(kind, home, attribute, target.Sub, value);
        else if (kind != PatchKind.Remove)
            throw ScimException.NoTarget($"'{attribute.Name}' does not match the filter in the path.");

        if (before is not null && !SingleValues.Same(attribute, before, home.Find(attribute.Name)))
            throw ScimException.Mutability($"'{attribute.Name}' cannot be changed once it has a value.");
        if (target.Extension is { } extension)
            Settle(extension, home);
    }

    private static bool Matches(Filter filter, SchemaAttribute attribute, JsonObject home) =>
        home.Find(attribute.Name) is { } value && filter.MatchesElement(value, attribute);

    private static bool IsMultiple(SchemaAttribute attribute, JsonObject home, JsonNode? value) =>
        attribute.MultiValued
        || (attribute.Type == AttributeType.Unknown && (value is JsonArray || home.Find(attribute.Name) is JsonArray));

    /// <summary>An extension is there, and listed, when it holds something (P26).</summary>
    private void Settle(string urn, JsonObject home)
    {
        if (home.Count == 0)
            RemoveExtension(urn);
        else if (home.Parent is null)
        {
            journal.Set(resource, urn, home);
            if (resource.Find("schemas") is not JsonArray schemas)
                journal.Set(resource, "schemas", new JsonArray(type.Schema.Id, urn));
            else if (IndexOf(schemas, urn) < 0)
                journal.Append(schemas, urn);
        }
    }

    private void RemoveExtension(string urn)
    {
        journal.Remove(resource, urn);
        if (resource.Find("schemas") is JsonArray schemas && IndexOf(schemas, urn) is >= 0 and var index)
            journal.RemoveAt(schemas, index);
    }

    private static int IndexOf(JsonArray schemas, string urn)
    {
        for (var i = 0; i < schemas.Count; i++)
        {
            if (string.Equals(schemas[i].AsText(), urn, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    /// <summary>The extension that a key with an object names, registered or not.</summary>
    private string? ExtensionNamed(string key)
    {
        if (!key.Contains(':', StringComparison.Ordinal) || key.Contains('[', StringComparison.Ordinal))
            return null;
        if (type.FindExtension(key) is { } extension)
            return extension.Id;

        var isAttribute =
            AttributePath.TryParse(key, out var path)
            && AttributeTarget.Resolve(path, type)
                is { Kind: TargetKind.Attribute, Attribute.Type: not AttributeType.Unknown };
        return isAttribute || Urns.IsCore(key) ? null : key;
    }

    private static bool TryPath(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PatchPath? path)
    {
        path = null;
        if (!key.Contains('[', StringComparison.Ordinal))
        {
            if (AttributePath.TryParse(key, out var plain))
                path = new PatchPath(plain, null);
            return path is not null;
        }

        try
        {
            path = PatchPath.Parse(key);
            return true;
        }
        catch (ScimException)
        {
            return false;
        }
    }

    private AttributeTarget? Resolve(PatchPath path)
    {
        var target = AttributeTarget.Resolve(path.Attribute, type);
        if (target.Kind == TargetKind.Unknown || (path.Filter is not null && target.Attribute is null))
            return null;
        if (path.Filter is { } filter && target.Attribute is { } attribute)
            CheckBrackets(filter, attribute);

        return target;
    }

    private static void CheckBrackets(Filter filter, SchemaAttribute attribute)
    {
        try
        {
            filter.CheckElement(attribute);
        }
        catch (ScimException e)
        {
            throw ScimException.InvalidPath(e.Message);
        }
    }

    private static bool IsServersOwn(AttributeTarget target) =>
        ReferenceEquals(target.Attribute, CommonAttributes.Schemas)
        || target.Attribute is { Mutability: Mutability.ReadOnly }
        || target.Sub is { Mutability: Mutability.ReadOnly };
}
