using System.Text.Json;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization.Documents;

/// <summary>What is different between two schemas, for people.</summary>
public static class SchemaComparison
{
    private static readonly JsonSerializerOptions Plain = new() { Converters = { new PathText() } };

    /// <summary>Whether both mean the same; versions and what is only kept do not count.</summary>
    public static bool IsSame(SynchronizationSchema one, SynchronizationSchema other) =>
        AreSame(Meaning(one), Meaning(other));

    /// <summary>One line for each difference: <c>User + title = [jobTitle]</c>.</summary>
    public static IReadOnlyList<string> Lines(SynchronizationSchema before, SynchronizationSchema after) =>
        [
            .. before
                .ObjectMappings.Concat(after.ObjectMappings)
                .Select(m => m.Kind)
                .Distinct()
                .SelectMany(kind =>
                    Lines(
                            $"{kind}",
                            before.ObjectMappings.FirstOrDefault(m => m.Kind == kind),
                            after.ObjectMappings.FirstOrDefault(m => m.Kind == kind)
                        )
                        .Concat(
                            Listed(
                                $"{kind} attribute list",
                                before.DefinitionOf(kind).Attributes.Select(a => (a.Name, Described(a))),
                                after.DefinitionOf(kind).Attributes.Select(a => (a.Name, Described(a)))
                            )
                        )
                ),
        ];

    internal static bool AreSame<T>(T one, T other) =>
        JsonSerializer.Serialize(one, Plain) == JsonSerializer.Serialize(other, Plain);

    private static object Meaning(SynchronizationSchema schema) =>
        new
        {
            schema.ObjectMappings,
            Targets = (schema.Targets ?? []).Where(t => t.Attributes.Count > 0).OrderBy(t => t.Kind),
        };

    private static IEnumerable<string> Lines(string kind, ObjectMapping? before, ObjectMapping? after)
    {
        if (before is null || after is null)
            return [before is null ? $"{kind} + mapping '{after?.Title}'" : $"{kind} - mapping '{before.Title}'"];

        var (one, other) = (Facts(before), Facts(after));
        return one.Zip(other)
            .Where(p => p.First != p.Second)
            .Select(p => $"{kind} ~ {p.First} -> {p.Second}")
            .Concat(
                Listed(
                    kind,
                    before.Attributes.Select(a => (a.Target.Text, Described(a))),
                    after.Attributes.Select(a => (a.Target.Text, Described(a)))
                )
            )
            .Concat(Listed($"{kind} filter", Described(before.Scope), Described(after.Scope)));
    }

    private static string[] Facts(ObjectMapping mapping) =>
        [$"title '{mapping.Title}'", mapping.Enabled ? "enabled" : "disabled", $"actions {mapping.FlowTypes}"];

    private static IEnumerable<string> Listed(
        string what,
        IEnumerable<(string Name, string Text)> before,
        IEnumerable<(string Name, string Text)> after
    )
    {
        var old = before.ToLookup(a => a.Name, a => a.Text, StringComparer.OrdinalIgnoreCase);
        var now = after.ToLookup(a => a.Name, a => a.Text, StringComparer.OrdinalIgnoreCase);
        return old.Select(o => o.Key)
            .Concat(now.Select(n => n.Key))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => (Old: string.Join("; ", old[name]), New: string.Join("; ", now[name])))
            .Where(p => p.Old != p.New)
            .Select(p =>
                p.Old.Length == 0 ? $"{what} + {p.New}"
                : p.New.Length == 0 ? $"{what} - {p.Old}"
                : $"{what} ~ {p.Old} -> {p.New}"
            );
    }

    private static string Described(AttributeMapping mapping) =>
        string.Join(
            ", ",
            new[]
            {
                $"{mapping.Target} = {mapping.Source ?? "(none)"}",
                mapping.DefaultValue is { Length: > 0 } text ? $"default '{text}'" : null,
                mapping.MatchingPriority > 0 ? $"matching {mapping.MatchingPriority}" : null,
                mapping.FlowType == FlowType.Always ? null : $"{mapping.FlowType}",
                mapping.ClearsWhenNull ? "cleared when null" : null,
            }.OfType<string>()
        );

    private static IEnumerable<(string, string)> Described(ScopingFilter? filter) =>
        (filter?.Groups ?? []).Select(g => ($"{g.Title}", $"'{g.Title}': {string.Join(" and ", g.Clauses)}"));

    private static string Described(TargetAttribute attribute) =>
        string.Join(
            ", ",
            new[]
            {
                $"{attribute.Name} {attribute.Type}",
                attribute.MultiValued ? "multi-valued" : null,
                attribute.Required ? "required" : null,
                attribute.CaseExact ? "exact case" : null,
                attribute.Sensitive ? "sensitive" : null,
                attribute.Mutability == default ? null : $"{attribute.Mutability}",
                attribute.DefaultValue is { } text ? $"default '{text}'" : null,
            }.OfType<string>()
        );

    /// <summary>A path is its text.</summary>
    private sealed class PathText : System.Text.Json.Serialization.JsonConverter<TargetPath>
    {
        public override TargetPath Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TargetPath.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, TargetPath value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
