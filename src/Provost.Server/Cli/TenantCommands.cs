using System.CommandLine;
using System.Text.RegularExpressions;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Server.Authority;
using Provost.Server.Hosting;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary><c>provost tenants …</c>: the organisations, each with a directory of its own.</summary>
internal static partial class TenantCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The organisation's name." };

    private static readonly Option<string> Domain = new("--domain")
    {
        Description = "Its domain, fabrikam.example.",
        Required = true,
    };

    public static Command Create(CommandEnvironment environment) =>
        new("tenants", "Organisations, each with a directory of its own.") { List(environment), Add(environment) };

    /// <summary>A tenant by its id, domain or name; the first one where none is named.</summary>
    public static async Task<Tenant> FindAsync(Installation installation, string? name, CancellationToken ct)
    {
        var all = await installation.Authority.TenantsAsync(ct);
        return name is null
            ? all[0]
            : TenantPath.Find(all, name)
                ?? all.FirstOrDefault(t => t.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new EngineException(
                    $"There is no tenant '{name}'. Give an id, a domain or a name of 'provost tenants list'."
                );
    }

    private static Command List(CommandEnvironment environment)
    {
        var list = new Command("list", "List the tenants, the first one first.");
        list.SetAction(
            environment.Reads(
                async (_, installation, ct) =>
                {
                    var table = new Table().Border(TableBorder.Simple).AddColumns("Id", "Name", "Domain");
                    foreach (var tenant in await installation.Authority.TenantsAsync(ct))
                        table.AddRow($"{tenant.Id}", Markup.Escape(tenant.DisplayName), Markup.Escape(tenant.Domain));
                    environment.Screen.Write(table);
                    return 0;
                }
            )
        );
        return list;
    }

    private static Command Add(CommandEnvironment environment)
    {
        var add = new Command("add", "Add a tenant, with an application of all permissions and an administrator.")
        {
            Name,
            Domain,
        };
        add.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var tenant = new Tenant(
                        Guid.CreateVersion7(installation.Time.GetUtcNow()),
                        parse.GetRequiredValue(Name),
                        Checked(parse.GetRequiredValue(Domain))
                    );
                    await installation.Authority.AddTenantAsync(tenant, installation.Caller.Name, ct);
                    await environment.Out.WriteLineAsync(
                        $"Added {tenant.DisplayName}. This is shown now and never again:"
                    );
                    var made = await FirstStart.MakeAsync(installation, tenant, new(null, null, null, null), ct);
                    foreach (var line in made)
                        await environment.Out.WriteLineAsync(line);
                    return 0;
                }
            )
        );
        return add;
    }

    private static string Checked(string domain) =>
        DomainName().IsMatch(domain)
            ? domain.ToLowerInvariant()
            : throw new EngineException(
                $"--domain '{domain}' is not a domain. Write labels of letters, digits and hyphens with dots between "
                    + "them, for example fabrikam.example."
            );

    [GeneratedRegex(
        "^(?!-)[a-z0-9-]{1,63}(?<!-)(\\.(?!-)[a-z0-9-]{1,63}(?<!-))+$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex DomainName();
}
