using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Provost.Engine.Directory;
using Provost.Engine.Logs;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// One chapter: something happens in the directory, a cycle runs, and what passed on the wire and what the log says
/// about it is told, with names in the place of ids.
/// </summary>
internal sealed class Story : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private Story(Contoso contoso) => Contoso = contoso;

    public Contoso Contoso { get; }

    /// <summary>
    /// Grace and Alan are there and assigned; Ada is in Sales, which is assigned like Support. All but Ada's own
    /// chapter, where <paramref name="withAda"/> is false, begin after the initial cycle with her.
    /// </summary>
    public static async Task<Story> BeginAsync(bool withAda = true)
    {
        // One request after the other, so that they are told in the order in which they pass.
        var contoso = await Contoso.StartAsync(settings: s => s with { Profile = s.Profile with { Concurrency = 1 } });
        var story = new Story(contoso);
        await contoso.HireAsync("Grace", "Alan");
        await NameAsync(contoso, "Grace", "Hopper");
        await NameAsync(contoso, "Alan", "Turing");
        await contoso.FoundAsync("Sales", "Alan");
        await contoso.FoundAsync("Support");
        await contoso.AssignAsync("Grace", "Sales", "Support");
        if (withAda)
            await story.HireAdaAsync();
        await story.SkipAsync();
        return story;
    }

    public async Task HireAdaAsync()
    {
        await Contoso.HireAsync("Ada");
        await NameAsync(Contoso, "Ada", "Lovelace");
        await Contoso.SetAsync("Ada", "jobTitle", "Analyst");
        await Contoso.ApplyAsync(
            new DirectoryChange.SetManager(Contoso.Id("Ada"), Contoso.Id("Grace")),
            new DirectoryChange.AddMember(Contoso.Id("Sales"), Contoso.Id("Ada"))
        );
    }

    /// <summary>A change, the cycle that follows it, and what is to be seen.</summary>
    public async Task HappensAsync(string what, Func<Contoso, Task> change)
    {
        await change(Contoso);
        await Contoso.CycleAsync();
        var entries = await LearnAsync();
        var passed = Contoso.Wire.Take();

        _text.Append(what).Append("\n\n");
        if (passed.Count == 0)
            _text.Append("Nothing is sent.\n\n");
        else
            _text.Append("```http\n").AppendJoin("\n", passed.Select(Request)).Append("```\n\n");
        if (entries.Count == 0)
            _text.Append("The log says nothing.\n\n");
        else
            _text.Append("```text\n").AppendJoin("\n", entries.Select(Entry)).Append("```\n\n");
    }

    /// <summary>A cycle that is not told.</summary>
    public async Task SkipAsync()
    {
        await Contoso.CycleAsync();
        await LearnAsync();
        Contoso.Wire.Take();
    }

    public override string ToString() => Named(_text.ToString()).TrimEnd('\n') + "\n";

    public ValueTask DisposeAsync() => Contoso.DisposeAsync();

    private static Task NameAsync(Contoso contoso, string given, string surname) =>
        contoso.ApplyAsync(
            new DirectoryChange.Set(
                contoso.Id(given),
                Contoso.Attributes(("displayName", $"{given} {surname}"), ("surname", surname))
            )
        );

    /// <summary>The new log entries, which know what every account is called.</summary>
    private async Task<IReadOnlyList<ProvisioningEntry>> LearnAsync()
    {
        var entries = await Contoso.NewEntriesAsync();
        foreach (var entry in entries)
        {
            var name = Contoso.NameOf(entry.SourceId);
            if (entry.TargetId is { } target)
                _names[target] = $"{{{name.ToLowerInvariant()}}}";
            if (entry.SourceId is { } source)
                _names[source] = $"{{{name.ToLowerInvariant()} in the directory}}";
        }

        return entries;
    }

    private string Named(string text) =>
        _names.Aggregate(text, (t, name) => t.Replace(name.Key, name.Value, StringComparison.Ordinal));

    private static string Request(Passed passed)
    {
        var text = $"{passed.Method} {passed.PathAndQuery}   → {passed.Status}\n";
        if (passed.Body.Length == 0)
            return text;

        using var body = JsonDocument.Parse(passed.Body);
        return $"{text}{JsonSerializer.Serialize(body, Pretty)}\n";
    }

    private string Entry(ProvisioningEntry entry)
    {
        var body = EntryBody.Read(entry.Body);
        var text = new StringBuilder($"{entry.Name}: {entry.Action}, {entry.Status}");
        if (entry.Code is { } code)
            text.Append(" (").Append(code).Append(')');
        text.Append('\n');
        foreach (var step in ProvisioningSteps.Of(entry, body))
            Row(step.Type, step.Description, step.Status == "success" ? "" : $" [{step.Status}]");

        var mapped = Contoso.Job.Schema.For(entry.Kind)?.Attributes ?? [];
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
}
