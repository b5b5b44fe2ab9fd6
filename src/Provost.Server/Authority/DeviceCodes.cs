using System.Security.Claims;
using System.Security.Cryptography;
using Provost.Server.Hosting;
using Provost.Storage;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority;

/// <summary>
/// A program without a browser shows a short code, somebody types it into a browser elsewhere and signs in there, and
/// the program, which asks again and again, gets her tokens (RFC 8628).
/// </summary>
internal sealed class DeviceCodes(FindRegistration find, SqliteAuthority store, PublicUrl publicUrl, TimeProvider time)
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>
    /// What OpenIddict is told instead: it would look for the codes among tokens of its own.
    /// </summary>
    public const string Flow = "provost:device_code";

    /// <summary>Below the tenant.</summary>
    public const string Path = "/oauth2/v2.0/devicecode";

    /// <summary>Where people type the code.</summary>
    public const string PagePath = "/device";

    /// <summary>Of letters that are not mistaken for others and make no words (RFC 8628 §6.1).</summary>
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";

    private const int Length = 8;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static string HashOfTyped(string code) =>
        SecretHash.OfGenerated(new string([.. code.ToUpperInvariant().Where(char.IsAsciiLetter)]));

    /// <summary><c>POST …/devicecode</c>: a code for the program and one for the person.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var where = AuthorityRequest.Of(context);
        var (device, refusal) = await ReadAsync(context, where);
        if (device is null)
        {
            await AuthorityAnswers.RefuseAsync(context, refusal!, StatusCodes.Status400BadRequest, time);
            return;
        }

        var deviceCode = SecretHash.Generate();
        string letters;
        do letters = RandomNumberGenerator.GetString(Letters, Length);
        while (!await store.AddDeviceAsync(SecretHash.OfGenerated(deviceCode), HashOfTyped(letters), device, ct));
        var userCode = $"{letters[..4]}-{letters[4..]}";
        var page = $"{publicUrl.Of(context.Request)}{PagePath}";
        AuthorityAnswers.Identify(context);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["user_code"] = userCode,
                ["device_code"] = deviceCode,
                ["verification_uri"] = page,
                ["verification_uri_complete"] = $"{page}?code={userCode}",
                ["expires_in"] = (int)Lifetime.TotalSeconds,
                ["interval"] = (int)Interval.TotalSeconds,
                ["message"] = $"To sign in, open the page {page} in a browser and enter the code {userCode}.",
            },
            ct
        );
    }

    /// <summary>What became of a device: the person's grant, or why there is none yet.</summary>
    public async Task<(ClaimsPrincipal? Grant, AuthorityError? Refusal)> PollAsync(
        string code,
        Guid appId,
        CancellationToken ct
    ) =>
        await store.PollDeviceAsync(SecretHash.OfGenerated(code), appId, Interval, ct) switch
        {
            null => (null, AuthorityError.UnknownDevice),
            var (device, _) when device.Ends <= time.GetUtcNow() => (null, AuthorityError.DeviceExpired),
            ({ State: DeviceState.Refused }, _) => (null, AuthorityError.ConsentRefused),
            ({ SignedIn: var (tenant, person, at), Scopes: var scopes }, _) => (
                AuthorizeRequests.Grant(tenant, person, at, scopes, isPublic: true),
                null
            ),
            (_, true) => (null, AuthorityError.AskedTooOften),
            _ => (null, AuthorityError.DeviceWaits),
        };

    private async Task<(DeviceCode? Device, AuthorityError? Refusal)> ReadAsync(
        HttpContext context,
        AuthorityRequest where
    )
    {
        if (!context.Request.HasFormContentType)
            return (null, AuthorityError.MissingParameter("client_id"));
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var named = form["client_id"].ToString();
        if (named.Length == 0)
            return (null, AuthorityError.MissingParameter("client_id"));
        var registration = Guid.TryParse(named, out var appId) ? await find(appId, context.RequestAborted) : null;
        var client = registration is null ? null : InteractiveClient.From(registration);
        if (client is null || (where.Tenant is { } own && !client.IsFor(own.Id)))
            return (null, AuthorityError.UnknownClient(named, where.Tenant?.DisplayName ?? where.Segment));
        if (!client.IsPublicClient)
            return (null, AuthorityError.NotPublic(client.AppId));
        if (form["scope"].ToString() is not { Length: > 0 } scope)
            return (null, AuthorityError.MissingParameter("scope"));
        var (scopes, unknown) = DelegatedScopes.Read(
            scope.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            publicUrl.Resources(where.Host)
        );
        var tenant = where.Tenant?.Id ?? (client.IsMultiTenant ? null : client.Registration.TenantId);
        return unknown is null
            ? (
                new DeviceCode(client.AppId, tenant, scopes, time.GetUtcNow() + Lifetime, DeviceState.Waiting, null),
                null
            )
            : (null, unknown);
    }
}
