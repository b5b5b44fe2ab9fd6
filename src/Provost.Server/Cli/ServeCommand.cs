using System.CommandLine;
using Provost.Engine;
using Provost.Server.Authority;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary><c>provost serve</c>: runs all jobs and answers clients until it is stopped.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Certificate = new("--certificate")
    {
        Description = "The certificate of https with its private key, PEM or PKCS #12.",
    };
    private static readonly Option<bool> CertificatePasswordStdin = new("--certificate-password-stdin")
    {
        Description = "Read the password of --certificate from standard input.",
    };
    private static readonly Option<string> PublicUrl = new("--public-url")
    {
        Description = "What clients call this server, https://provost.contoso.example.",
    };

    /// <summary>Also an option of other commands that serve.</summary>
    private static readonly Option<bool> AllowPrivate = new("--allow-private")
    {
        Description = "Jobs that are made over the API may have targets on private and loopback addresses.",
    };

    public static Option<string[]> Urls { get; } =
        new("--urls")
        {
            Description =
                $"Addresses to listen on, {ServingOptions.DefaultHttp} and {ServingOptions.DefaultHttps} by default. "
                + "Port 0 takes a free one.",
            AllowMultipleArgumentsPerToken = true,
        };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command(
            "serve",
            "Run: changes of the directory reach the applications within a second or two."
        )
        {
            Urls,
            Certificate,
            CertificatePasswordStdin,
            PublicUrl,
            AllowPrivate,
        };
        command.SetAction(environment.Guarded((parse, ct) => RunAsync(parse, environment, ct)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CommandEnvironment environment, CancellationToken ct)
    {
        // System.CommandLine waits for a command that is asked to end only once it has the command's task.
        await Task.Yield();
        var options = Addresses(parse, new ServingOptions()) with
        {
            CertificateFile = parse.GetValue(Certificate),
            CertificatePassword = await PasswordAsync(parse, environment, ct),
            PublicUrl = parse.GetValue(PublicUrl) is { } url ? Hosting.PublicUrl.Parse(url) : null,
        };
        await using var installation = await Installation.OpenAsync(
            DataDirectory.Lock(CommandEnvironment.Folder(parse)),
            TimeProvider.System,
            ct
        );
        installation.AllowPrivateTargets = parse.GetValue(AllowPrivate);
        var firstStart = await FirstStart.RunAsync(installation, FirstStart.FromEnvironment(), ct);
        await using var server = await ListenAsync(installation, options, firstStart, environment, ct);
        await environment.Out.WriteLineAsync($"Provost runs on {installation.Data.FullPath}. Press Ctrl+C to stop.");
        await SayWhereAsync(server, installation, options, environment.Out);
        foreach (var line in firstStart)
            await environment.Out.WriteLineAsync(line);
        await server.UntilStoppedAsync(ct);
        return 0;
    }

    /// <param name="firstStart">Said also where the server cannot listen: the next start is not the first.</param>
    private static async Task<Serving> ListenAsync(
        Installation installation,
        ServingOptions options,
        IReadOnlyList<string> firstStart,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        try
        {
            return await Serving.StartAsync(installation, options, environment.Error, ct);
        }
        catch
        {
            foreach (var line in firstStart)
                await environment.Out.WriteLineAsync(line);
            throw;
        }
    }

    /// <summary>The addresses of <c>--urls</c>; without it those that are given.</summary>
    public static ServingOptions Addresses(ParseResult parse, ServingOptions otherwise) =>
        parse.GetValue(Urls) is { Length: > 0 } urls
            ? otherwise with
            {
                Urls = [.. urls.SelectMany(u => u.Split(';')).Select(ListenAddress.Parse)],
            }
            : otherwise;

    private static async Task<string?> PasswordAsync(
        ParseResult parse,
        CommandEnvironment environment,
        CancellationToken ct
    ) =>
        !parse.GetValue(CertificatePasswordStdin)
            ? null
            : await environment.In.ReadLineAsync(ct)
                ?? throw new EngineException(
                    "--certificate-password-stdin was given and standard input is empty. Pipe the password in."
                );

    private static async Task SayWhereAsync(
        Serving server,
        Installation installation,
        ServingOptions options,
        TextWriter output
    )
    {
        await output.WriteLineAsync($"It listens on {string.Join(" and ", server.Addresses)}.");
        if (options.CertificateFile is not null || !options.Urls.Any(u => u.IsHttps))
            return;
        var ca = installation.Data.DevelopmentCa;
        await output.WriteLineAsync(
            $"Its certificate is signed by a CA of its own, for this machine alone: {ca}\n"
                + $"  curl: --cacert {ca}   .NET on Linux, Go: SSL_CERT_FILE={ca}   Node: NODE_EXTRA_CA_CERTS={ca}"
        );
    }
}
