using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Provost.Engine.Logs;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// How a request, a log entry, the state of a job and a mail look on the page of <see cref="Story"/>.
/// </summary>
internal static class StoryText
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Request(Passed passed)
    {
        var text = $"{passed.Method} {passed.PathAndQuery}   → {passed.Status}\n";
        if (passed.Body.Length == 0)
            return text;

        using var body = JsonDocument.Parse(passed.Body);
        return $"{text}{JsonSerializer.Serialize(body, Pretty)}\n";
    }

    public static string Entry(ProvisioningEntry entry, SynchronizationSchema schema)
    {
        var body = EntryBody.Read(entry.Body);
        var text = new StringBuilder($"{entry.Name}: {entry.Action}, {entry.Status}");
        if (entry.Code is { } code)
            text.Append(" (").Append(code).Append(')');
        text.Append('\n');
        foreach (var step in ProvisioningSteps.Of(entry, body))
            Row(step.Type, step.Description, step.Status == "success" ? "" : $" [{step.Status}]");

        var mapped = schema.For(entry.Kind)?.Attributes ?? [];
        foreach (var (attribute, value) in mapped.Zip(body.Values).Where(v => v.Second is not null))
            Row("value", $"{attribute.Target.Text} = {value}");
        foreach (var (name, before, after) in body.Modified)
            Row("value", $"{name}: {before ?? "nothing"} → {after ?? "nothing"}");
        foreach (var note in body.Notes.Where(n => n != body.Reason))
            Row("note", note);
        return text.ToString();

        void Row(string kind, string what, string mark = "") =>
            text.Append("  ").Append(kind.PadRight(21)).Append(what).Append(mark).Append('\n');
    }

    public static string State(SynchronizationJob job, IReadOnlyList<StagedRemoval> staged)
    {
        var text = new StringBuilder();
        Row("state", $"{job.State}");
        if (job.Quarantine is { } quarantine)
        {
            Row("reason", $"{quarantine.Reason} ({quarantine.Code})");
            Row("why", quarantine.Message);
            if (quarantine.Exchange is { } exchange)
                Row("answer", $"{exchange.Status} {exchange.ResponseBody}");
            Row("next cycle", quarantine.IsSlowedDown ? $"{quarantine.NextAttempt:yyyy-MM-dd HH:mm:ss}" : "as always");
        }

        foreach (var removal in staged)
            Row($"{removal.State}".ToLowerInvariant(), $"{removal.Name}: {(removal.Deletes ? "delete" : "disable")}");
        return text.ToString();

        void Row(string kind, string what) => text.Append(kind.PadRight(12)).Append(what).Append('\n');
    }

    public static string Mail(OutboxMail mail) =>
        $"To: {mail.Address}\nSubject: {mail.Mail.Subject}\n\n{mail.Mail.Text.ReplaceLineEndings("\n").TrimEnd('\n')}\n";
}
