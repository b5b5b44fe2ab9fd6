using System.Buffers.Text;
using System.Text.Json;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Storage;

namespace Provost.Server.Graph;

/// <summary><c>/oauth2PermissionGrants</c>: what people allowed applications, and taking it back.</summary>
internal static class PermissionGrantEndpoint
{
    private const string Collection = "oauth2PermissionGrants";

    private static readonly string[] Properties =
    [
        "id",
        "clientId",
        "consentType",
        "principalId",
        "resourceId",
        "scope",
    ];

    public static IReadOnlyList<GraphRoute> Routes { get; } =
    [
        new("GET", Collection, Operations.ConsentsRead, ListAsync),
        new("GET", $"{Collection}/{{grant}}", Operations.ConsentsRead, GetAsync),
        new("DELETE", $"{Collection}/{{grant}}", Operations.ConsentsWrite, DeleteAsync),
        new("GET", $"servicePrincipals/{{servicePrincipal}}/{Collection}", Operations.ConsentsRead, ListOfAsync),
    ];

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct) =>
        JsonCollection.Answer(
            call,
            Collection,
            Properties,
            (await call.Installation.Authority.ConsentsAsync(call.Caller, ct)).Select(c => Writer(call, c))
        );

    private static async Task<GraphAnswer> ListOfAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        var all = await call.Installation.Authority.ConsentsAsync(call.Caller, ct);
        return JsonCollection.Answer(
            call,
            Collection,
            Properties,
            all.Where(c => c.ClientId == application.Id).Select(c => Writer(call, c))
        );
    }

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct) =>
        JsonCollection.One(call, $"{Collection}/$entity", Properties, Writer(call, await FindAsync(call, ct)));

    private static async Task<GraphAnswer> DeleteAsync(GraphCall call, CancellationToken ct)
    {
        // Whoever may take consents back may find the one that is meant.
        var seeing = call with
        {
            Caller = call.Caller with { Grants = Grants.Everything },
        };
        var found = await FindAsync(seeing, ct);
        return await call.Installation.Authority.RevokeConsentAsync(call.Caller, found, ct)
            ? GraphAnswer.NoContent
            : throw GraphException.NoObject(call["grant"]);
    }

    private static async Task<GivenConsent> FindAsync(GraphCall call, CancellationToken ct) =>
        (await call.Installation.Authority.ConsentsAsync(call.Caller, ct)).FirstOrDefault(c => Id(c) == call["grant"])
        ?? throw GraphException.NoObject(call["grant"]);

    private static Action<Utf8JsonWriter> Writer(GraphCall call, GivenConsent consent) =>
        json =>
        {
            json.WriteString("id", Id(consent));
            json.WriteString("clientId", consent.ClientId);
            json.WriteString("consentType", consent.PrincipalId is null ? "AllPrincipals" : "Principal");
            json.WriteString("principalId", consent.PrincipalId?.ToString());
            json.WriteString("resourceId", GraphApplication.In(call.Caller.TenantId).Id);
            json.WriteString("scope", consent.Scopes);
        };

    /// <summary>Made of the two ids, as Entra's are.</summary>
    private static string Id(GivenConsent consent)
    {
        Span<byte> bytes = stackalloc byte[32];
        consent.ClientId.TryWriteBytes(bytes);
        (consent.PrincipalId ?? Guid.Empty).TryWriteBytes(bytes[16..]);
        return Base64Url.EncodeToString(bytes);
    }
}
