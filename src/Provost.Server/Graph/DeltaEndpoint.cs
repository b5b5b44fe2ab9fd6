using System.Globalization;
using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary><c>/users/delta</c> and <c>/groups/delta</c> (graph-api 3.4).</summary>
internal static class DeltaEndpoint
{
    public const int LargestPage = 999;

    private const int DefaultPage = 200;

    /// <summary>Objects that a filter can name.</summary>
    private const int MostIds = 50;

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "users/delta", Operations.UsersDelta, (call, ct) => AnswerAsync(call, ObjectKind.User, ct)),
        new("GET", "groups/delta", Operations.GroupsDelta, (call, ct) => AnswerAsync(call, ObjectKind.Group, ct)),
    ];

    public static string Collection(ObjectKind kind) => kind == ObjectKind.User ? "users" : "groups";

    private static async Task<GraphAnswer> AnswerAsync(GraphCall call, ObjectKind kind, CancellationToken ct)
    {
        var options = call.Query;
        var given = options.SkipToken ?? (options.DeltaToken == "latest" ? null : options.DeltaToken);
        var token = given is null ? First(call, kind) : DeltaToken.Read(given, call, kind);
        var shown = Shown(kind, token.Select);
        var references = References(kind, token.Select);
        var query = new DeltaQuery(kind, references, [.. token.Ids], PageSize(call) ?? token.Size);

        var head = await call.Installation.Directory.DeltaHeadAsync(call.Caller, query, ct);
        if (given is null && options.DeltaToken == "latest")
            return Answer(call, kind, new DeltaPage([], head, true), token, shown, sparse: false);
        // A feed that ends before the token is an older one, restored from a backup.
        if (given is not null && token.Position.Seq > head.Seq)
            throw DeltaToken.Lost(call, kind);

        var after = given is null ? null : token.Position;
        var page = await call.Installation.Directory.DeltaAsync(call.Caller, query, after, ct);
        return Answer(call, kind, page, token, shown, sparse: after is null or { Number: not null });
    }

    /// <summary>The options of the first request; they go on in the tokens.</summary>
    private static DeltaToken First(GraphCall call, ObjectKind kind)
    {
        var options = call.Query;
        if (options is not { OrderBy: null, Expand: null, Search: null, Count: false, Skip: 0 })
        {
            throw GraphException.UnsupportedQuery(
                "A delta knows $select, $filter on ids, $top and $deltatoken, and no other option."
            );
        }

        var select = options.Select?.ToList();
        _ = Shown(kind, select);
        return new DeltaToken(
            call.Caller.TenantId,
            kind,
            default,
            DeltaPosition.Behind(0),
            select,
            options.Filter is { } filter ? Ids(FilterParser.Parse(filter)) : [],
            Math.Min(options.Top ?? DefaultPage, LargestPage)
        );
    }

    private static ShownProperties Shown(ObjectKind kind, IReadOnlyList<string>? select) =>
        ShownProperties.From(
            kind,
            select is null
                ? null
                : ["id", .. select.Where(n => !n.Equals(Reference(kind), StringComparison.OrdinalIgnoreCase))]
        );

    /// <summary>Members are followed unasked, managers where they are selected.</summary>
    private static bool References(ObjectKind kind, IReadOnlyList<string>? select) =>
        select?.Contains(Reference(kind), StringComparer.OrdinalIgnoreCase) ?? kind == ObjectKind.Group;

    private static string Reference(ObjectKind kind) => kind == ObjectKind.User ? "manager" : "members";

    /// <summary><c>Prefer: odata.maxpagesize=50</c></summary>
    private static int? PageSize(GraphCall call)
    {
        const string preference = "odata.maxpagesize=";
        if (!call.Headers.TryGetValue("Prefer", out var prefer))
            return null;
        return
            prefer
                .Split([',', ';'], StringSplitOptions.TrimEntries)
                .FirstOrDefault(p => p.StartsWith(preference, StringComparison.OrdinalIgnoreCase))
                is { } found
            && int.TryParse(found[preference.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size > 0
            ? Math.Min(size, LargestPage)
            : null;
    }

    private static List<Guid> Ids(FilterNode filter)
    {
        List<Guid> ids = filter switch
        {
            FilterNode.Or(var left, var right) => [.. Ids(left), .. Ids(right)],
            FilterNode.Compare({ Path: "id", Folded: false }, ComparisonOperator.Eq, var literal) => [Id(literal)],
            FilterNode.In({ Path: "id" }, var literals) => [.. literals.Select(Id)],
            _ => throw GraphException.UnsupportedQuery("A delta is filtered by ids only: id eq '…' or id eq '…'."),
        };
        return ids.Count <= MostIds
            ? ids
            : throw GraphException.UnsupportedQuery($"The filter of a delta names at most {MostIds} objects.");
    }

    private static Guid Id(FilterLiteral literal) =>
        Guid.TryParseExact(literal.Text, "D", out var id)
            ? id
            : throw GraphException.BadRequest($"Invalid filter clause: '{literal.Text}' is no id.", "id");

    private static GraphAnswer Answer(
        GraphCall call,
        ObjectKind kind,
        DeltaPage page,
        DeltaToken token,
        ShownProperties shown,
        bool sparse
    )
    {
        var next = token with { Position = page.Next, Issued = call.Installation.Time.GetUtcNow() };
        var (link, option) = page.IsLast ? ("deltaLink", "$deltatoken") : ("nextLink", "$skiptoken");
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#{Collection(kind)}");
            json.WriteStartArray("value");
            foreach (var change in page.Changes)
                Write(json, kind, change, shown, sparse);
            json.WriteEndArray();
            json.WriteString($"@odata.{link}", $"{call.Root}/{Collection(kind)}/delta?{option}={next.Write()}");
            json.WriteEndObject();
        });
    }

    private static void Write(
        Utf8JsonWriter json,
        ObjectKind kind,
        DeltaChange change,
        ShownProperties shown,
        bool sparse
    )
    {
        json.WriteStartObject();
        if (change.Object is { DeletedAt: null } one)
        {
            DirectoryObjectJson.Write(json, one, shown.Of(kind), sparse);
            if (change.References.Count > 0)
                WriteReferences(json, $"{Reference(kind)}@delta", change.References);
        }
        else
        {
            json.WriteString("id", change.Id);
            WriteRemoved(json, change.Object is null ? "deleted" : "changed");
        }

        json.WriteEndObject();
    }

    private static void WriteReferences(Utf8JsonWriter json, string name, IReadOnlyList<DeltaReference> references)
    {
        json.WriteStartArray(name);
        foreach (var reference in references)
        {
            json.WriteStartObject();
            json.WriteString("@odata.type", DirectoryObjectJson.TypeOf(reference.Kind));
            json.WriteString("id", reference.Id);
            if (!reference.Holds)
                WriteRemoved(json, "deleted");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRemoved(Utf8JsonWriter json, string reason)
    {
        json.WriteStartObject("@removed");
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }
}
