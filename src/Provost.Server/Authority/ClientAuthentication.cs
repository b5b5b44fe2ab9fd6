using OpenIddict.Abstractions;
using Provost.Storage;

namespace Provost.Server.Authority;

/// <summary>Looks up an application by its app id; null where no tenant has it.</summary>
internal delegate Task<ClientApplication?> FindClient(Guid appId, CancellationToken ct);

/// <summary>An application that showed who it is, or why it was refused.</summary>
internal sealed record ClientReading(ClientApplication? Client, AuthorityError? Refusal)
{
    public static implicit operator ClientReading(AuthorityError refusal) => new(null, refusal);
}

/// <summary>Checks that an application is the one that it says it is: by a secret, or by an assertion.</summary>
internal sealed class ClientAuthentication(
    FindClient find,
    FindRegistration findRegistration,
    ClientAssertions assertions,
    TimeProvider time
)
{
    private readonly KnownSecrets _secrets = new();

    public async Task<ClientReading> ReadAsync(AuthorityRequest where, OpenIddictRequest request, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(request.ClientId))
            return AuthorityError.MissingParameter("client_id");
        if (where.Tenant is not { } tenant)
            return AuthorityError.NoTenant(where.Segment);

        var found = Guid.TryParse(request.ClientId, out var appId) ? await find(appId, ct) : null;
        if (found is not { } client || client.TenantId != tenant.Id)
            return AuthorityError.UnknownClient(request.ClientId, tenant.DisplayName);

        var refusal = (request.ClientAssertion, request.ClientSecret) switch
        {
            ({ Length: > 0 } assertion, _) => await assertions.CheckAsync(where, client, assertion),
            (_, { Length: > 0 } secret) => Check(client, secret),
            _ => AuthorityError.NoCredential,
        };
        return new ClientReading(refusal is null ? client : null, refusal);
    }

    /// <summary>
    /// Which application exchanges a person's code: of any tenant, and with nothing to show where it can keep no
    /// secret. Whether it may have nothing to show, its code says.
    /// </summary>
    public async Task<ClientReading> ReadInteractiveAsync(
        AuthorityRequest where,
        OpenIddictRequest request,
        CancellationToken ct
    )
    {
        if (string.IsNullOrEmpty(request.ClientId))
            return AuthorityError.MissingParameter("client_id");
        var found = Guid.TryParse(request.ClientId, out var appId) ? await findRegistration(appId, ct) : null;
        if (found is null)
            return AuthorityError.UnknownClient(request.ClientId, where.Tenant?.DisplayName ?? where.Segment);

        var client = ClientApplication.From(new RegisteredClient(found, Guid.Empty, []));
        var refusal = (request.ClientAssertion, request.ClientSecret) switch
        {
            ({ Length: > 0 } assertion, _) => await assertions.CheckAsync(where, client, assertion),
            (_, { Length: > 0 } secret) => Check(client, secret),
            _ => null,
        };
        return new ClientReading(refusal is null ? client : null, refusal);
    }

    private AuthorityError? Check(ClientApplication client, string secret)
    {
        var now = time.GetUtcNow();
        if (client.Secrets.Any(s => s.IsValid(now) && _secrets.Matches(secret, s.Hash)))
            return null;
        return client.Secrets.Any(s => s.Ends <= now && _secrets.Matches(secret, s.Hash))
            ? AuthorityError.ExpiredSecret(client.AppId)
            : AuthorityError.WrongSecret(client.AppId);
    }
}
