using System.CommandLine;
using System.Globalization;
using Provost.Engine;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Engine.Targets.OAuth;
using Provost.Server.Hosting;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary>
/// <c>provost apps credentials APP</c>: the secrets of an application, shown masked, changed, and tested.
/// </summary>
internal static class CredentialsCommand
{
    private const string Nothing = "none";
    private const string Next = "Next";

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "KEY=VALUE with a key of Graph's, such as BaseAddress; KEY= takes it away. Can be repeated.",
    };
    private static readonly Option<string> FromStdin = new("--set-from-stdin")
    {
        Description = $"The KEY whose value is read from standard input, where no process list shows it; also {Next}.",
    };
    private static readonly Option<string> NextSecret = new("--next")
    {
        Description = "The token or client secret that takes over when the present one is refused; 'none' for none.",
    };
    private static readonly Option<string> Expires = new("--expires")
    {
        Description = "The last day of the present token or secret, such as 2027-01-31; 'none' where nobody knows.",
    };
    private static readonly Option<string> Method = new("--method")
    {
        Description = "At the token endpoint: client_secret_basic (default), client_secret_post or private_key_jwt.",
    };
    private static readonly Option<string> PrivateKey = new("--private-key")
    {
        Description = "A file with the private key of private_key_jwt in PEM; 'none' for none.",
    };
    private static readonly Option<string> KeyId = new("--key-id")
    {
        Description = "By which name the authorization server knows the private key; 'none' for none.",
    };
    private static readonly Option<string> Scope = new("--scope")
    {
        Description = "The scope of token requests; 'none' for none.",
    };
    private static readonly Option<bool> List = new("--list")
    {
        Description = "Show what is stored, secrets as *; so does the command without options.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("credentials", "Show or change the secrets of an application; changes are tested.")
        {
            ApplicationCommands.App,
            Set,
            FromStdin,
            NextSecret,
            Expires,
            Method,
            PrivateKey,
            KeyId,
            Scope,
            List,
        };
        command.SetAction(
            environment.WritesUnless(
                parse => CommandEnvironment.HasNone(parse, command, except: List),
                (parse, installation, ct) => RunAsync(parse, installation, environment, ct),
                readsLine: parse => parse.GetValue(FromStdin) is not null
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parse,
        Installation installation,
        CommandEnvironment environment,
        CancellationToken ct
    )
    {
        var application = await installation.ApplicationAsync(parse.GetRequiredValue(ApplicationCommands.App), ct);
        var stored = await installation.Jobs.SecretsAsync(application.Number, ct);
        var line = parse.GetValue(FromStdin) is null ? null : (await environment.In.ReadLineAsync(ct))?.Trim();
        var key = await KeyAsync(parse, environment, ct);
        SecretSet Changed(SecretSet secrets) =>
            CredentialsCommand.Changed(parse, Entered(parse, secrets, line), line, key);
        if (!Changed(stored).Equals(stored))
        {
            var job = await installation.JobAsync(application, ct);
            await Provisioning.SetSecretsAsync(installation, installation.Caller, application, job, Changed, ct);
            await environment.Out.WriteLineAsync("The credentials are stored.");
            if (!parse.GetValue(List))
                return 0;
        }

        Show(await installation.Jobs.SecretsAsync(application.Number, ct), environment.Screen);
        return 0;
    }

    /// <summary>Graph's keys: those that are named change, all others stay.</summary>
    private static SecretSet Entered(ParseResult parse, SecretSet stored, string? line)
    {
        var given = (parse.GetValue(Set) ?? []).Select(Pair).ToList();
        if (parse.GetValue(FromStdin) is { } name && name != Next)
            given.Add(new(SynchronizationSecrets.Parse(name), Needed(line)));

        var kept = stored.Masked.Where(s => given.All(g => g.Key != s.Key));
        return SecretSet.Replace(stored, [.. kept, .. given]);
    }

    private static KeyValuePair<SynchronizationSecret, string> Pair(string text) =>
        text.Split('=', 2) is [var key, var value]
            ? new(SynchronizationSecrets.Parse(key), value)
            : throw new EngineException("--set: there is no '=' in it. Write KEY=VALUE.");

    private static string Needed(string? line) =>
        string.IsNullOrEmpty(line) ? throw new EngineException("The value is empty: pipe it in as one line.") : line;

    private static SecretSet Changed(ParseResult parse, SecretSet secrets, string? line, string? key)
    {
        var before = secrets.Settings;
        return secrets.With(
            before with
            {
                Next =
                    parse.GetValue(FromStdin) == Next ? Needed(line) : Chosen(parse.GetValue(NextSecret), before.Next),
                Expires = parse.GetValue(Expires) is { } day ? Day(day) : before.Expires,
                Method = parse.GetValue(Method) is { } method ? Read(method) : before.Method,
                PrivateKey = Chosen(key, before.PrivateKey),
                KeyId = Chosen(parse.GetValue(KeyId), before.KeyId),
                Scope = Chosen(parse.GetValue(Scope), before.Scope),
            }
        );
    }

    private static string? Chosen(string? given, string? before) =>
        given switch
        {
            null => before,
            Nothing => null,
            _ => given,
        };

    private static DateOnly? Day(string text) =>
        text == Nothing ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
        : throw new EngineException($"The day '{text}' cannot be read: write it like 2027-01-31, or 'none'.");

    private static ClientAuthenticationMethod Read(string text) =>
        text switch
        {
            "client_secret_basic" => ClientAuthenticationMethod.ClientSecretBasic,
            "client_secret_post" => ClientAuthenticationMethod.ClientSecretPost,
            "private_key_jwt" => ClientAuthenticationMethod.PrivateKeyJwt,
            _ => throw new EngineException(
                $"--method: '{text}' is none. Give client_secret_basic, client_secret_post or private_key_jwt."
            ),
        };

    /// <summary>What is in the file that was named, which lies where the command was typed.</summary>
    private static async Task<string?> KeyAsync(ParseResult parse, CommandEnvironment environment, CancellationToken ct)
    {
        if (parse.GetValue(PrivateKey) is not { } file || file == Nothing)
            return parse.GetValue(PrivateKey);
        try
        {
            var pem = await File.ReadAllTextAsync(Path.Combine(environment.WorkingDirectory, file), ct);
            ClientAssertion.ThrowIfUnusable(pem);
            return pem;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"The private key {file} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static void Show(SecretSet secrets, IAnsiConsole screen)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Key", "Value");
        foreach (var (key, value) in secrets.Masked)
            table.AddRow(key.ToString(), Markup.Escape(value));
        foreach (var (name, value) in Rows(secrets))
            if (value is not null)
                table.AddRow(name, Markup.Escape(value));
        screen.Write(table);
    }

    private static IEnumerable<(string Name, string? Value)> Rows(SecretSet secrets) =>
        [
            ("next", Masked(secrets.Settings.Next)),
            ("private key", Masked(secrets.Settings.PrivateKey)),
            ("key id", secrets.Settings.KeyId),
            ("method", secrets.Settings.Method?.ToString()),
            ("scope", secrets.Settings.Scope),
            ("expires", secrets.Expires()?.ToString("O", CultureInfo.InvariantCulture)),
        ];

    private static string? Masked(string? value) => value is null ? null : SecretSet.Mask;
}
