using System.CommandLine;
using Provost.Server.Authority;

namespace Provost.Server.Cli;

/// <summary><c>provost admin …</c>: the first administrator of a tenant.</summary>
internal static class AdminCommands
{
    private static readonly Option<string> Tenant = new("--tenant")
    {
        Description = "The tenant's id, domain or name; the first one without it.",
    };

    public static Command Create(CommandEnvironment environment) =>
        new("admin", "The first administrator of a tenant.") { ResetPassword(environment) };

    private static Command ResetPassword(CommandEnvironment environment)
    {
        var reset = new Command("reset-password", "Give the administrator a new password.")
        {
            Tenant,
            PasswordCommand.FromStdin,
        };
        reset.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var tenant = await TenantCommands.FindAsync(installation, parse.GetValue(Tenant), ct);
                    var (password, made) = await PasswordCommand.ReadAsync(environment, parse, ct);
                    await FirstStart.SetPasswordAsync(installation, tenant, password, ct);
                    var shown = made ? $"{password} (not shown again)" : "the new password";
                    await environment.Out.WriteLineAsync(
                        $"{FirstStart.Administrator(tenant)} signs in with {shown} from now on."
                    );
                    return 0;
                },
                parse => parse.GetValue(PasswordCommand.FromStdin)
            )
        );
        return reset;
    }
}
