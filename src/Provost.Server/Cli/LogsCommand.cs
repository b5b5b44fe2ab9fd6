using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Provost.Engine.Logs;
using Provost.Server.Hosting;
using Spectre.Console;

namespace Provost.Server.Cli;

/// <summary><c>provost logs</c>: what was done to whom, and why.</summary>
internal static class LogsCommand
{
    private const int ChangesShown = 4;

    private static readonly TimeSpan FollowEvery = TimeSpan.FromMilliseconds(500);

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Option<string> App = new("--app") { Description = "Only this application." };
    private static readonly Option<string> Who = new("--who")
    {
        Description = "A part of a name, or a source or target id.",
    };
    private static readonly Option<ProvisioningStatus?> Status = new("--status")
    {
        Description = "Success, Failure, Skipped or Warning.",
    };
    private static readonly Option<ProvisioningAction?> Action = new("--action")
    {
        Description = "Create, Update, Disable, Delete or Other.",
    };
    private static readonly Option<string> Code = new("--code")
    {
        Description = "An error or skip code, for example EntryConflict.",
    };
    private static readonly Option<int> Take = new("--take")
    {
        Description = "How many.",
        DefaultValueFactory = _ => 50,
    };
    private static readonly Option<bool> AsJson = new("--json")
    {
        Description = "One JSON object a line, with all steps.",
    };
    private static readonly Option<bool> Follow = new("--follow")
    {
        Description = "Keep running and show new entries.",
    };

    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("logs", "Show the provisioning log.")
        {
            App,
            Who,
            Status,
            Action,
            Code,
            Take,
            AsJson,
            Follow,
        };
        command.SetAction(
            environment.Reads((parse, installation, ct) => RunAsync(parse, installation, environment, ct))
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
        var job = parse.GetValue(App) is { } app
            ? await installation.JobAsync(await installation.ApplicationAsync(app, ct), ct)
            : null;
        var query = new EntryQuery
        {
            JobNumber = job?.Number,
            Who = parse.GetValue(Who),
            Status = parse.GetValue(Status),
            Action = parse.GetValue(Action),
            Code = parse.GetValue(Code),
            Take = Math.Max(1, parse.GetValue(Take)),
        };
        var newest = await installation.Log.ReadAsync(installation.Caller, query, ct);
        if (newest.Count > 0)
            Print(newest.Reverse(), parse.GetValue(AsJson), environment);
        if (newest.Count == 0 && !parse.GetValue(AsJson))
            await environment.Error.WriteLineAsync("No entries match.");
        if (!parse.GetValue(Follow))
            return 0;

        var last = newest.Count > 0 ? newest[0].Number : 0;
        using var timer = new PeriodicTimer(FollowEvery, installation.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var more = await installation.Log.ReadAsync(
                installation.Caller,
                query with
                {
                    After = last,
                    Take = 1000,
                },
                ct
            );
            if (more.Count == 0)
                continue;
            last = more[^1].Number;
            Print(more, parse.GetValue(AsJson), environment);
        }

        return 0;
    }

    private static void Print(IEnumerable<ProvisioningEntry> entries, bool json, CommandEnvironment environment)
    {
        if (json)
        {
            foreach (var entry in entries)
                environment.Out.WriteLine(Json(entry));
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Time", "Who", "Action", "Result", "What");
        foreach (var entry in entries)
        {
            var body = EntryBody.Read(entry.Body);
            table.AddRow(
                Markup.Escape(entry.Time.ToString("MM-dd HH:mm:ss")),
                Markup.Escape(entry.Name),
                entry.Action.ToString(),
                entry.Status == ProvisioningStatus.Success ? "Success" : $"{entry.Status} {entry.Code}",
                Markup.Escape(What(body))
            );
        }

        environment.Screen.Write(table);
    }

    /// <summary>The reason and the first changes in a line or two; --json has all of them.</summary>
    private static string What(EntryBody body)
    {
        var changes = body
            .Modified.Take(ChangesShown)
            .Select(m => $"{m.Name}: {m.OldValue ?? "–"} → {m.NewValue ?? "–"};");
        var rest =
            body.Modified.Count > ChangesShown
                ? [$"and {body.Modified.Count - ChangesShown} more"]
                : Array.Empty<string>();
        return string.Join(
            ' ',
            new[] { body.Reason }.Concat(changes).Concat(rest).Concat(body.Notes).Distinct(StringComparer.Ordinal)
        );
    }

    private static string Json(ProvisioningEntry entry)
    {
        var body = EntryBody.Read(entry.Body);
        return JsonSerializer.Serialize(
            new
            {
                number = entry.Number,
                activityDateTime = entry.Time,
                cycleId = entry.CycleId,
                action = entry.Action.ToString(),
                status = entry.Status.ToString(),
                errorCode = entry.Code,
                reason = body.Reason,
                durationInMilliseconds = entry.DurationMilliseconds,
                sourceIdentity = new
                {
                    id = entry.SourceId,
                    displayName = entry.Name,
                    identityType = entry.Kind.ToString(),
                },
                targetIdentity = new { id = entry.TargetId },
                provisioningSteps = ProvisioningSteps.Of(entry, body),
                modifiedProperties = body.Modified,
                values = body.Values,
                notes = body.Notes,
                exchange = body.Exchange,
            },
            Readable
        );
    }
}
