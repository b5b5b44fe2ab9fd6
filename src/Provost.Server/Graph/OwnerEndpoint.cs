using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary><c>owners</c> of applications and service principals (graph-api 4).</summary>
internal static class OwnerEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [.. Below("applications/{application}"), .. Below("servicePrincipals/{servicePrincipal}")];

    private static IEnumerable<GraphRoute> Below(string path) =>
        [
            new("GET", $"{path}/owners", Operations.ApplicationsRead, ListAsync),
            new("POST", $"{path}/owners/$ref", Operations.ApplicationsWrite, AddAsync),
            new("DELETE", $"{path}/owners/{{owner}}/$ref", Operations.ApplicationsWrite, RemoveAsync),
        ];

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct)
    {
        var (_, owners) = await OwnedAsync(call, ct);
        var shown = new List<Action<Utf8JsonWriter>>();
        foreach (var owner in owners)
        {
            if (await FindAsync(call, owner, ct) is var (type, name))
                shown.Add(json => Write(json, type, owner, name));
        }

        return JsonCollection.Answer(call, "directoryObjects", ["id", "displayName"], shown);
    }

    private static async Task<GraphAnswer> AddAsync(GraphCall call, CancellationToken ct)
    {
        var (id, owners) = await OwnedAsync(call, ct);
        var owner = ObjectReference.IdInBody(call);
        if (await FindAsync(call, owner, ct) is null)
            throw GraphException.NoObject($"{owner}");
        if (owners.Contains(owner))
        {
            throw GraphException.BadRequest(
                "One or more added object references already exist for the following modified properties: 'owners'."
            );
        }

        await call.Installation.Applications.SetOwnerAsync(call.Caller, id, owner, owns: true, ct);
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> RemoveAsync(GraphCall call, CancellationToken ct)
    {
        var (id, _) = await OwnedAsync(call, ct);
        return
            Guid.TryParseExact(call["owner"], "D", out var owner)
            && await call.Installation.Applications.SetOwnerAsync(call.Caller, id, owner, owns: false, ct)
            ? GraphAnswer.NoContent
            : throw GraphException.NoObject(call["owner"]);
    }

    private static async Task<(Guid Id, IReadOnlyList<Guid> Owners)> OwnedAsync(GraphCall call, CancellationToken ct)
    {
        if (call.Keys.ContainsKey("servicePrincipal"))
        {
            var application = await Addressed.ApplicationAsync(call, ct);
            return (application.Id, application.Owners);
        }

        var registration = await ApplicationEndpoint.FindAsync(call, ct);
        return (registration.Id, registration.Owners);
    }

    /// <summary>A user or a service principal of the tenant, with its name.</summary>
    private static async Task<(string Type, string Name)?> FindAsync(GraphCall call, Guid id, CancellationToken ct)
    {
        var service = call.Caller with { Grants = Grants.Everything };
        var applications = call.Installation.Applications;
        if (
            await applications.FindServicePrincipalAsync(call.Caller.TenantId, id, null, ct) is
            { DeletedAt: null } application
        )
            return ("servicePrincipal", application.DisplayName);
        var user = await call.Installation.Directory.FindAsync(service, ObjectKind.User, $"{id}", ct);
        return user is { DeletedAt: null } ? ("user", user.DisplayName) : null;
    }

    private static void Write(Utf8JsonWriter json, string type, Guid id, string name)
    {
        json.WriteString("@odata.type", $"#microsoft.graph.{type}");
        json.WriteString("id", id);
        json.WriteString("displayName", name);
    }
}
