using System.CommandLine;

namespace ScimServer;

/// <summary>
/// A SCIM server of your own: <c>ScimServer --urls http://127.0.0.1:5095 --token secret --data FILE</c>.
/// </summary>
internal static class Program
{
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where to listen; SCIM lies at the root and at /scim.",
        DefaultValueFactory = static _ => "http://127.0.0.1:5095",
    };

    private static readonly Option<string> Token = new("--token")
    {
        Description = "The secret token that clients send.",
        Required = true,
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "The SQLite file to keep resources in; without one they live in memory.",
    };

    private static readonly Option<string[]> Quirk = new("--quirk")
    {
        Description = $"Misbehave: {Quirks.Names}. A number after a colon says how often or how much.",
    };

    private static readonly Option<string?> OAuth = new("--oauth")
    {
        Description =
            "CLIENT:SECRET of a client that gets access tokens at /oauth2/token, for as long as --token-life says.",
    };

    private static readonly Option<int> TokenLife = new("--token-life")
    {
        Description = "Seconds that an access token is valid.",
        DefaultValueFactory = static _ => 3600,
    };

    private static Task<int> Main(string[] args)
    {
        var serve = new RootCommand("A SCIM 2.0 service provider over SQLite.")
        {
            Urls,
            Token,
            Data,
            Quirk,
            OAuth,
            TokenLife,
        };
        serve.SetAction(ServeAsync);
        return serve.Parse(args).InvokeAsync();
    }

    private static OAuthOptions? Client(ParseResult command) =>
        command.GetValue(OAuth)?.Split(':', 2) switch
        {
            null => null,
            [var id, var secret] => new()
            {
                ClientId = id,
                ClientSecrets = [secret],
                TokenLife = TimeSpan.FromSeconds(command.GetValue(TokenLife)),
            },
            _ => throw new FormatException("--oauth: give the client and its secret with a colon between them."),
        };

    private static async Task<int> ServeAsync(ParseResult command, CancellationToken ct)
    {
        try
        {
            await using var server = await ScimServerHost.StartAsync(
                new()
                {
                    Urls = command.GetRequiredValue(Urls),
                    Token = command.GetRequiredValue(Token),
                    Data = command.GetValue(Data),
                    Quirks = command.GetValue(Quirk) ?? [],
                    OAuth = Client(command),
                },
                ct
            );
            await Console.Out.WriteLineAsync($"SCIM at {server.BaseAddress}".AsMemory(), ct);
            await server.WaitAsync(ct);
            return 0;
        }
        catch (Exception refused) when (refused is IOException or FormatException)
        {
            await Console.Error.WriteLineAsync(refused.Message.AsMemory(), ct);
            return 1;
        }
    }
}
