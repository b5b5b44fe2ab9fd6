using System.CommandLine;
using Provost.Engine;
using Provost.Server.Authority;

namespace Provost.Server.Cli;

/// <summary><c>provost admin …</c>: the first administrator of a tenant.</summary>
internal static class AdminCommands
{
    private const int ShortestPassword = 8;

    private static readonly Option<string> Tenant = new("--tenant")
    {
        Description = "The tenant's id, domain or name; the first one without it.",
    };

    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "Read the new password from standard input instead of making one.",
    };

    public static Command Create(CommandEnvironment environment) =>
        new("admin", "The first administrator of a tenant.") { ResetPassword(environment) };

    private static Command ResetPassword(CommandEnvironment environment)
    {
        var reset = new Command("reset-password", "Give the administrator a new password.") { Tenant, PasswordStdin };
        reset.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var tenant = await TenantCommands.FindAsync(installation, parse.GetValue(Tenant), ct);
                    var given = parse.GetValue(PasswordStdin) ? await environment.In.ReadLineAsync(ct) : null;
                    if (parse.GetValue(PasswordStdin) && (given is null || given.Length < ShortestPassword))
                        throw new EngineException(
                            "The password on standard input must be one line "
                                + $"of at least {ShortestPassword} characters."
                        );
                    var password = given ?? SecretHash.Generate();
                    await FirstStart.SetPasswordAsync(installation, tenant, password, ct);
                    var shown = given is null ? $"{password} (not shown again)" : "the new password";
                    await environment.Out.WriteLineAsync(
                        $"{FirstStart.Administrator(tenant)} signs in with {shown} from now on."
                    );
                    return 0;
                },
                parse => parse.GetValue(PasswordStdin)
            )
        );
        return reset;
    }
}
