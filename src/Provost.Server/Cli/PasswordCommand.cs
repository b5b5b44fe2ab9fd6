using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Server.Authority;
using Provost.Server.Authority.SignIn;

namespace Provost.Server.Cli;

/// <summary><c>provost users password</c>: lets a user of the directory sign in here.</summary>
internal static class PasswordCommand
{
    public static readonly Option<bool> FromStdin = new("--password-stdin")
    {
        Description = "Read the new password from standard input instead of making one.",
    };

    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "She need not choose another one at her first sign-in.",
    };

    public static Command Create(CommandEnvironment environment, Argument<string> name)
    {
        var command = new Command("password", "Give a user a password to sign in with.") { name, FromStdin, Keep };
        command.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var user = await installation.FindAsync(ObjectKind.User, parse.GetRequiredValue(name), ct);
                    if (user.Attributes.GetValueOrDefault("userPrincipalName").ToString() is not { Length: > 0 } upn)
                        throw new EngineException(
                            $"{user.DisplayName} has no user principal name to sign in with. "
                                + "Set it with 'provost users set'."
                        );
                    var (password, made) = await ReadAsync(environment, parse, ct);
                    await installation.Authority.SetPasswordHashAsync(
                        installation.Caller,
                        upn,
                        Passwords.Hash(upn, password),
                        mustChange: !parse.GetValue(Keep),
                        administrator: false,
                        ct
                    );
                    var shown = made ? $"{password} (not shown again)" : "the new password";
                    await environment.Out.WriteLineAsync($"{upn} signs in with {shown} from now on.");
                    return 0;
                },
                parse => parse.GetValue(FromStdin)
            )
        );
        return command;
    }

    /// <summary>The password on standard input where it was asked for, else one that is made.</summary>
    public static async Task<(string Password, bool Made)> ReadAsync(
        CommandEnvironment environment,
        ParseResult parse,
        CancellationToken ct
    )
    {
        if (!parse.GetValue(FromStdin))
            return (SecretHash.Generate(), true);
        var given = await environment.In.ReadLineAsync(ct) ?? "";
        return Passwords.Unfit(given, null) is { } why
            ? throw new EngineException($"The password on standard input, one line, cannot be taken. {why}")
            : (given, false);
    }
}
