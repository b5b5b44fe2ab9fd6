using System.Text;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// One chapter: something happens in the directory, a cycle runs, and what passed on the wire, what the log says about
/// it, what became of the job and which mail was written is told, with names in the place of ids.
/// </summary>
internal sealed class Story : IAsyncDisposable
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private string _state = "state       Active\n";

    private Story(Contoso contoso) => Contoso = contoso;

    public Contoso Contoso { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>
    /// Grace and Alan are there and assigned; Ada is in Sales, which is assigned like Support. All but chapters about
    /// Ada's arrival, where <paramref name="withAda"/> is false, begin after the initial cycle with her.
    /// </summary>
    /// <param name="users">What is changed in the mapping of users.</param>
    public static async Task<Story> BeginAsync(
        bool withAda = true,
        Func<JobSettings, JobSettings>? settings = null,
        Func<ObjectMapping, ObjectMapping>? users = null
    )
    {
        var contoso = await Contoso.StartAsync(Template(users ?? (u => u)), s => (settings ?? (t => t))(Usual(s)));
        StoryNotices.Connect(contoso);
        var story = new Story(contoso);
        story._names[$"{contoso.Wire.Address}"] = "{tenant url}/";
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

    public async Task HireAdaAsync(string group = "Sales")
    {
        await Contoso.HireAsync("Ada");
        await NameAsync(Contoso, "Ada", "Lovelace");
        await Contoso.SetAsync("Ada", "jobTitle", "Analyst");
        await Contoso.ApplyAsync(
            new DirectoryChange.SetManager(Contoso.Id("Ada"), Contoso.Id("Grace")),
            new DirectoryChange.AddMember(Contoso.Id(group), Contoso.Id("Ada"))
        );
    }

    /// <summary>A change, the cycle that follows it, and what is to be seen.</summary>
    public async Task HappensAsync(string what, Func<Contoso, Task> change)
    {
        await change(Contoso);
        await Contoso.EndAsync();
        var entries = await LearnAsync();
        var passed = Contoso.Wire.Take();

        _text.Append(what).Append("\n\n");
        Block("http", passed.Select(StoryText.Request), "Nothing is sent.");
        Block("text", entries.Select(e => StoryText.Entry(e, Contoso.Job.Schema)), "The log says nothing.");
        await TellStateAsync();
        foreach (var mail in await StoryNotices.TakeAsync(Contoso))
            Block("text", [StoryText.Mail(mail)], heading: "A mail is written:");
    }

    /// <summary>A cycle that is not told.</summary>
    public async Task SkipAsync()
    {
        await Contoso.CycleAsync();
        await LearnAsync();
        Contoso.Wire.Take();
    }

    /// <summary>What an account is called in this chapter, where it is not its owner's name.</summary>
    public void Call(string account, string name) => _names[account] = $"{{{name}}}";

    public override string ToString() => Named(_text.ToString()).TrimEnd('\n') + "\n";

    public ValueTask DisposeAsync() => Contoso.DisposeAsync();

    private static GalleryTemplate Template(Func<ObjectMapping, ObjectMapping> users) =>
        Gallery.Dialpad with
        {
            Schema = Gallery.Dialpad.Schema with
            {
                ObjectMappings =
                [
                    .. Gallery.Dialpad.Schema.ObjectMappings.Select(m => m.Kind == ObjectKind.User ? users(m) : m),
                ],
            },
        };

    /// <summary>One request after the other, so that they are told in the order in which they pass.</summary>
    private static JobSettings Usual(JobSettings settings) =>
        settings with
        {
            Profile = settings.Profile with { Concurrency = 1 },
            Notifications = new() { Address = "it@contoso.example" },
        };

    private static Task NameAsync(Contoso contoso, string given, string surname) =>
        contoso.ApplyAsync(
            new DirectoryChange.Set(
                contoso.Id(given),
                Contoso.Attributes(("displayName", $"{given} {surname}"), ("surname", surname))
            )
        );

    private void Block(string language, IEnumerable<string> texts, string none = "", string heading = "")
    {
        var text = string.Join("\n", texts);
        if (heading.Length > 0)
            _text.Append(heading).Append("\n\n");
        if (text.Length == 0)
            _text.Append(none).Append("\n\n");
        else
            _text.Append("```").Append(language).Append('\n').Append(text).Append("```\n\n");
    }

    /// <summary>Where it is another than before.</summary>
    private async Task TellStateAsync()
    {
        var job = await Contoso.Jobs.FindAsync(Contoso.Application.Id, Ct) ?? Contoso.Job;
        var state = StoryText.State(job, await Contoso.Jobs.StagedAsync(job.Number, Ct));
        if (state == _state)
            return;

        _state = state;
        Block("text", [state], heading: "The job:");
    }

    /// <summary>The new log entries, which know what every account is called.</summary>
    private async Task<IReadOnlyList<ProvisioningEntry>> LearnAsync()
    {
        var entries = await Contoso.NewEntriesAsync();
        foreach (var entry in entries)
        {
            var name = Contoso.NameOf(entry.SourceId).ToLowerInvariant();
            if (entry.TargetId is { } target)
                _names.TryAdd(target, $"{{{name}}}");
            if (entry.SourceId is { } source)
                _names[source] = $"{{{name} in the directory}}";
        }

        return entries;
    }

    private string Named(string text) =>
        _names.Aggregate(text, (t, name) => t.Replace(name.Key, name.Value, StringComparison.Ordinal));
}
