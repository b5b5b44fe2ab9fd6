using Provost.Engine.Applications;
using Provost.Server.Authority;
using Provost.Server.Hosting;

namespace Provost.Server.Demo;

/// <summary>
/// The browser's half of the demo: an administrator who can sign in to the portal, and the stand-in started again as
/// an application that she can sign in to as well.
/// </summary>
internal sealed class DemoSignIn : IAsyncDisposable
{
    private readonly DialpadProcess? _dialpad;
    private readonly string _portal;
    private readonly DemoPeople _people;

    private DemoSignIn(DialpadProcess? dialpad, string portal, DemoPeople people) =>
        (_dialpad, _portal, _people) = (dialpad, portal, people);

    /// <summary>Makes what people sign in with, before the server listens.</summary>
    /// <param name="dialpad">The stand-in that runs; null where the demo is about another application.</param>
    public static async Task<DemoPeople> PrepareAsync(
        Installation installation,
        Application application,
        DialpadProcess? dialpad,
        CancellationToken ct
    )
    {
        var tenant = (await installation.Authority.TenantsAsync(ct))[0];
        var password = SecretHash.Generate()[..12];
        await FirstStart.SetPasswordAsync(installation, tenant, password, ct);
        return new DemoPeople(
            FirstStart.Administrator(tenant),
            password,
            dialpad is null ? null : await ClientAsync(installation, application, dialpad, ct)
        );
    }

    public static async Task<DemoSignIn> OpenAsync(
        Installation installation,
        DemoPeople people,
        Serving server,
        DialpadProcess? dialpad,
        CancellationToken ct
    )
    {
        var port = new Uri(server.Addresses.First(a => a.StartsWith("http:", StringComparison.Ordinal))).Port;
        var again =
            dialpad is null || people.Dialpad is not { } client
                ? null
                : await AgainAsync(installation, client, server, dialpad, ct);
        return new DemoSignIn(again, $"http://localhost:{port}", people);
    }

    public void Say(DemoScreen screen)
    {
        screen.Step("Look at it in a browser");
        screen.Detail($"Provost  {_portal}");
        if (_dialpad is not null)
            screen.Detail($"Dialpad  {_dialpad.Address.ToString().TrimEnd('/')}   Log In, Use Dialpad online");
        screen.Detail($"Sign in at both as {_people.Administrator} with the password {_people.Password}");
        screen.Detail(
            "Where the browser warns of a certificate: it is this machine's own (dev-ca.pem in the data folder)."
        );
    }

    public ValueTask DisposeAsync() => _dialpad?.DisposeAsync() ?? default;

    /// <summary>What the stand-in signs people in with.</summary>
    private static async Task<DemoClient> ClientAsync(
        Installation installation,
        Application application,
        DialpadProcess dialpad,
        CancellationToken ct
    )
    {
        var known = await installation.Applications.FindServicePrincipalAsync(
            application.TenantId,
            application.Id,
            null,
            ct
        );
        var appId = known?.AppId ?? application.AppId;
        var back = new Uri(dialpad.Address, "signin-oidc").ToString();
        var secret =
            await Registering.AllowSignInAsync(installation, installation.Caller, appId, back, ct)
            ?? throw new Engine.EngineException("The application of the demo has no registration.");
        return new DemoClient(appId, secret);
    }

    /// <summary>The same stand-in, at the same address, that knows where work accounts are.</summary>
    private static async Task<DialpadProcess> AgainAsync(
        Installation installation,
        DemoClient client,
        Serving server,
        DialpadProcess dialpad,
        CancellationToken ct
    )
    {
        var signIn = new DialpadSignIn(
            server.PublicUrl.Canonical,
            client.AppId,
            client.Secret,
            installation.Data.DevelopmentCa
        );
        await dialpad.DisposeAsync();
        return await DialpadProcess.StartAsync(dialpad.Folder, dialpad.Address.Port, signIn, ct);
    }
}

/// <summary>What people sign in with during the demo, at the portal and, where it runs, at the stand-in.</summary>
internal sealed record DemoPeople(string Administrator, string Password, DemoClient? Dialpad);

/// <summary>An application and the secret that it shows.</summary>
internal sealed record DemoClient(Guid AppId, string Secret);

/// <summary>The usual addresses where they are free; a demo is started beside whatever runs already.</summary>
internal static class DemoAddresses
{
    public static IReadOnlyList<ListenAddress> Free() =>
        [
            ListenAddress.Parse($"http://127.0.0.1:{DialpadProcess.FreePort(5080)}"),
            ListenAddress.Parse($"https://localhost:{DialpadProcess.FreePort(5443)}"),
        ];
}
