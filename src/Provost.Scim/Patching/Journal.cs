using System.Text.Json.Nodes;
using Provost.Scim.Resources;

namespace Provost.Scim.Patching;

/// <summary>
/// Changes JSON and remembers how to take it back. Cheaper than working on a copy: a group may have half a million
/// members, of which a PATCH touches one.
/// </summary>
internal sealed class Journal
{
    private readonly List<Step> _steps = [];

    public bool Changed => _steps.Count > 0;

    /// <summary>Sets a property, in the spelling that it has already; an equal value is no change.</summary>
    public void Set(JsonObject json, string name, JsonNode value)
    {
        if (json.KeyOf(name) is not { } key)
        {
            json.Add(name, value);
            _steps.Add(new(json, name, 0, null, Undoing.RemoveProperty));
            return;
        }

        var old = json[key];
        if (JsonNode.DeepEquals(old, value))
            return;

        json[key] = value;
        _steps.Add(new(json, key, 0, old, Undoing.SetProperty));
    }

    /// <summary>Removes a property where there is one.</summary>
    public void Remove(JsonObject json, string name)
    {
        if (json.KeyOf(name) is not { } key)
            return;

        var index = json.IndexOf(key);
        var old = json[key];
        json.RemoveAt(index);
        _steps.Add(new(json, key, index, old, Undoing.InsertProperty));
    }

    public void Append(JsonArray array, JsonNode element)
    {
        array.Add(element);
        _steps.Add(new(array, "", array.Count - 1, null, Undoing.RemoveElement));
    }

    public void RemoveAt(JsonArray array, int index)
    {
        var old = array[index];
        array.RemoveAt(index);
        _steps.Add(new(array, "", index, old, Undoing.InsertElement));
    }

    /// <summary>Replaces an element, unless it is equal; returns the one that is there now.</summary>
    public JsonNode ReplaceAt(JsonArray array, int index, JsonNode element)
    {
        var old = array[index];
        if (old is not null && JsonNode.DeepEquals(old, element))
            return old;

        array[index] = element;
        _steps.Add(new(array, "", index, old, Undoing.SetElement));
        return element;
    }

    /// <summary>Takes everything back, the last change first.</summary>
    public void Undo()
    {
        for (var i = _steps.Count - 1; i >= 0; i--)
            Undo(_steps[i]);

        _steps.Clear();
    }

    private static void Undo(Step step)
    {
        switch (step.Undoing)
        {
            case Undoing.RemoveProperty:
                step.Container.AsObject().Remove(step.Key);
                break;
            case Undoing.SetProperty:
                step.Container.AsObject()[step.Key] = step.Old;
                break;
            case Undoing.InsertProperty:
                step.Container.AsObject().Insert(step.Index, step.Key, step.Old);
                break;
            case Undoing.RemoveElement:
                step.Container.AsArray().RemoveAt(step.Index);
                break;
            case Undoing.InsertElement:
                step.Container.AsArray().Insert(step.Index, step.Old);
                break;
            default:
                step.Container.AsArray()[step.Index] = step.Old;
                break;
        }
    }

    private readonly record struct Step(JsonNode Container, string Key, int Index, JsonNode? Old, Undoing Undoing);

    private enum Undoing
    {
        RemoveProperty,
        SetProperty,
        InsertProperty,
        RemoveElement,
        InsertElement,
        SetElement,
    }
}
