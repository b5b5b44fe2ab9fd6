using Provost.Scim.Filters;

namespace ScimServer;

/// <summary>What a filter allows the store to look up, so that it need not read everything.</summary>
internal static class Lookup
{
    private const string CoreUser = "URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER";
    private const string CoreGroup = "URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:GROUP";
    private const string EnterpriseUser = "URN:IETF:PARAMS:SCIM:SCHEMAS:EXTENSION:ENTERPRISE:2.0:USER";

    private const string HasMember = "r.id IN (SELECT group_id FROM member WHERE value = $2)";

    /// <summary>The SQL condition of one conjunct of the filter and its value; null where only a scan helps.</summary>
    public static (string Where, string Value)? Find(Filter filter) =>
        filter switch
        {
            Filter.And(var left, var right) => Find(left) ?? Find(right),
            _ when Member(filter) is { } id => (HasMember, id),
            Filter.Compare({ SubAttribute: null } path, Operator.Eq, var value) when IsText(value) => Column(
                path,
                value.Text
            ),
            _ => null,
        };

    /// <summary>Whether the filter looks at that attribute anywhere.</summary>
    public static bool Mentions(Filter filter, string name) =>
        filter switch
        {
            Filter.Present(var path) => Is(path, name),
            Filter.Compare(var path, _, _) => Is(path, name),
            Filter.ValuePath(var path, _) => Is(path, name),
            Filter.Not(var inner) => Mentions(inner, name),
            Filter.And(var left, var right) => Mentions(left, name) || Mentions(right, name),
            Filter.Or(var left, var right) => Mentions(left, name) || Mentions(right, name),
            _ => true,
        };

    /// <summary>Collects the members that the filter asks for by id; false where it has to see them all.</summary>
    public static bool NamesMembers(Filter filter, ISet<string> ids) =>
        filter switch
        {
            Filter.And(var left, var right) => NamesMembers(left, ids) && NamesMembers(right, ids),
            Filter.Or(var left, var right) => NamesMembers(left, ids) && NamesMembers(right, ids),
            Filter.Not(var inner) => NamesMembers(inner, ids),
            _ when Member(filter) is { } id => ids.Add(id) || true,
            _ => !Mentions(filter, "members"),
        };

    /// <summary>As filters compare names: without case, character by character.</summary>
    public static string Fold(string text) => text.ToUpperInvariant();

    private static (string, string)? Column(AttributePath path, string value) =>
        (path.Schema?.ToUpperInvariant(), path.Name.ToUpperInvariant()) switch
        {
            (null or CoreUser or CoreGroup, "ID") => ("r.id = $2", value),
            (null or CoreUser or CoreGroup, "EXTERNALID") => ("r.external_id = $2", value),
            (null or CoreUser, "USERNAME") => ("r.user_name = $2", Fold(value)),
            (null or CoreUser or CoreGroup, "DISPLAYNAME") => ("r.display_name = $2", Fold(value)),
            (null or EnterpriseUser, "MANAGER") => ("r.manager_id = $2", value),
            _ => null,
        };

    /// <summary>An unquoted number may be meant as text: it is compared by its spelling.</summary>
    private static bool IsText(ScimValue value) => value.Kind is ScimValueKind.String or ScimValueKind.Number;

    /// <summary>The id in <c>members eq</c>, <c>members.value eq</c> and <c>members[value eq …]</c>.</summary>
    private static string? Member(Filter filter) =>
        filter switch
        {
            Filter.Compare(var path, Operator.Eq, var value)
                when IsText(value)
                    && Is(path, "members")
                    && (path.SubAttribute is null || IsValue(path.SubAttribute)) => value.Text,
            Filter.ValuePath(
                { SubAttribute: null } path,
                Filter.Compare
                ({ SubAttribute: null } inner, Operator.Eq, var value)
            ) when IsText(value) && Is(path, "members") && IsValue(inner.Name) => value.Text,
            _ => null,
        };

    private static bool Is(AttributePath path, string name) =>
        path.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsValue(string name) => name.Equals("value", StringComparison.OrdinalIgnoreCase);
}
