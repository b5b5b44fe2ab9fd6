using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Cycle;
using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Tests.Credentials;

/// <summary>The canonical secrets of these tests; tests vary them with <c>With</c>.</summary>
internal static class Given
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    public static SecretSet Secrets(params (Key Key, string Value)[] values) =>
        values.Aggregate(SecretSet.Empty, (set, v) => set.With(v.Key, v.Value));

    /// <summary>Of the application that is behind the authorization server.</summary>
    public static SecretSet ClientOf(Contoso contoso) =>
        Secrets(
            (Key.BaseAddress, contoso.Wire.Address.ToString()),
            (Key.Oauth2TokenExchangeUri, contoso.TokenEndpoint.ToString()),
            (Key.Oauth2ClientId, "provost"),
            (Key.Oauth2ClientSecret, "secret")
        );

    public static Task StoreAsync(this Contoso contoso, SecretSet secrets) =>
        contoso.Jobs.SetSecretsAsync(contoso.Caller, contoso.Application, _ => secrets, Ct);

    public static Task<SecretSet> StoredAsync(this Contoso contoso) =>
        contoso.Jobs.SecretsAsync(contoso.Application.Number, Ct);

    public static async Task<SynchronizationJob> JobAsync(this Contoso contoso) =>
        await contoso.Jobs.FindAsync(contoso.Application.Id, Ct) ?? throw new InvalidOperationException("No job.");

    public static async Task<TargetConnection> ConnectionAsync(this Contoso contoso) =>
        await contoso.Jobs.ConnectionAsync(contoso.Job.Number, Ct)
        ?? throw new InvalidOperationException("No secrets.");
}
