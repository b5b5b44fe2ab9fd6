using Provost.Engine.Directory;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Cycle;

/// <summary>Chapters about applications that are not set as they are when they are added.</summary>
public sealed partial class StoryTests
{
    [Fact]
    public async Task Nested_groups()
    {
        await using var story = await Story.BeginAsync(withAda: false, s => s with { NestedGroups = true });
        await story.Contoso.FoundAsync("Sales EMEA");
        await story.HireAdaAsync("Sales EMEA");
        await story.SkipAsync();
        await story.HappensAsync(
            "This application counts the members of inner groups (`--nested-groups true`). Ada is in Sales EMEA, which "
                + "is not assigned; now it is put into Sales, which is. Dialpad has no groups within groups, so she "
                + "becomes a member of Sales there.",
            c => c.ApplyAsync(new DirectoryChange.AddMember(c.Id("Sales"), c.Id("Sales EMEA")))
        );
        await story.HappensAsync(
            "Grace comes to Sales EMEA, too. She has an account already.",
            c => c.ApplyAsync(new DirectoryChange.AddMember(c.Id("Sales EMEA"), c.Id("Grace")))
        );
        await story.HappensAsync(
            "Sales EMEA is taken out of Sales. Nothing else gives Ada access, but Grace is assigned directly.",
            c => c.ApplyAsync(new DirectoryChange.RemoveMember(c.Id("Sales"), c.Id("Sales EMEA")))
        );
        Tell(story);
    }

    [Fact]
    public async Task A_date_that_comes()
    {
        var filter = new ScopingFilter([
            new("No first day", [new("employeeHireDate", FilterOperator.IsNull)]),
            new("First day is over", [new("employeeHireDate", FilterOperator.Before, "now")]),
        ]);
        await using var story = await Story.BeginAsync(withAda: false, users: u => u with { Scope = filter });
        await story.HappensAsync(
            "A scoping filter lets people in whose first day has begun (`employeeHireDate BEFORE 'now'`), or who have "
                + "none. It is Monday, 23 November; Ada begins in a week.",
            async c =>
            {
                await story.HireAdaAsync();
                await c.SetAsync("Ada", "employeeHireDate", "2026-11-30T09:00:00Z");
            }
        );
        await story.HappensAsync(
            "A week later nobody has touched her, but her day has come.",
            c =>
            {
                c.Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromHours(2));
                return Task.CompletedTask;
            }
        );
        Tell(story);
    }

    [Fact]
    public async Task Deleted_after_thirty_days()
    {
        await using var story = await Story.BeginAsync(settings: s =>
            s with
            {
                Leavers = new() { Unassigned = LeaverAction.DeleteLater },
            }
        );
        await story.HappensAsync(
            "The policy of this application deletes accounts 30 days after their owners were unassigned "
                + "(`--unassigned DeleteLater`). Grace is unassigned.",
            c => c.UnassignAsync("Grace")
        );
        await story.HappensAsync(
            "Thirty days later she has not been assigned again.",
            c =>
            {
                c.Time.Advance(TimeSpan.FromDays(30));
                return Task.CompletedTask;
            }
        );
        Tell(story);
    }

    [Fact]
    public async Task A_value_that_disappears()
    {
        await using var story = await Story.BeginAsync(users: u =>
            u with
            {
                Attributes =
                [
                    .. u.Attributes.Select(a => a.Target.Text == "title" ? a with { ClearsWhenNull = true } : a),
                ],
            }
        );
        await story.HappensAsync(
            "Ada has no job title any more. The mapping of `title` is marked so that what is empty in the directory is "
                + "cleared in the application; without the mark the old title would stay (ENT-MAP-5).",
            c => c.SetAsync("Ada", "jobTitle", null)
        );
        Tell(story);
    }

    [Fact]
    public async Task Too_many_at_once()
    {
        await using var story = await Story.BeginAsync(settings: s => s with { Guard = new() { Count = 2 } });
        await story.HappensAsync(
            "The guard lets ten removals a day pass, or a tenth of the people in scope where that is more. The company "
                + "of this story is so small that its limit is set to two (`--count 2`). By mistake the assignment of "
                + "Sales is taken away: Ada, Alan and the group itself would go, three removals.",
            c => c.UnassignAsync("Sales")
        );
        await story.HappensAsync(
            "Alan has left, so his removal is approved. Ada is assigned directly.",
            async c =>
            {
                await DecideAsync(c, "Alan Turing", approve: true);
                await c.AssignAsync("Ada");
            }
        );
        await story.HappensAsync(
            "The group is to stay in Dialpad, so its removal is rejected.",
            c => DecideAsync(c, "Sales", approve: false)
        );
        Tell(story);
    }

    private static async Task DecideAsync(Contoso contoso, string name, bool approve)
    {
        var staged = await contoso.Jobs.StagedAsync(contoso.Job.Number, Ct);
        var one = Assert.Single(staged, s => s.Name == name);
        await contoso.Jobs.DecideStagedAsync(contoso.Caller, contoso.Job.Number, [one.ObjectNumber], approve, Ct);
    }
}
