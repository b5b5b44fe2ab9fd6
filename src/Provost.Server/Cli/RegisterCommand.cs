using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Server.Authority;

namespace Provost.Server.Cli;

/// <summary><c>provost apps register</c>: an application that people of the directory sign in to.</summary>
internal static class RegisterCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "What the consent page calls it." };

    private static readonly Option<string[]> RedirectUri = new("--redirect-uri")
    {
        Description = "Where people are sent back to; may be given more than once.",
        Required = true,
    };

    private static readonly Option<string> Template = new("--template")
    {
        Description = "The gallery entry whose provisioning it gets, for example dialpad.",
    };

    private static readonly Option<bool> MultiTenant = new("--multi-tenant")
    {
        Description = "People of every tenant may sign in to it.",
    };

    private static readonly Option<string> Tenant = new("--tenant")
    {
        Description = "The tenant that publishes it; the first one without it.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var register = new Command("register", "Register an application for OpenID Connect sign-in.")
        {
            Name,
            RedirectUri,
            Template,
            MultiTenant,
            Tenant,
        };
        register.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var tenant = await TenantCommands.FindAsync(installation, parse.GetValue(Tenant), ct);
                    var (registration, secret) = await Registering.RegisterAsync(
                        installation,
                        installation.Caller with
                        {
                            TenantId = tenant.Id,
                        },
                        parse.GetRequiredValue(Name),
                        Find(parse.GetValue(Template)),
                        parse.GetRequiredValue(RedirectUri),
                        parse.GetValue(MultiTenant),
                        ct
                    );
                    await environment.Out.WriteLineAsync($"Client id      {registration.AppId}");
                    await environment.Out.WriteLineAsync($"Client secret  {secret} (not shown again)");
                    await environment.Out.WriteLineAsync(
                        "People sign in at the application; the first administrator who does is asked for consent."
                    );
                    return 0;
                }
            )
        );
        return register;
    }

    private static GalleryTemplate? Find(string? id) =>
        id is null
            ? null
            : Gallery.Find(id)
                ?? throw new EngineException($"There is no gallery entry '{id}'. 'provost apps gallery' lists them.");
}
