using System.Buffers.Text;
using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary>Who is assigned to what, seen from the application and from the principal (graph-api 4).</summary>
internal static class AppRoleAssignmentEndpoint
{
    private const int DefaultPage = 100;

    private static readonly string[] Principals = ["users", "groups", "servicePrincipals"];

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", $"{To}", Operations.AssignmentsRead, ListToAsync),
        new("GET", $"{To}/$count", Operations.AssignmentsRead, CountToAsync),
        new("POST", $"{To}", Operations.AssignmentsCreate, CreateToAsync),
        new("GET", $"{To}/{{assignment}}", Operations.AssignmentsRead, GetAsync),
        new("DELETE", $"{To}/{{assignment}}", Operations.AssignmentsDelete, DeleteAsync),
        .. Principals.SelectMany(OfPrincipal),
    ];

    private const string To = "servicePrincipals/{servicePrincipal}/appRoleAssignedTo";

    private static IEnumerable<GraphRoute> OfPrincipal(string collection)
    {
        var key = collection == "servicePrincipals" ? "servicePrincipal" : "principal";
        var path = $"{collection}/{{{key}}}/appRoleAssignments";
        yield return new("GET", path, Operations.AssignmentsRead, (call, ct) => ListOfAsync(call, collection, key, ct));
        yield return new(
            "POST",
            path,
            Operations.AssignmentsCreate,
            (call, ct) => CreateOfAsync(call, collection, key, ct)
        );
        yield return new("GET", $"{path}/{{assignment}}", Operations.AssignmentsRead, GetAsync);
        yield return new("DELETE", $"{path}/{{assignment}}", Operations.AssignmentsDelete, DeleteAsync);
    }

    private static async Task<GraphAnswer> ListToAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        return await PageAsync(
            call,
            $"servicePrincipals('{application.Id}')/appRoleAssignedTo",
            call.Query.Count
                ? await call.Installation.Applications.CountAssignedToAsync(call.Caller, application, ct)
                : null,
            (after, take) =>
                call.Installation.Applications.AssignedToAsync(
                    call.Caller,
                    application,
                    Wanted(call.Query.Filter, "principalId"),
                    after,
                    take,
                    ct
                )
        );
    }

    private static async Task<GraphAnswer> CountToAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        var count = await call.Installation.Applications.CountAssignedToAsync(call.Caller, application, ct);
        return GraphAnswer.Text($"{count}");
    }

    private static async Task<GraphAnswer> ListOfAsync(
        GraphCall call,
        string collection,
        string key,
        CancellationToken ct
    )
    {
        var principal = await PrincipalAsync(call, collection, key, ct);
        var resource = Wanted(call.Query.Filter, "resourceId");
        return await PageAsync(
            call,
            $"{collection}('{principal}')/appRoleAssignments",
            null,
            async (after, take) =>
                [
                    .. (
                        await call.Installation.Applications.AssignmentsOfAsync(call.Caller, principal, after, take, ct)
                    ).Where(a => resource is null || a.Assignment.ApplicationId == resource),
                ]
        );
    }

    private static async Task<GraphAnswer> CreateToAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        var (principal, resource, role) = Read(call);
        if (resource != application.Id)
        {
            throw GraphException.BadRequest(
                $"resourceId has to be {application.Id}, the service principal in the address.",
                "resourceId"
            );
        }

        return await AssignAsync(call, application, principal, role, ct);
    }

    private static async Task<GraphAnswer> CreateOfAsync(
        GraphCall call,
        string collection,
        string key,
        CancellationToken ct
    )
    {
        var inAddress = await PrincipalAsync(call, collection, key, ct);
        var (principal, resource, role) = Read(call);
        if (principal != inAddress)
            throw GraphException.BadRequest(
                $"principalId has to be {inAddress}, the one in the address.",
                "principalId"
            );
        var application =
            (await Addressed.ApplicationsAsync(call, ct)).FirstOrDefault(a => a.Id == resource)
            ?? throw GraphException.BadRequest(
                $"Not a valid reference update: resourceId {resource} is no service principal of this tenant.",
                "resourceId"
            );
        return await AssignAsync(call, application, principal, role, ct);
    }

    private static async Task<GraphAnswer> AssignAsync(
        GraphCall call,
        Application application,
        Guid principal,
        Guid role,
        CancellationToken ct
    )
    {
        var id =
            await call.Installation.Applications.AssignAsync(call.Caller, application, principal, role, ct)
            ?? throw new GraphException(
                StatusCodes.Status400BadRequest,
                "Request_BadRequest",
                "Permission being assigned already exists on the object"
            );
        var made = await FindAsync(call, id, ct);
        return GraphAnswer.Created(
            $"{call.Root}/servicePrincipals/{application.Id}/appRoleAssignedTo/{IdOf(id)}",
            json => One(call, json, made)
        );
    }

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var found = await OfAddressAsync(call, ct);
        return GraphAnswer.Json(json => One(call, json, found));
    }

    private static async Task<GraphAnswer> DeleteAsync(GraphCall call, CancellationToken ct)
    {
        var found = await OfAddressAsync(call, ct);
        return await call.Installation.Applications.UnassignAsync(call.Caller, found.Assignment.Id, ct)
            ? GraphAnswer.NoContent
            : throw GraphException.NoObject(call["assignment"]);
    }

    /// <summary>The assignment in the address; under another application or principal than its own it is not.</summary>
    private static async Task<AssignmentView> OfAddressAsync(GraphCall call, CancellationToken ct)
    {
        var id = Id(call["assignment"]) ?? throw GraphException.NoObject(call["assignment"]);
        var found = await FindAsync(call, id, ct);
        var collection = call.Segments[0];
        var isTo = call.Segments[2].Equals("appRoleAssignedTo", StringComparison.OrdinalIgnoreCase);
        var own = isTo
            ? (await Addressed.ApplicationAsync(call, ct)).Id == found.Assignment.ApplicationId
            : await PrincipalAsync(
                call,
                collection,
                call.Keys.ContainsKey("principal") ? "principal" : "servicePrincipal",
                ct
            ) == found.Assignment.PrincipalId;
        return own ? found : throw GraphException.NoObject(call["assignment"]);
    }

    private static async Task<AssignmentView> FindAsync(GraphCall call, Guid id, CancellationToken ct) =>
        await call.Installation.Applications.FindAssignmentAsync(call.Caller, id, ct)
        ?? throw GraphException.NoObject(IdOf(id));

    private static async Task<Guid> PrincipalAsync(GraphCall call, string collection, string key, CancellationToken ct)
    {
        if (key == "servicePrincipal")
            return (await Addressed.ApplicationAsync(call, ct)).Id;
        var kind = collection.Equals("users", StringComparison.OrdinalIgnoreCase)
            ? Engine.Directory.ObjectKind.User
            : Engine.Directory.ObjectKind.Group;
        var name = call[key];
        if (kind == Engine.Directory.ObjectKind.Group && !Guid.TryParseExact(name, "D", out _))
            throw GraphException.NoObject(name);
        var found = await call.Installation.Directory.FindAsync(call.Caller, kind, name, ct);
        return found is { DeletedAt: null } ? found.Id : throw GraphException.NoObject(name);
    }

    private static (Guid Principal, Guid Resource, Guid Role) Read(GraphCall call)
    {
        var body = new GraphBody(call.Json());
        var read = (
            body.RequiredId("principalId"),
            body.RequiredId("resourceId"),
            body.Id("appRoleId") ?? AppRole.DefaultAccess
        );
        foreach (
            var shown in (string[])
                ["id", "principalType", "principalDisplayName", "resourceDisplayName", "createdDateTime"]
        )
            body.Any(shown);
        body.Done("microsoft.graph.appRoleAssignment");
        return read;
    }

    /// <summary>The one filter that assignments know: <c>principalId eq …</c>, or <c>resourceId eq …</c>.</summary>
    private static Guid? Wanted(string? filter, string property)
    {
        if (filter is null)
            return null;
        return
            FilterParser.Parse(filter) is FilterNode.Compare(var asked, ComparisonOperator.Eq, var literal)
            && asked.Path.Equals(property, StringComparison.OrdinalIgnoreCase)
            && Guid.TryParse(literal.Text, out var id)
            ? id
            : throw GraphException.UnsupportedQuery($"Of assignments only '{property} eq' with an id can be filtered.");
    }

    private static async Task<GraphAnswer> PageAsync(
        GraphCall call,
        string context,
        long? count,
        Func<string, int, Task<IReadOnlyList<AssignmentView>>> read
    )
    {
        var take = call.Query.Top ?? DefaultPage;
        var after = call.Query.SkipToken is { } token ? PageTokens.Read(token) ?? throw PageTokens.Expired : "";
        var rows = await read(after, take + 1);
        var page = rows.Take(take).ToList();
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#{context}");
            if (count is { } all)
                json.WriteNumber("@odata.count", all);
            json.WriteStartArray("value");
            foreach (var assignment in page)
            {
                json.WriteStartObject();
                Write(json, assignment);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (rows.Count > take)
                json.WriteString("@odata.nextLink", call.Link(PageTokens.Write(page[^1].Position)));
            json.WriteEndObject();
        });
    }

    private static void One(GraphCall call, Utf8JsonWriter json, AssignmentView assignment)
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{call.Root}/$metadata#appRoleAssignments/$entity");
        Write(json, assignment);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AssignmentView view)
    {
        json.WriteString("id", IdOf(view.Assignment.Id));
        json.WriteNull("deletedDateTime");
        json.WriteString("appRoleId", view.Assignment.RoleId);
        Wire.Instant(json, "createdDateTime", view.CreatedAt);
        json.WriteString("principalDisplayName", view.PrincipalDisplayName);
        json.WriteString("principalId", view.Assignment.PrincipalId);
        json.WriteString("principalType", view.PrincipalType);
        json.WriteString("resourceDisplayName", view.ResourceDisplayName);
        json.WriteString("resourceId", view.Assignment.ApplicationId);
    }

    /// <summary>An assignment's id is no GUID on the wire: 22 characters that are safe in an address.</summary>
    private static string IdOf(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    private static Guid? Id(string text)
    {
        Span<byte> bytes = stackalloc byte[32];
        return
            text.Length == 22
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == 16
            ? new Guid(bytes[..16], bigEndian: true)
            : null;
    }
}
