using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Provost.Engine;
using Provost.Engine.Logs;
using Provost.Portal.Applications;

namespace Provost.Portal.Logs;

/// <summary>The log of a view as a file, written while it is read.</summary>
public static class LogExport
{
    private const int PageSize = 1000;

    private static readonly string[] Columns =
    [
        "id",
        "time",
        "application",
        "action",
        "status",
        "code",
        "kind",
        "name",
        "sourceId",
        "targetId",
        "durationMilliseconds",
        "reason",
        "modified",
    ];

    /// <summary>Answers <c>/logs/export.csv</c> and <c>/logs/export.json</c>, with the filters of the page.</summary>
    public static async Task AnswerAsync(HttpContext context, Workplace work, Caller caller, string format)
    {
        var ct = context.RequestAborted;
        var view = View(context.Request.Query, work.Time.GetUtcNow());
        context.Response.Headers.ContentDisposition = $"attachment; filename=provisioning-log.{format}";
        context.Response.Headers.CacheControl = "no-store";
        if (format == "json")
            await JsonAsync(context.Response, Entries(work, caller, view, ct), ct);
        else
            await CsvAsync(context.Response, Entries(work, caller, view, ct), ct);
    }

    private static LogView View(IQueryCollection query, DateTimeOffset now) =>
        new()
        {
            Application = Guid.TryParse(query["app"], out var app) ? app : null,
            Status = Enum.TryParse<ProvisioningStatus>(query["status"], true, out var status) ? status : null,
            Action = Enum.TryParse<ProvisioningAction>(query["action"], true, out var action) ? action : null,
            Who = query["who"].ToString().Trim(),
            Code = query["code"].ToString().Trim(),
            Since = int.TryParse(query["hours"], CultureInfo.InvariantCulture, out var hours)
                ? now.AddHours(-hours)
                : null,
        };

    private static async IAsyncEnumerable<LoggedEntry> Entries(
        Workplace work,
        Caller caller,
        LogView view,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        long? beyond = null;
        while (true)
        {
            var page = new LogPage
            {
                Filter = LogFilters.Of(view),
                Beyond = beyond,
                Take = PageSize,
            };
            var entries = await work.Log.PageAsync(caller, page, ct);
            foreach (var entry in entries)
                yield return entry;
            if (entries.Count < PageSize)
                yield break;
            beyond = entries[^1].Entry.Number;
        }
    }

    private static IEnumerable<string?> Row(LoggedEntry logged)
    {
        var (entry, body) = (logged.Entry, EntryBody.Read(logged.Entry.Body));
        yield return entry.Number.ToString(CultureInfo.InvariantCulture);
        yield return entry.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        yield return logged.ApplicationName;
        yield return entry.Action.ToString();
        yield return entry.Status.ToString();
        yield return entry.Code;
        yield return entry.Kind.ToString();
        yield return entry.Name;
        yield return entry.SourceId;
        yield return entry.TargetId;
        yield return entry.DurationMilliseconds.ToString(CultureInfo.InvariantCulture);
        yield return body.Reason;
        yield return string.Join(
            "; ",
            ProvisioningChanges.Of(entry, body, null).Select(m => $"{m.Name}: {m.OldValue} → {m.NewValue}")
        );
    }

    private static async Task CsvAsync(
        HttpResponse response,
        IAsyncEnumerable<LoggedEntry> entries,
        CancellationToken ct
    )
    {
        response.ContentType = "text/csv; charset=utf-8";
        await using var csv = CsvWriter.Create(
            response.Body,
            // A spreadsheet must not take a name for a formula.
            new CsvWriterOptions { Injection = CsvInjection.Escape },
            leaveOpen: true
        );
        foreach (var column in Columns)
            csv.WriteField(column);
        await csv.EndRecordAsync(ct);
        await foreach (var entry in entries.WithCancellation(ct))
        {
            foreach (var field in Row(entry))
                csv.WriteField(field);
            await csv.EndRecordAsync(ct);
        }

        await csv.FlushAsync(ct);
    }

    private static async Task JsonAsync(
        HttpResponse response,
        IAsyncEnumerable<LoggedEntry> entries,
        CancellationToken ct
    )
    {
        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.Body);
        json.WriteStartArray();
        await foreach (var entry in entries.WithCancellation(ct))
        {
            json.WriteStartObject();
            foreach (var (name, value) in Columns.Zip(Row(entry)))
                json.WriteString(name, value);
            json.WriteEndObject();
            if (json.BytesPending > 16 * 1024)
                await json.FlushAsync(ct);
        }

        json.WriteEndArray();
    }
}
