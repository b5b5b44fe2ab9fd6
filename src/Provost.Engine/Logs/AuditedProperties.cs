using System.Text.Json;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Logs;

/// <summary>Old and new values for the audit. Pure.</summary>
public static class AuditedProperties
{
    private static readonly JsonSerializerOptions ForPeople = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The properties of two JSON objects that differ: texts as they are, everything else as JSON, null where a
    /// property is not there.
    /// </summary>
    public static IReadOnlyList<ModifiedProperty> Between(string? before, string? after)
    {
        var (old, now) = (Properties(before), Properties(after));
        return
        [
            .. old
                .Keys.Union(now.Keys, StringComparer.Ordinal)
                .Select(name => new ModifiedProperty(name, old.GetValueOrDefault(name), now.GetValueOrDefault(name)))
                .Where(p => p.OldValue != p.NewValue),
        ];
    }

    /// <summary>The named attributes that become different from what they were.</summary>
    public static IReadOnlyList<ModifiedProperty> Between(
        IReadOnlyDictionary<string, Value> before,
        IReadOnlyDictionary<string, Value> after
    ) =>
        [
            .. after
                .Select(a =>
                {
                    var name = AttributeAliases.Resolve(a.Key);
                    return new ModifiedProperty(name, Text(before.GetValueOrDefault(name)), Text(a.Value));
                })
                .Where(p => p.OldValue != p.NewValue),
        ];

    private static Dictionary<string, string?> Properties(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return document
            .RootElement.EnumerateObject()
            .ToDictionary(
                p => p.Name,
                p =>
                    p.Value.ValueKind switch
                    {
                        JsonValueKind.Null => null,
                        JsonValueKind.String => p.Value.GetString(),
                        _ => p.Value.GetRawText(),
                    },
                StringComparer.Ordinal
            );
    }

    private static string? Text(Value value) =>
        value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Many => JsonSerializer.Serialize(value.Elements, ForPeople),
            _ => value.ToString(),
        };
}
