using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Server.Hosting;

namespace Provost.Server.Graph;

/// <summary><c>/applications</c>: what is registered, and its credentials (graph-api 4).</summary>
internal static class ApplicationEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", "applications", Operations.ApplicationsRead, ListAsync),
        new("POST", "applications", Operations.ApplicationsWrite, CreateAsync),
        new("GET", "applications/$count", Operations.ApplicationsRead, CountAsync),
        new("GET", "applications/{application}", Operations.ApplicationsRead, GetAsync),
        new("PATCH", "applications/{application}", Operations.ApplicationsWrite, UpdateAsync),
        new("DELETE", "applications/{application}", Operations.ApplicationsWrite, DeleteAsync),
        new("POST", "applications/{application}/addPassword", Operations.ApplicationsWrite, AddPasswordAsync),
        new("POST", "applications/{application}/removePassword", Operations.ApplicationsWrite, RemoveKeyAsync),
        new("POST", "applications/{application}/addKey", Operations.ApplicationsWrite, AddKeyAsync),
        new("POST", "applications/{application}/removeKey", Operations.ApplicationsWrite, RemoveKeyAsync),
    ];

    /// <summary>The registration in the address: by its id or as <c>appId=…</c>.</summary>
    public static async Task<Registration> FindAsync(GraphCall call, CancellationToken ct)
    {
        var (id, appId) = AddressKeys.Read(call["application"]);
        var found = await call.Installation.Applications.FindRegistrationAsync(call.Caller.TenantId, id, appId, ct);
        if (found is not { DeletedAt: null })
            throw GraphException.NoObject(call["application"]);
        call.Caller.Demand(call.Operation, found.Owners);
        return found;
    }

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct) =>
        JsonCollection.Answer(call, "applications", ApplicationResource.Properties, await WritersAsync(call, ct));

    private static async Task<GraphAnswer> CountAsync(GraphCall call, CancellationToken ct) =>
        JsonCollection.Count(call, ApplicationResource.Properties, await WritersAsync(call, ct));

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct) =>
        await ShownAsync(call, await FindAsync(call, ct), StatusCodes.Status200OK, ct);

    private static async Task<GraphAnswer> CreateAsync(GraphCall call, CancellationToken ct)
    {
        var body = new GraphBody(call.Json());
        var now = call.Installation.Time.GetUtcNow();
        var registration = new Registration(
            Guid.CreateVersion7(now),
            call.Caller.TenantId,
            Guid.CreateVersion7(now),
            DisplayNames.Check(body.RequiredText("displayName")),
            "",
            AppRoles.Read(body) ?? []
        )
        {
            Properties = PropertyBag.Merge("{}", ApplicationResource.Kept, body),
        };
        body.Done(ApplicationResource.Type);
        var (added, _) = await call.Installation.Applications.AddAsync(call.Caller, registration, null, ct);
        var answer = await ShownAsync(call, added!, StatusCodes.Status201Created, ct);
        return answer with { Location = $"{call.Root}/applications/{added!.Id}" };
    }

    private static async Task<GraphAnswer> UpdateAsync(GraphCall call, CancellationToken ct)
    {
        var registration = await FindAsync(call, ct);
        var body = new GraphBody(call.Json());
        var name = body.Text("displayName");
        var roles = AppRoles.Read(body);
        PropertyBag.Merge(registration.Properties, ApplicationResource.Kept, body);
        body.Done(ApplicationResource.Type);
        var updated = await call.Installation.Applications.UpdateAsync(
            call.Caller,
            registration.Id,
            (Registration now) =>
                now with
                {
                    DisplayName = name is null ? now.DisplayName : DisplayNames.Check(name),
                    Roles = roles ?? now.Roles,
                    Properties = PropertyBag.Merge(now.Properties, ApplicationResource.Kept, body),
                },
            ct
        );
        if (updated is null)
            throw GraphException.NoObject(call["application"]);
        return call.Prefers("return=representation")
            ? await ShownAsync(call, updated, StatusCodes.Status200OK, ct)
            : GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> DeleteAsync(GraphCall call, CancellationToken ct)
    {
        var registration = await FindAsync(call, ct);
        await Provisioning.DeleteApplicationAsync(
            call.Installation,
            call.Caller,
            registration.Id,
            registration.AppId,
            ct
        );
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> AddPasswordAsync(GraphCall call, CancellationToken ct)
    {
        var registration = await FindAsync(call, ct);
        var body = new GraphBody(call.Json(optional: true));
        var wanted = body.Object("passwordCredential");
        body.Done("application.addPassword");
        var (secret, text) = Credentials.NewSecret(wanted, call.Installation.Time.GetUtcNow());
        await call.Installation.Applications.AddCredentialAsync(call.Caller, registration.Id, secret, ct);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#microsoft.graph.passwordCredential");
            Credentials.WriteSecret(json, secret, text);
            json.WriteEndObject();
        });
    }

    private static async Task<GraphAnswer> AddKeyAsync(GraphCall call, CancellationToken ct)
    {
        var registration = await FindAsync(call, ct);
        var body = new GraphBody(call.Json());
        var wanted = body.Object("keyCredential") ?? throw body.Missing("keyCredential", "an object with type and key");
        body.Any("passwordCredential");
        body.Text("proof");
        body.Done("application.addKey");
        var key = Credentials.Certificate(wanted, call.Installation.Time.GetUtcNow());
        var updated = await call.Installation.Applications.AddCredentialAsync(call.Caller, registration.Id, key, ct);
        var context = $"{call.Root}/$metadata#microsoft.graph.keyCredential";
        return updated is null
            ? throw GraphException.NoObject(call["application"])
            : GraphAnswer.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", context);
                json.WriteString("displayName", key.DisplayName);
                json.WriteString("keyId", key.KeyId);
                json.WriteString("type", "AsymmetricX509Cert");
                json.WriteString("usage", "Verify");
                Wire.Instant(json, "startDateTime", key.Starts);
                Wire.Instant(json, "endDateTime", key.Ends);
                json.WriteEndObject();
            });
    }

    private static async Task<GraphAnswer> RemoveKeyAsync(GraphCall call, CancellationToken ct)
    {
        var registration = await FindAsync(call, ct);
        var body = new GraphBody(call.Json());
        var keyId = body.RequiredId("keyId");
        body.Text("proof");
        body.Done("application.removePassword");
        return await call.Installation.Applications.RemoveCredentialAsync(call.Caller, registration.Id, keyId, ct)
            ? GraphAnswer.NoContent
            : throw GraphException.BadRequest($"{registration.DisplayName} has no credential {keyId}.", "keyId");
    }

    private static async Task<GraphAnswer> ShownAsync(
        GraphCall call,
        Registration registration,
        int status,
        CancellationToken ct
    )
    {
        var domain = await Tenants.DomainAsync(call, ct);
        return JsonCollection.One(
            call,
            "applications/$entity",
            ApplicationResource.Properties,
            json => ApplicationResource.Write(json, registration, domain),
            status
        );
    }

    private static async Task<IEnumerable<Action<Utf8JsonWriter>>> WritersAsync(GraphCall call, CancellationToken ct)
    {
        var domain = await Tenants.DomainAsync(call, ct);
        var all = await call.Installation.Applications.RegistrationsAsync(call.Caller, deleted: false, ct);
        return all.Select(r => (Action<Utf8JsonWriter>)(json => ApplicationResource.Write(json, r, domain)));
    }
}
