using System.CommandLine;
using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Server.Hosting;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary>
/// <c>provost links …</c>: which account belongs to whom, and what a person decides about it (ENT-TRM-8).
/// </summary>
internal static class LinkCommands
{
    private const int PageSize = 1000;

    private static readonly Argument<string> App = new("app") { Description = "The application's name or id." };

    private static readonly Argument<string> Who = new("who")
    {
        Description = "A user principal name, mail address or id; with --group the name of a group.",
    };

    private static readonly Option<bool> IsGroup = new("--group") { Description = "The name is a group's." };

    private static readonly Option<string> Account = new("--account")
    {
        Description = "The id of the account in the application.",
    };

    private static readonly Option<bool> New = new("--new") { Description = "None of them: a new account is made." };

    private static readonly Option<string> Find = new("--who")
    {
        Description = "A part of a name, an id, or the id of an account.",
    };

    private static readonly Option<int> Take = new("--take")
    {
        Description = "How many.",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<bool> AsJson = new("--json") { Description = "One JSON array." };

    public static Command Create(CommandEnvironment environment) =>
        new("links", "Which account belongs to whom.")
        {
            List(environment),
            Doubtful(environment),
            Candidates(environment),
            Decide(environment),
            Unlink(environment),
            Relink(environment),
        };

    private static Command List(CommandEnvironment environment)
    {
        var list = new Command("list", "The links of an application.") { App, Find, Take, AsJson };
        list.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var job = await JobAsync(parse, installation, ct);
                    var links = await installation.Jobs.LinksAsync(
                        job.Number,
                        parse.GetValue(Find),
                        0,
                        Math.Clamp(parse.GetValue(Take), 1, PageSize),
                        ct
                    );
                    Print(links, parse.GetValue(AsJson), environment);
                    return 0;
                }
            )
        );
        return list;
    }

    private static void Print(IReadOnlyList<NamedLink> links, bool json, CommandEnvironment environment)
    {
        if (json)
        {
            environment.Out.WriteLine(
                JsonSerializer.Serialize(
                    links.Select(l => new
                    {
                        objectId = l.SourceId,
                        sourceAnchor = l.SourceId,
                        targetAnchor = l.Link.TargetId,
                        displayName = l.Name,
                        objectTypeName = l.Kind.ToString(),
                        inScope = l.Link.InScope,
                        path = l.Link.Path,
                        reason = l.Link.Reason,
                        filter = l.Link.Filter,
                        ownership = l.Link.Ownership.ToString(),
                        state = l.Link.State.ToString(),
                        deleteAt = l.Link.DeleteAt,
                    })
                )
            );
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Who", "Account", "State", "Owner", "Scope");
        foreach (var (_, _, name, _, link) in links)
            table.AddRow(
                Markup.Escape(name),
                Markup.Escape(link.TargetId ?? "–"),
                Markup.Escape($"{link.State}{(link.DeleteAt is { } at ? $", deleted on {at:yyyy-MM-dd}" : "")}"),
                link.Ownership.ToString(),
                Markup.Escape(link.InScope ? $"in: {link.Path}" : $"out: {link.Reason} {link.Filter}".TrimEnd())
            );
        environment.Screen.Write(table);
    }

    private static Command Doubtful(CommandEnvironment environment)
    {
        var doubtful = new Command("doubtful", "Those about whose account a person has to decide.") { App };
        doubtful.SetAction(
            environment.Reads(
                async (parse, installation, ct) =>
                {
                    var job = await JobAsync(parse, installation, ct);
                    var open = (await installation.Jobs.EscrowedObjectsAsync(job.Number, ct))
                        .Where(e => e.Escrow.NeedsDecision)
                        .ToList();
                    var table = new Table().Border(TableBorder.Simple).AddColumns("Who", "Code", "Why");
                    foreach (var (escrow, _, name, _) in open)
                        table.AddRow(Markup.Escape(name), escrow.Code, Markup.Escape(escrow.Detail));
                    if (open.Count > 0)
                        environment.Screen.Write(table);
                    await environment.Out.WriteLineAsync(
                        open.Count == 0
                            ? "Nothing is doubtful."
                            : "See the accounts: provost links candidates APP WHO; then provost links decide APP WHO "
                                + "--account ID, or --new."
                    );
                    return 0;
                }
            )
        );
        return doubtful;
    }

    private static Command Candidates(CommandEnvironment environment)
    {
        var candidates = new Command("candidates", "Ask the application which accounts would fit.")
        {
            App,
            Who,
            IsGroup,
        };
        candidates.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var (job, source) = await SubjectAsync(parse, installation, ct);
                    var table = new Table().Border(TableBorder.Simple).AddColumns("By", "Account", "Name", "Active");
                    await foreach (var (path, account) in Matches.CandidatesAsync(installation, job, source, ct))
                        table.AddRow(
                            Markup.Escape(path),
                            Markup.Escape(account.Id),
                            Markup.Escape(Matches.NameOf(account)),
                            Markup.Escape(account.Json["active"]?.ToString() ?? "–")
                        );
                    environment.Screen.Write(table);
                    return 0;
                }
            )
        );
        return candidates;
    }

    private static Command Decide(CommandEnvironment environment)
    {
        var decide = new Command("decide", "Say which account is hers, or that a new one is made.")
        {
            App,
            Who,
            IsGroup,
            Account,
            New,
        };
        decide.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var account = parse.GetValue(Account);
                    if (account is null == !parse.GetValue(New))
                        throw new EngineException("Say either --account ID, or --new.");
                    var (job, source) = await SubjectAsync(parse, installation, ct);
                    if (await installation.Jobs.LinkAsync(job.Number, source.Number, ct) is { HasAccount: true } link)
                        throw new EngineException(
                            $"{source.DisplayName} is linked to account {link.TargetId} already; "
                                + "provost links relink gives her another."
                        );
                    await installation.Jobs.DecideMatchAsync(
                        installation.Caller,
                        job.Number,
                        source.Number,
                        new MatchDecision(account),
                        ct
                    );
                    await environment.Out.WriteLineAsync("Noted; the next cycle follows it.");
                    return 0;
                }
            )
        );
        return decide;
    }

    private static Command Unlink(CommandEnvironment environment)
    {
        var unlink = new Command("unlink", "Forget which account is hers; the job has to be paused.")
        {
            App,
            Who,
            IsGroup,
        };
        unlink.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var (job, source) = await SubjectAsync(parse, installation, ct);
                    var gone = await installation.Jobs.UnlinkAsync(installation.Caller, job.Number, source.Number, ct);
                    await environment.Out.WriteLineAsync(
                        gone
                            ? $"{source.DisplayName} is not linked any more; the next cycle matches anew."
                            : $"{source.DisplayName} was not linked."
                    );
                    return 0;
                }
            )
        );
        return unlink;
    }

    private static Command Relink(CommandEnvironment environment)
    {
        var relink = new Command(
            "relink",
            "Give her another account than the one that was matched; pause the job first."
        )
        {
            App,
            Who,
            IsGroup,
            Account,
        };
        relink.SetAction(
            environment.Writes(
                async (parse, installation, ct) =>
                {
                    var account =
                        parse.GetValue(Account)
                        ?? throw new EngineException("Say which account is hers: --account ID.");
                    var (job, source) = await SubjectAsync(parse, installation, ct);
                    await Matches.ThrowIfAbsentAsync(installation, job, source.Kind, account, ct);
                    await installation.Jobs.UnlinkAsync(installation.Caller, job.Number, source.Number, ct);
                    await installation.Jobs.DecideMatchAsync(
                        installation.Caller,
                        job.Number,
                        source.Number,
                        new MatchDecision(account),
                        ct
                    );
                    await environment.Out.WriteLineAsync(
                        $"{source.DisplayName} gets account {account}; provost jobs start goes on."
                    );
                    return 0;
                }
            )
        );
        return relink;
    }

    private static async Task<SynchronizationJob> JobAsync(
        ParseResult parse,
        Installation installation,
        CancellationToken ct
    ) => await installation.JobAsync(await installation.ApplicationAsync(parse.GetRequiredValue(App), ct), ct);

    private static async Task<(SynchronizationJob Job, DirectoryObject Source)> SubjectAsync(
        ParseResult parse,
        Installation installation,
        CancellationToken ct
    ) =>
        (
            await JobAsync(parse, installation, ct),
            await installation.FindAsync(
                parse.GetValue(IsGroup) ? ObjectKind.Group : ObjectKind.User,
                parse.GetRequiredValue(Who),
                ct
            )
        );
}
