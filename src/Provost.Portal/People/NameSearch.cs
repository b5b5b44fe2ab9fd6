using Provost.Engine.Directory;
using Provost.Engine.Queries;

namespace Provost.Portal.People;

/// <summary>What somebody types to find a person or a group: the first letters of one of its names.</summary>
internal static class NameSearch
{
    /// <returns>Null where nothing is typed, which finds everything.</returns>
    public static FilterNode? Filter(ObjectKind kind, string typed)
    {
        var text = typed.Trim();
        string[] properties =
            kind == ObjectKind.Group ? ["displayName"] : ["displayName", "userPrincipalName", "mail", "surname"];
        return text.Length == 0
            ? null
            : properties
                .Select(FilterNode (p) => new FilterNode.Test(TextFunction.StartsWith, new FilterProperty(p), text))
                .Aggregate((left, right) => new FilterNode.Or(left, right));
    }
}
