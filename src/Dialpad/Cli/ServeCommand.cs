using System.CommandLine;

namespace Dialpad.Cli;

/// <summary><c>serve</c></summary>
internal static class ServeCommand
{
    /// <summary>Not an option: every process list shows those.</summary>
    public const string SecretVariable = "DIALPAD_CLIENT_SECRET";

    public static Command Build(CommandLine line)
    {
        var urls = new Option<string>("--urls")
        {
            HelpName = "URL",
            Description = "Where to listen; port 0 takes any free one.",
            DefaultValueFactory = _ => "http://127.0.0.1:5090",
        };
        var rateLimit = new Option<int>("--rate-limit")
        {
            HelpName = "N",
            Description = "Requests a second that a company may send, 0 for any number.",
            DefaultValueFactory = _ => 20,
        };
        var authority = new Option<string?>("--authority")
        {
            HelpName = "URL",
            Description = "Where people have their work accounts, such as https://localhost:5443.",
        };
        var clientId = new Option<string?>("--client-id")
        {
            HelpName = "ID",
            Description = $"What this application is called there; its secret comes from {SecretVariable}.",
        };
        var ca = new Option<string?>("--ca")
        {
            HelpName = "FILE",
            Description = "A certificate authority to trust beside the system's, as PEM.",
        };
        var serve = new Command("serve", "Starts the server.") { urls, rateLimit, authority, clientId, ca };
        serve.SetAction(
            (parsed, ct) =>
                line.GuardAsync(
                    parsed,
                    async () =>
                    {
                        var options = new DialpadOptions
                        {
                            DataDirectory = parsed.GetRequiredValue(line.Data),
                            Url = parsed.GetRequiredValue(urls),
                            RateLimit = parsed.GetValue(rateLimit),
                            WorkAccounts = Accounts(
                                parsed.GetValue(authority),
                                parsed.GetValue(clientId),
                                parsed.GetValue(ca)
                            ),
                            Time = line.Time,
                        };
                        await ServeAsync(options, parsed.InvocationConfiguration.Output, ct);
                    }
                )
        );
        return serve;
    }

    private static WorkAccounts? Accounts(string? url, string? clientId, string? ca)
    {
        if (url is null)
            return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var authority) || authority.Scheme != Uri.UriSchemeHttps)
            throw new DialpadException(
                $"--authority '{url}' must be an https address, such as https://localhost:5443."
            );
        if (Environment.GetEnvironmentVariable(SecretVariable) is not { Length: > 0 } secret || clientId is null)
            throw new DialpadException($"--authority needs --client-id, and the client's secret in {SecretVariable}.");
        if (ca is not null && !File.Exists(ca))
            throw new DialpadException($"--ca '{ca}' is no file.");
        return new WorkAccounts(authority, clientId, secret, ca);
    }

    private static async Task ServeAsync(DialpadOptions options, TextWriter output, CancellationToken ct)
    {
        if (options.RateLimit < 0)
            throw new DialpadException(
                $"--rate-limit {options.RateLimit} is below 0. Give requests a second, or 0 for any."
            );
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
            throw new DialpadException(
                $"--urls '{options.Url}' is no address to listen on, such as http://127.0.0.1:5090."
            );

        await using var host = await StartAsync(options, url, ct);
        await output.WriteLineAsync(
            $"The Dialpad stand-in is ready: {host.BaseAddress} (SCIM at {new Uri(host.BaseAddress, "scim")})"
        );
        await host.WaitForShutdownAsync(ct);
    }

    private static async Task<DialpadHost> StartAsync(DialpadOptions options, Uri url, CancellationToken ct)
    {
        try
        {
            return await DialpadHost.StartAsync(options, ct);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new DialpadException(
                $"Port {url.Port} is taken by another program. Choose another address with --urls."
            );
        }
    }
}
