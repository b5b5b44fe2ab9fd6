using System.Diagnostics.CodeAnalysis;

namespace Provost.Engine.Targets;

/// <summary>
/// Where a value lives in a target's resource, as mappings write it (ENT-MAP-23): <c>userName</c>,
/// <c>name.givenName</c>, <c>emails[type eq "work"].value</c>,
/// <c>urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department</c>.
/// </summary>
/// <param name="Text">The path as written.</param>
/// <param name="Schema">The URN in front of the name, without the last colon; null for a core attribute.</param>
/// <param name="Name">The attribute.</param>
/// <param name="Selector">The sub-attribute and literal of <c>[type eq "work"]</c>.</param>
/// <param name="SubAttribute">What follows the dot.</param>
public sealed record TargetPath(
    string Text,
    string? Schema,
    string Name,
    (string Attribute, string Literal)? Selector,
    string? SubAttribute
)
{
    /// <summary>Reads a path; <paramref name="problem"/> says what was expected where it cannot be read.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out TargetPath? path,
        [NotNullWhen(false)] out string? problem
    ) => TargetPathParser.TryParse(text, out path, out problem);

    public static TargetPath Parse(string text) =>
        TryParse(text, out var path, out var problem) ? path : throw new EngineException(problem);

    public override string ToString() => Text;
}
