using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Server.Authority.SignIn;
using Provost.Server.Hosting;
using Provost.Storage;

namespace Provost.Server.Authority;

/// <summary>What the first start takes instead of making it up.</summary>
internal sealed record FirstCredentials(Guid? TenantId, Guid? ClientId, string? ClientSecret, string? AdminPassword);

/// <summary>
/// The very first start: a tenant, an application with all permissions and the administrator's password, from the
/// environment where they are set there, else made and said once.
/// </summary>
internal static class FirstStart
{
    private const string TenantVariable = "PROVOST_TENANT_ID";
    private const string ClientVariable = "PROVOST_CLIENT_ID";
    private const string SecretVariable = "PROVOST_CLIENT_SECRET";
    private const string PasswordVariable = "PROVOST_ADMIN_PASSWORD";

    public static FirstCredentials FromEnvironment() =>
        new(Id(TenantVariable), Id(ClientVariable), Text(SecretVariable), Text(PasswordVariable));

    /// <summary>The tenant that an empty data folder begins with.</summary>
    public static Tenant Tenant(DateTimeOffset now) =>
        new(Id(TenantVariable) ?? Guid.CreateVersion7(now), "Contoso", "contoso.example");

    /// <summary>The name that the first administrator of a tenant signs in with.</summary>
    public static string Administrator(Tenant tenant) => $"admin@{tenant.Domain}";

    /// <summary>
    /// Makes what is missing and says what nobody can look up later; says nothing where it was made before.
    /// </summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        Installation installation,
        FirstCredentials given,
        CancellationToken ct
    )
    {
        var tenant = (await installation.Authority.TenantsAsync(ct))[0];
        if (await installation.Applications.HasStartedAsync(tenant.Id, ct))
            return [];
        if (given.TenantId is { } wanted && wanted != tenant.Id)
            throw new EngineException(
                $"{TenantVariable} is {wanted}, but this data folder's tenant has the id {tenant.Id}. "
                    + "Unset the variable, or start on an empty folder."
            );

        return
        [
            "This is the first start. What was made up is shown now and never again:",
            .. await MakeAsync(installation, tenant, given, ct),
        ];
    }

    /// <summary>Makes a tenant's first application and administrator; the lines say how to use them.</summary>
    public static async Task<IReadOnlyList<string>> MakeAsync(
        Installation installation,
        Tenant tenant,
        FirstCredentials given,
        CancellationToken ct
    )
    {
        var caller = installation.Caller with { TenantId = tenant.Id };
        var now = installation.Time.GetUtcNow();
        var appId = given.ClientId ?? Guid.CreateVersion7(now);
        var secret = given.ClientSecret ?? SecretHash.Generate();
        var password = given.AdminPassword ?? SecretHash.Generate();
        var shown = given.AdminPassword is null ? password : "the password given";
        await SetPasswordAsync(installation, tenant, password, ct);
        var registration = new Registration(
            Guid.CreateVersion7(now),
            tenant.Id,
            appId,
            "Provost administration",
            "",
            []
        )
        {
            Credentials =
            [
                new(
                    Guid.CreateVersion7(now),
                    "secret",
                    Hash(given.ClientSecret, secret),
                    "Made at the first start",
                    given.ClientSecret is null ? secret[..3] : null,
                    now,
                    null
                ),
            ],
        };
        var client = new RegisteredClient(registration, Guid.CreateVersion7(now), Operations.Permissions);
        // Last: without an application the next start begins anew.
        await installation.Applications.AddClientAsync(caller, client, ct);
        return
        [
            $"  {TenantVariable}={tenant.Id}",
            $"  {ClientVariable}={appId}",
            $"  {SecretVariable}={(given.ClientSecret is null ? secret : "(as given)")}",
            $"  {Administrator(tenant)} signs in with {shown}",
        ];
    }

    /// <summary>Sets the password of the tenant's first administrator.</summary>
    public static Task SetPasswordAsync(
        Installation installation,
        Tenant tenant,
        string password,
        CancellationToken ct
    ) =>
        installation.Authority.SetPasswordHashAsync(
            installation.Caller with
            {
                TenantId = tenant.Id,
            },
            Administrator(tenant),
            Passwords.Hash(Administrator(tenant), password),
            mustChange: false,
            administrator: true,
            ct
        );

    private static string Hash(string? given, string secret) =>
        given is null ? SecretHash.OfGenerated(secret) : SecretHash.OfChosen(given);

    private static string? Text(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;

    private static Guid? Id(string variable) =>
        Text(variable) is not { } text ? null
        : Guid.TryParse(text, out var id) ? id
        : throw new EngineException(
            $"{variable} must be an id of the form 00000000-0000-0000-0000-000000000000; '{text}' is not. "
                + "Correct it, or unset it to have one made."
        );
}
