using System.CommandLine;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Hosting;

namespace Provost.Server.Cli;

/// <summary>Small changes of a schema from a terminal.</summary>
internal static partial class SchemaCommands
{
    private static readonly Argument<string> Target = new("target")
    {
        Description = "The target attribute, for example title or emails[type eq \"work\"].value.",
    };
    private static readonly Option<ObjectKind> Kind = new("--kind")
    {
        Description = "user (default) or group.",
        DefaultValueFactory = _ => ObjectKind.User,
    };
    private static readonly Option<string> Source = new("--source")
    {
        Description =
            "An expression: [jobTitle], \"text\", Join(\" \", [givenName], [surname]). Without it, only the "
            + "default fills an empty target.",
    };
    private static readonly Option<string> Default = new("--default")
    {
        Description = "What a new account gets where the source has nothing.",
    };
    private static readonly Option<string> When = new("--when")
    {
        Description = "always (default), creation, or additions: several values are only ever added.",
    };
    private static readonly Option<int> Match = new("--match")
    {
        Description = "Match accounts by it: 1 is tried first.",
    };
    private static readonly Option<bool> ClearNull = new("--clear-null")
    {
        Description = "Empty the target where the directory has nothing any more.",
    };
    private static readonly Option<AttributeType?> Type = new("--type")
    {
        Description = "Put the target attribute into the list with this type: String, Integer, Boolean, DateTime …",
    };
    private static readonly Option<bool> Sensitive = new("--sensitive")
    {
        Description = "Never show its values, neither in the log nor in recorded requests.",
    };
    private static readonly Option<string[]> Add = new("--add")
    {
        Description = "A clause: 'department EQUALS Sales'. May be given several times; all of them have to hold.",
    };
    private static readonly Option<string> Group = new("--group")
    {
        Description = "The title of the filter that the clauses go to; filters are joined by OR.",
    };
    private static readonly Option<bool> Clear = new("--clear") { Description = "Take all filters away first." };

    private static Command Map(CommandEnvironment environment)
    {
        var map = new Command("map", "Map a target attribute, or change how it is mapped.")
        {
            App,
            Target,
            Source,
            Default,
            When,
            Match,
            ClearNull,
            Kind,
            Type,
            Sensitive,
        };
        map.SetAction(environment.Writes((p, i, ct) => EditAsync(environment, p, i, s => Mapped(s, p), ct)));
        return map;
    }

    private static Command Unmap(CommandEnvironment environment)
    {
        var unmap = new Command("unmap", "Map a target attribute no more; what it holds stays there.")
        {
            App,
            Target,
            Kind,
        };
        unmap.SetAction(environment.Writes((p, i, ct) => EditAsync(environment, p, i, s => Unmapped(s, p), ct)));
        return unmap;
    }

    private static Command Filter(CommandEnvironment environment)
    {
        var filter = new Command("filter", "Say which users or groups the mapping is for.")
        {
            App,
            Kind,
            Add,
            Group,
            Clear,
        };
        filter.SetAction(environment.Writes((p, i, ct) => EditAsync(environment, p, i, s => Filtered(s, p), ct)));
        return filter;
    }

    private static async Task<int> EditAsync(
        CommandEnvironment environment,
        ParseResult parse,
        Installation installation,
        Func<SynchronizationSchema, SynchronizationSchema> edit,
        CancellationToken ct
    )
    {
        var (_, job) = await JobAsync(parse.GetRequiredValue(App), installation, ct);
        return await SaveAsync(environment, installation, job, edit(job.Schema), ct);
    }

    private static SynchronizationSchema Mapped(SynchronizationSchema schema, ParseResult parse)
    {
        var target = TargetPath.Parse(parse.GetRequiredValue(Target));
        var mapping = new AttributeMapping(
            target,
            parse.GetValue(Source),
            parse.GetValue(Default),
            parse.GetValue(Match),
            parse.GetValue(When)?.ToLowerInvariant() switch
            {
                null or "always" => FlowType.Always,
                "creation" => FlowType.ObjectAddOnly,
                "additions" => FlowType.MultiValueAddOnly,
                var other => throw new EngineException($"--when is always, creation or additions, not '{other}'."),
            },
            parse.GetValue(ClearNull)
        );
        var kind = parse.GetValue(Kind);
        return Edited(
            Listed(schema, target, parse),
            kind,
            m => m with { Attributes = Replaced(m.Attributes, mapping) }
        );
    }

