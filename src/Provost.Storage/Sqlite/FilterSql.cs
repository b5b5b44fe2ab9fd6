using Dapper;
using Provost.Engine.Directory;
using Provost.Engine.Queries;

namespace Provost.Storage.Sqlite;

/// <summary>
/// A <c>$filter</c> as a condition on <c>directory_object o</c>. Names come from the table of properties and values go
/// into parameters: nothing that a client wrote becomes SQL.
/// </summary>
internal sealed class FilterSql(ObjectQuery query, DynamicParameters parameters)
{
    /// <summary>Above every text that begins with the one before it.</summary>
    private const string Behind = "\U0010FFFF";

    private int _count;
    private int _lambdas;

    /// <exception cref="QueryException">A property is unknown, or cannot be asked for in this way.</exception>
    public string Of(FilterNode filter) =>
        query.Kind is { } kind && Beginnings(filter) is { Count: > 1 } beginnings
            ? OneOf(kind, beginnings)
            : Of(filter, Property);

    /// <summary>
    /// Somebody looked for by the first letters of one of several names: each is read from its own index, where SQLite
    /// would read every row for an OR. Only what the index holds is asked; the query around this one asks the rest. The
    /// plus keeps the index of the order in charge.
    /// </summary>
    private string OneOf(ObjectKind kind, IReadOnlyList<FilterNode.Test> beginnings) =>
        "+o.number IN ("
        + string.Join(
            " UNION ",
            beginnings.Select(b =>
                $"""
                    SELECT o.number FROM directory_object o
                    WHERE o.tenant_number = (SELECT number FROM tenant WHERE id = @tenant) AND {Of(b, Property)}
                        AND {(b.Property.Path == "userPrincipalName" ? NotDeleted : OfKind(kind))}
                    """
            )
        )
        + ")";

    private string NotDeleted => query.Deleted ? "o.deleted_at IS NOT NULL" : "o.deleted_at IS NULL";

    private static string OfKind(ObjectKind kind) => FormattableString.Invariant($"o.kind = {(int)kind}");

    /// <summary>The parts of an OR where all of them ask how an indexed text begins; otherwise none.</summary>
    private static IReadOnlyList<FilterNode.Test> Beginnings(FilterNode filter) =>
        filter switch
        {
            FilterNode.Or(var left, var right) => (Beginnings(left), Beginnings(right)) switch
            {
                ({ Count: > 0 } first, { Count: > 0 } second) => [.. first, .. second],
                _ => [],
            },
            FilterNode.Test
            {
                Function: TextFunction.StartsWith,
                Property.Path: "displayName" or "userPrincipalName" or "mail" or "surname",
                Part.Length: > 0
            } test => [test],
            _ => [],
        };

