using System.Diagnostics;
using System.Globalization;

namespace Provost.Engine.Notifications;

/// <summary>A mail about a notice, ready to be sent.</summary>
/// <param name="Subject">One line without control characters.</param>
public sealed record NoticeMail(string Subject, string Text, string Html)
{
    private const int LongestName = 80;
    private const int NamesShown = 10;

    /// <param name="application">What the administrators call the application.</param>
    public static NoticeMail Compose(Notice notice, string application)
    {
        var app = MailBody.Clean(application, LongestName);
        var (subject, body) = notice switch
        {
            Notice.Quarantine quarantine => Quarantine(quarantine, app),
            Notice.RemovalsStaged staged => RemovalsStaged(staged, app),
            Notice.KeyExpires key => KeyExpires(key, app),
            Notice.Digest digest => Digest(digest, app),
            _ => throw new UnreachableException(),
        };
        body.Paragraph(
            $"Provost wrote this because this address is set for {app}. To change that: provost settings notify."
        );
        return new NoticeMail(subject, body.Text(), body.Html(subject));
    }

    private static (string, MailBody) Quarantine(Notice.Quarantine notice, string app)
    {
        var code = MailBody.Clean(notice.Code, LongestName);
        var body = new MailBody()
            .Paragraph(
                notice.CodeBefore is null
                    ? $"The provisioning of {app} is in quarantine: it fails, so it is tried less often."
                    : $"The provisioning of {app} is still in quarantine, for another reason than before."
            )
            .Paragraph(notice.Sentence)
            .Facts([
                ("Reason", code),
                .. notice.CodeBefore is { } before ? [("Before", before)] : Array.Empty<(string, string)>(),
                ("Since", Instant(notice.Since)),
                ("Next attempt", notice.NextAttempt is { } next ? Instant(next) : "not known"),
            ])
            .Paragraph("What failed, and starting again at once when it is mended:")
            .Commands(
                $"provost jobs show {Quoted(app)}",
                $"provost logs --app {Quoted(app)} --status Failure",
                $"provost apps start {Quoted(app)}"
            );
        return (
            notice.CodeBefore is null ? $"{app}: in quarantine ({code})" : $"{app}: still in quarantine ({code})",
            body
        );
    }

    private static (string, MailBody) RemovalsStaged(Notice.RemovalsStaged notice, string app)
    {
        var removals = Counted(notice.Count, "removal");
        var body = new MailBody()
            .Paragraph(
                $"A person has to decide about {removals} in {app}: at most {notice.Threshold} pass without that. "
                    + "None of them was sent; everything else goes on."
            )
            .List(Shown(notice.Names, notice.Count))
            .Facts(("Waiting since", Instant(notice.Since)))
            .Paragraph("See them all, carry them out, or keep the accounts:")
            .Commands(
                $"provost staged list {Quoted(app)}",
                $"provost staged approve {Quoted(app)} --all",
                $"provost staged reject {Quoted(app)} --all"
            );
        return ($"{app}: {removals} to decide about", body);
    }

    private static (string, MailBody) KeyExpires(Notice.KeyExpires notice, string app)
    {
        var when = notice.DaysLeft switch
        {
            < 0 => $"expired on {Day(notice.Day)}",
            0 => $"expires today, {Day(notice.Day)}",
            1 => $"expires tomorrow, {Day(notice.Day)}",
            var days => $"expires in {days} days, on {Day(notice.Day)}",
        };
        var body = new MailBody()
            .Paragraph(
                $"The key with which Provost reaches {app} {when}. Without a valid one nobody is created, changed or "
                    + "removed there."
            )
            .Paragraph("Make a new key in the application, enter it, and say until when it is valid:")
            .Commands($"provost apps credentials {Quoted(app)} --set-from-stdin SecretToken --expires YYYY-MM-DD");
        return ($"{app}: the key {when}", body);
    }

    private static (string, MailBody) Digest(Notice.Digest notice, string app)
    {
        var count = notice.Failures.Sum(f => f.Names.Count);
        var objects = $"{(notice.Complete ? "" : "at least ")}{Counted(count, "object")}";
        var body = new MailBody().Paragraph(
            $"On {Day(notice.Day)} {objects} failed in {app}. Each is tried again by itself, and at once when it "
                + "changes."
        );
        foreach (var group in notice.Failures)
        {
            var solved = group.Solved switch
            {
                0 => "",
                var some when some == group.Names.Count => ", solved since",
                var some => $", {some} solved since",
            };
            body.Paragraph($"{group.Code}: {Counted(group.Names.Count, "object")}{solved}")
                .List(Shown(group.Names, group.Names.Count))
                .Paragraph(group.Explanation);
        }

        body.Commands($"provost logs --app {Quoted(app)} --status Failure");
        return ($"{app}: {objects} failed on {Day(notice.Day)}", body);
    }

    private static IEnumerable<string> Shown(IReadOnlyList<string> names, int count)
    {
        foreach (var name in names.Take(NamesShown))
            yield return MailBody.Clean(name, LongestName);
        if (count > Math.Min(names.Count, NamesShown))
            yield return $"and {count - Math.Min(names.Count, NamesShown)} more";
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>
    /// For a command line that is copied: a name with a quote, a dollar or the like is better typed by hand.
    /// </summary>
    private static string Quoted(string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.') ? name
        : name.AsSpan().ContainsAny("\"\\$`!") ? "APP"
        : $"\"{name}\"";
}
