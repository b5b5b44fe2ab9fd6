using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;
using Spectre.Console;

namespace Provost.Server.Demo;

/// <summary>What the demo shows: steps, mappings, a progress bar and the closing table.</summary>
internal sealed class DemoScreen(IAnsiConsole screen)
{
    private int _step;

    public void Step(string what) => screen.MarkupLine($"[bold]{++_step}[/]  {Markup.Escape(what)}");

    public void Detail(string what) => screen.MarkupLine($"   [grey]{Markup.Escape(what)}[/]");

    public void Mappings(SynchronizationSchema schema)
    {
        foreach (var mapping in schema.ObjectMappings)
        {
            var table = new Table().Border(TableBorder.Simple).Title($"[bold]{Markup.Escape(mapping.Title)}[/]");
            table.AddColumns("Application", "Directory", "Matching");
            foreach (var attribute in mapping.Attributes)
                table.AddRow(
                    Markup.Escape(attribute.Target.Text),
                    Markup.Escape(attribute.Source ?? attribute.DefaultValue ?? ""),
                    attribute.MatchingPriority > 0 ? $"{attribute.MatchingPriority}" : ""
                );
            screen.Write(table);
        }
    }

    /// <summary>A bar while the cycle runs; where nobody watches a terminal, a line a step.</summary>
    public async Task<CycleEnd> WatchAsync(Func<Action<CycleReport>, Task<CycleEnd>> cycle)
    {
        if (!screen.Profile.Out.IsTerminal)
        {
            var step = "";
            return await cycle(report =>
            {
                if (report.Step != step)
                    Detail(step = report.Step);
            });
        }

        return await screen
            .Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn(),
                new SpinnerColumn()
            )
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("Cycle", maxValue: 1);
                var end = await cycle(report =>
                {
                    bar.Description = $"{report.Step} · {report.Users.Created + report.Groups.Created} created";
                    bar.MaxValue = Math.Max(1, report.Total);
                    bar.Value = Math.Min(report.Done, report.Total);
                });
                bar.Value = bar.MaxValue;
                return end;
            });
    }

    public void Result(CycleReport report, ReadBack target)
    {
        Counts(report);
        screen.WriteLine(
            $"   Read back from the application: {target.Users} users ({target.Active} active), "
                + $"{target.Managers} managers, "
                + $"{target.Groups} groups with {target.Memberships} memberships."
        );
        if (!report.AnythingChanged && !report.AnythingFailed)
            screen.WriteLine("   0 changes: the application agrees with the directory already.");
    }

    public void Counts(CycleReport report)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("", "created", "updated", "disabled", "deleted", "staged", "skipped", "failed");
        Row("Users", report.Users);
        Row("Groups", report.Groups);
        screen.Write(table);
        screen.WriteLine(
            $"   {report.References} managers and batches of members written, {report.FailedReferences} failed; "
                + $"{report.Requests} requests in {report.Took.TotalSeconds:0.0} s."
        );
        if (report.Guard is { } verdict)
            screen.WriteLine($"   {verdict.Sentence} They wait: provost staged list.");
        void Row(string name, Counts counts) =>
            table.AddRow(
                name,
                $"{counts.Created}",
                $"{counts.Updated}",
                $"{counts.Disabled}",
                $"{counts.Deleted}",
                $"{counts.Staged}",
                $"{counts.Skipped}",
                $"{counts.Failed}"
            );
    }
}