    private string Of(FilterNode filter, Func<string, Operand> operand) =>
        filter switch
        {
            FilterNode.And(var left, var right) => $"({Of(left, operand)} AND {Of(right, operand)})",
            FilterNode.Or(var left, var right) => $"({Of(left, operand)} OR {Of(right, operand)})",
            // What compares with null is unknown in SQL and false in OData.
            FilterNode.Not(var inner) => $"NOT coalesce({Of(inner, operand)}, 0)",
            FilterNode.Compare(var property, var how, var literal) => Compare(operand(property.Path), how, literal),
            FilterNode.In(var property, var literals) => In(operand(property.Path), literals),
            FilterNode.Test(var function, var property, var part) => Test(operand(property.Path), function, part),
            FilterNode.Any(var path, var inner) => Any(operand(path), path, inner),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private string Compare(Operand operand, ComparisonOperator how, FilterLiteral literal)
    {
        if (operand.Type is PropertyType.Texts or PropertyType.Objects or PropertyType.Complex)
        {
            throw new QueryException(
                $"Invalid filter clause: '{operand.Path}' has several values or parts. Write {operand.Path}/any(x:x eq "
                    + "'value') or name a part."
            );
        }

        if (literal.Kind == LiteralKind.Null)
        {
            return how switch
            {
                ComparisonOperator.Eq => $"{operand.Sql} IS NULL",
                ComparisonOperator.Ne => $"{operand.Sql} IS NOT NULL",
                _ => "0",
            };
        }

        var value = Parameter(Fitting(operand, literal));
        if (operand.IsJulian)
            value = $"julianday({value})";
        return how switch
        {
            ComparisonOperator.Eq => $"{operand.Sql} = {value}",
            ComparisonOperator.Ne => $"({operand.Sql} IS NULL OR {operand.Sql} <> {value})",
            ComparisonOperator.Gt => $"{operand.Sql} > {value}",
            ComparisonOperator.Ge => $"{operand.Sql} >= {value}",
            ComparisonOperator.Lt => $"{operand.Sql} < {value}",
            _ => $"{operand.Sql} <= {value}",
        };
    }

    private string In(Operand operand, IReadOnlyList<FilterLiteral> literals) =>
        $"({string.Join(" OR ", literals.Select(l => Compare(operand, ComparisonOperator.Eq, l)))})";

    private string Test(Operand operand, TextFunction function, string part)
    {
        if (operand.Type != PropertyType.Text)
            throw new QueryException($"Invalid filter clause: '{operand.Path}' is no text, so no text is part of it.");
        var given = Parameter(part);
        return function switch
        {
            // A range, so that an index serves; the columns' collation compares without case.
            TextFunction.StartsWith => $"({operand.Sql} >= {given} AND {operand.Sql} < {Parameter(part + Behind)})",
            TextFunction.EndsWith when part.Length > 0 => $"substr({operand.Sql}, -length({given})) = {given}"
                + " COLLATE NOCASE",
            TextFunction.Contains when part.Length > 0 => $"instr(lower({operand.Sql}), lower({given})) > 0",
            _ => $"{operand.Sql} IS NOT NULL",
        };
    }

    private string Any(Operand several, string path, FilterNode? inner)
    {
        if (several.Type is not (PropertyType.Texts or PropertyType.Objects))
            throw new QueryException($"Invalid filter clause: '{path}' has one value; any() is for several.");
        var row = FormattableString.Invariant($"e{_lambdas++}");
        Operand Element(string part) =>
            (several.Type, part) switch
            {
                (PropertyType.Texts, "") => new(path, $"{row}.value COLLATE NOCASE", PropertyType.Text),
                (PropertyType.Objects, "signInType" or "issuer" or "issuerAssignedId") => new(
                    part,
                    $"json_extract({row}.value, '$.{part}') COLLATE NOCASE",
                    PropertyType.Text
                ),
                _ => throw new QueryException($"Invalid filter clause: an element of '{path}' has no '{part}'."),
            };
        var condition = inner is null ? "1" : Of(inner, Element);
        return $"EXISTS (SELECT 1 FROM json_each({several.Sql}) {row} WHERE {condition})";
    }

    /// <summary>
    /// A literal of the property's type; another one is an error, not a comparison that is never true.
    /// </summary>
    private static object Fitting(Operand operand, FilterLiteral literal) =>
        (operand.Type, literal.Kind) switch
        {
            (PropertyType.Text, LiteralKind.Text or LiteralKind.Id) => operand.Path == "id"
                ? literal.Text.ToLowerInvariant()
                : literal.Text,
            (PropertyType.Boolean, LiteralKind.Boolean) => literal.Text == "true" ? 1 : 0,
            (PropertyType.Instant, LiteralKind.Instant) => operand.IsJulian
                ? literal.Instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", null)
                : Rows.Ticks(literal.Instant),
            _ => throw new QueryException(
                $"Invalid filter clause: '{literal.Text}' cannot be compared with '{operand.Path}', which is "
                    + operand.Type switch
                    {
                        PropertyType.Boolean => "true or false.",
                        PropertyType.Instant => "a date and time such as 2026-03-01T09:00:00Z, without quotes.",
                        _ => "a text in quotes.",
                    }
            ),
        };

    private string Parameter(object value)
    {
        var name = FormattableString.Invariant($"filter{_count++}");
        parameters.Add(name, value);
        return $"@{name}";
    }

    private Operand Property(string path)
    {
        var (name, part) = path.Split('/') is [var whole, var inner] ? (whole, inner) : (path, null);
        var property =
            (query.Kind is null or ObjectKind.User ? DirectoryProperties.Find(ObjectKind.User, name) : null)
            ?? (query.Kind is null or ObjectKind.Group ? DirectoryProperties.Find(ObjectKind.Group, name) : null)
            ?? throw Unknown(path);
        if (property.Type == PropertyType.Complex && part is not null)
        {
            return property.Parts.TryGetValue(part, out var attribute)
                ? new Operand(path, $"{Extract(attribute)} COLLATE NOCASE", PropertyType.Text)
                : throw Unknown(path);
        }

        return part is null ? Column(property) : throw Unknown(path);
    }

    private static Operand Column(DirectoryProperty property)
    {
        var name = property.Name;
        var (sql, julian) = (name, property.Type) switch
        {
            ("id", _) => ("o.id", false),
            ("userPrincipalName", _) => ("o.user_principal_name", false),
            ("mail", _) => ("o.mail", false),
            ("displayName", _) => ("o.display_name", false),
            ("accountEnabled", _) => ("o.account_enabled", false),
            ("createdDateTime" or "renewedDateTime", _) => ("o.created_at", false),
            ("deletedDateTime", _) => ("o.deleted_at", false),
            ("securityIdentifier", _) => throw new QueryException(
                "Invalid filter clause: securityIdentifier is made from the id; ask for the id."
            ),
            (_, PropertyType.Instant) => ($"julianday(coalesce({Extract(name, ".instant")}, {Extract(name)}))", true),
            (_, PropertyType.Boolean) when property.Otherwise is { } otherwise => (
                $"coalesce({Extract(name)}, {(otherwise ? 1 : 0)})",
                false
            ),
            (_, PropertyType.Texts) => ($"o.attributes, '$.\"{name}\"'", false),
            (_, PropertyType.Objects) => ($"o.attributes, '$.\"{name}\"'", false),
            (_, PropertyType.Text) => ($"{Extract(name)} COLLATE NOCASE", false),
            _ => (Extract(name), false),
        };
        return new Operand(name, sql, property.Type, julian);
    }

    private static string Extract(string attribute, string after = "") =>
        $"json_extract(o.attributes, '$.\"{attribute}\"{after}')";

    private static QueryException Unknown(string path) =>
        new($"Invalid filter clause: could not find a property named '{path}'.");

    /// <param name="IsJulian">Instants that are kept as texts are compared as Julian days.</param>
    private readonly record struct Operand(string Path, string Sql, PropertyType Type, bool IsJulian = false);
}
