using System.Text;
using System.Text.Json;
using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>One place in the body of a create request; names are encoded beforehand, with the comma in front.</summary>
internal abstract record BodyNode(byte[] Name)
{
    /// <summary>A value; a list as a whole becomes an array of <c>{"value": …}</c>.</summary>
    public sealed record Leaf(byte[] Name, AttributeRule Rule, bool IsList) : BodyNode(Name);

    /// <summary><c>"name": { … }</c>, also an extension under its URN.</summary>
    public sealed record Whole(byte[] Name, IReadOnlyList<BodyNode> Parts) : BodyNode(Name);

    /// <summary><c>"emails": [ … ]</c>: one element for every selector (ENT-MAP-24).</summary>
    public sealed record Several(byte[] Name, IReadOnlyList<Element> Elements) : BodyNode(Name);

    /// <summary>An element begins with what its selector says: <c>{"type":"work"</c>.</summary>
    public sealed record Element(byte[] Head, IReadOnlyList<BodyNode> Parts);

    /// <summary>Arranges the rules by where their values go.</summary>
    public static IReadOnlyList<BodyNode> Arrange(IEnumerable<AttributeRule> rules) =>
        [
            .. rules
                .GroupBy(r => TargetSlots.IsCore(r.Target) ? "" : r.Target.Schema, StringComparer.OrdinalIgnoreCase)
                .OrderBy(g => g.Key is { Length: > 0 })
                .SelectMany(g =>
                    g.Key is { Length: > 0 } urn ? [new Whole(Encoded(urn), Attributes(g))] : Attributes(g)
                ),
        ];

    private static List<BodyNode> Attributes(IEnumerable<AttributeRule> rules) =>
        [.. rules.GroupBy(r => r.Target.Name, StringComparer.OrdinalIgnoreCase).Select(g => Attribute(g.Key, [.. g]))];

    private static BodyNode Attribute(string name, List<AttributeRule> rules) =>
        rules[0].Target switch
        {
            { Selector: not null } => new Several(Encoded(name), ElementsOf(name, rules)),
            { SubAttribute: not null } => new Whole(Encoded(name), PartsOf(rules)),
            var path => new Leaf(Encoded(name), rules[0], TargetSlots.IsList(path)),
        };

    private static List<BodyNode> PartsOf(IEnumerable<AttributeRule> rules) =>
        [.. rules.Select(r => new Leaf(Encoded(r.Target.SubAttribute ?? "value"), r, IsList: false))];

    private static List<Element> ElementsOf(string name, List<AttributeRule> rules) =>
        [
            .. rules
                .GroupBy(r => r.Target.Selector.GetValueOrDefault())
                .Select(g => new Element(Head(name, g.Key, g), PartsOf(g))),
        ];

    /// <summary>
    /// Entra marks the work mail as the primary one (scim-wire A.5) and gives a single role its type (ENT-MAP-35),
    /// unless these are mapped themselves.
    /// </summary>
    private static byte[] Head(
        string name,
        (string Attribute, string Literal) selector,
        IEnumerable<AttributeRule> rules
    )
    {
        var mapped = rules.Select(r => r.Target.SubAttribute).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var literal = Is(selector.Attribute, "primary")
            ? selector.Literal.ToLowerInvariant()
            : JsonSerializer.Serialize(selector.Literal);
        var head = $$"""{"{{selector.Attribute}}":{{literal}}""";

        if (
            Is(name, "emails")
            && Is(selector.Attribute, "type")
            && Is(selector.Literal, "work")
            && !mapped.Contains("primary")
        )
            head += ",\"primary\":true";
        if (Is(name, "roles") && Is(selector.Attribute, "primary") && !mapped.Contains("type"))
            head += $",\"type\":\"{RoleFunctions.RoleType}\"";
        return Encoding.UTF8.GetBytes(head);
    }

    private static byte[] Encoded(string name) => Encoding.UTF8.GetBytes($",{JsonSerializer.Serialize(name)}:");

    private static bool Is(string text, string other) => text.Equals(other, StringComparison.OrdinalIgnoreCase);
}
