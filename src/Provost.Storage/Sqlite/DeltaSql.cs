namespace Provost.Storage.Sqlite;

/// <summary>
/// Changes of the feed behind a position, as rows (seq, part, object, reference). A change that concerns many references
/// has many rows, told apart by their part; part 0 is the object itself.
/// </summary>
internal static class DeltaSql
{
    private const string Range = """
        c.tenant_number = (SELECT number FROM tenant WHERE id = @tenant)
            AND c.seq >= @seq AND c.seq <= @head AND (c.seq > @seq OR {0} > @part)
        """;

    /// <summary>Users or groups themselves.</summary>
    private static readonly string Own = $"""
        SELECT c.seq AS seq, 0 AS part, c.object_number AS object, 0 AS reference FROM change c
        LEFT JOIN directory_object o ON o.number = c.object_number
        LEFT JOIN purged_object p ON p.number = c.object_number
        WHERE c.kind = 1 AND coalesce(o.kind, p.kind) = @kind AND {On("0")}
        """;

    /// <summary>Somebody came into a group, or left it.</summary>
    private static readonly string Memberships = $"""
        SELECT c.seq, 0, c.object_number, c.other_number FROM change c
        CROSS JOIN directory_object o ON o.number = c.object_number AND o.deleted_at IS NULL
        WHERE c.kind = 2 AND {On("0")}
        """;

    /// <summary>A group is back, and with it its members.</summary>
    private static readonly string MembersOfReturned = $"""
        SELECT c.seq, s.member_number, c.object_number, s.member_number FROM change c
        CROSS JOIN directory_object o ON o.number = c.object_number AND o.deleted_at IS NULL
        CROSS JOIN membership s ON s.group_number = c.object_number
        WHERE c.kind = 4 AND {On("s.member_number")}
        """;

    /// <summary>A member was deleted or is back; its groups come after its own members, so the parts differ.</summary>
    private static readonly string GroupsOfReturned = $"""
        SELECT c.seq, {Beyond} + s.group_number, s.group_number, c.object_number FROM change c
        CROSS JOIN membership s ON s.member_number = c.object_number
        CROSS JOIN directory_object o ON o.number = s.group_number AND o.deleted_at IS NULL
        WHERE c.kind = 4 AND {On($"{Beyond} + s.group_number")}
        """;

    /// <summary>A manager was deleted or is back.</summary>
    private static readonly string ReportsOfReturned = $"""
        SELECT c.seq, o.number, o.number, 0 FROM change c
        CROSS JOIN directory_object o ON o.manager_number = c.object_number AND o.deleted_at IS NULL
        WHERE c.kind = 4 AND {On("o.number")}
        """;

    /// <summary>Larger than any number of an object.</summary>
    private const string Beyond = "1000000000000000";

    public static string Objects { get; } = Page(Own);

    public static string UsersWithManagers { get; } = Page(Own, ReportsOfReturned);

    public static string GroupsWithMembers { get; } = Page(Own, Memberships, MembersOfReturned, GroupsOfReturned);

    private static string Page(params string[] sources) =>
        $"{string.Join(" UNION ALL ", sources)} ORDER BY 1, 2 LIMIT @take";

    private static string On(string part) => Range.Replace("{0}", part, StringComparison.Ordinal);
}
