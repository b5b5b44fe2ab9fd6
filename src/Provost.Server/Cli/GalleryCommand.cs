using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Applications;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary><c>provost apps gallery</c>: which applications can be added, and what each can do.</summary>
internal static class GalleryCommand
{
    private static readonly Argument<string?> Search = new("SEARCH")
    {
        Description = "A part of the name, the id or a category; without it all are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(CommandEnvironment environment)
    {
        var gallery = new Command("gallery", "Applications that can be added, and what each can do.") { Search };
        gallery.SetAction(
            environment.Guarded(
                async (parse, ct) =>
                {
                    await Task.Yield();
                    var search = parse.GetValue(Search);
                    List<GalleryTemplate> found = [.. Gallery.All.Where(t => IsFound(t, search))];
                    if (found.Count == 0)
                        throw new EngineException(
                            $"The gallery has nothing with '{search}'. Any application that speaks SCIM 2.0 is added "
                                + $"as '{Gallery.Scim.Id}'."
                        );
                    environment.Screen.Write(Table(found));
                    if (found is [var one])
                        await TellAsync(one, environment.Out);
                    return 0;
                }
            )
        );
        return gallery;
    }

    private static bool IsFound(GalleryTemplate template, string? search) =>
        search is null
        || template.DisplayName.Contains(search, StringComparison.OrdinalIgnoreCase)
        || template.Id.Contains(search, StringComparison.OrdinalIgnoreCase)
        || template.Categories.Contains(search, StringComparer.OrdinalIgnoreCase);

    private static Table Table(IEnumerable<GalleryTemplate> templates)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Id", "Name", "Supports", "Limitations");
        foreach (var template in templates)
            table.AddRow(
                Markup.Escape(template.Id),
                Markup.Escape(template.DisplayName),
                Markup.Escape(
                    !template.IsComplete ? "cannot be added yet"
                    : template.SupportsGroups ? "users, groups"
                    : "users"
                ),
                Markup.Escape(string.Join(" ", template.Missing.Concat(template.Limitations)))
            );
        return table;
    }

    private static async Task TellAsync(GalleryTemplate template, TextWriter output)
    {
        if (!template.IsComplete)
            return;
        await output.WriteLineAsync(
            $"Tenant URL: {template.TenantUrl ?? "of your own account there"}   "
                + $"Credentials: {string.Join(", ", template.CredentialKinds)}"
        );
        foreach (var mapping in template.Schema.ObjectMappings)
        {
            var matching = mapping
                .Attributes.Where(a => a.MatchingPriority > 0)
                .OrderBy(a => a.MatchingPriority)
                .Select(a => a.Target.Text);
            await output.WriteLineAsync(
                $"{mapping.Kind}: {mapping.Attributes.Count} attributes, found by {string.Join(", then ", matching)}"
            );
        }

        await output.WriteLineAsync($"Add it: provost apps add {template.Id}");
    }
}