    private static SynchronizationSchema Unmapped(SynchronizationSchema schema, ParseResult parse)
    {
        var target = parse.GetRequiredValue(Target);
        return Edited(
            schema,
            parse.GetValue(Kind),
            m =>
                m.Attributes.Any(a => IsFor(a, target))
                    ? m with
                    {
                        Attributes = [.. m.Attributes.Where(a => !IsFor(a, target))],
                    }
                    : throw new EngineException(
                        $"{target} is not mapped. Mapped are: {string.Join(", ", m.Attributes.Select(a => a.Target))}."
                    )
        );
    }

    private static SynchronizationSchema Filtered(SynchronizationSchema schema, ParseResult parse)
    {
        FilterClause[] clauses = [.. (parse.GetValue(Add) ?? []).Select(ClauseText.Parse)];
        if (clauses.Length == 0 && !parse.GetValue(Clear))
            throw new EngineException("Say what to do: --add 'department EQUALS Sales', or --clear.");
        return Edited(
            schema,
            parse.GetValue(Kind),
            m =>
            {
                IReadOnlyList<FilterGroup> groups = parse.GetValue(Clear) ? [] : m.Scope?.Groups ?? [];
                var title = parse.GetValue(Group) ?? $"Filter {groups.Count + 1}";
                if (clauses.Length > 0)
                    groups = groups.Any(g => g.Title == title)
                        ? [.. groups.Select(g => g.Title == title ? new(title, [.. g.Clauses, .. clauses]) : g)]
                        : [.. groups, new FilterGroup(title, clauses)];
                return m with { Scope = groups.Count > 0 ? new(groups) : null };
            }
        );
    }

    /// <summary>With a type or as sensitive the attribute is put into the list, over what RFC 7643 says.</summary>
    private static SynchronizationSchema Listed(SynchronizationSchema schema, TargetPath target, ParseResult parse)
    {
        var (type, sensitive, kind) = (parse.GetValue(Type), parse.GetValue(Sensitive), parse.GetValue(Kind));
        if (type is null && !sensitive)
            return schema;

        var known = schema.DefinitionOf(kind).Find(target) ?? new TargetAttribute(target.Text);
        var listed = known with
        {
            Name = target.Text,
            Type = type ?? known.Type,
            Sensitive = sensitive || known.Sensitive,
        };
        var own = schema.Targets?.FirstOrDefault(t => t.Kind == kind) ?? new TargetDefinition(kind, []);
        return schema with
        {
            Targets =
            [
                .. (schema.Targets ?? []).Where(t => t.Kind != kind),
                new TargetDefinition(kind, [listed]).Over(own),
            ],
        };
    }

    private static SynchronizationSchema Edited(
        SynchronizationSchema schema,
        ObjectKind kind,
        Func<ObjectMapping, ObjectMapping> edit
    ) =>
        schema.ObjectMappings.Any(m => m.Kind == kind)
            ? schema with
            {
                ObjectMappings = [.. schema.ObjectMappings.Select(m => m.Kind == kind ? edit(m) : m)],
            }
            : throw new EngineException($"There is no mapping of kind {kind}.");

    private static AttributeMapping[] Replaced(IReadOnlyList<AttributeMapping> all, AttributeMapping mapping) =>
        all.Any(a => IsFor(a, mapping.Target.Text))
            ? [.. all.Select(a => IsFor(a, mapping.Target.Text) ? mapping : a)]
            : [.. all, mapping];

    private static bool IsFor(AttributeMapping mapping, string target) =>
        mapping.Target.Text.Equals(target, StringComparison.OrdinalIgnoreCase);
}
