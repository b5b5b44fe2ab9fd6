using Microsoft.AspNetCore.Http;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// What happens to an account in Dialpad when something happens to a person: every request and every log entry. The
/// chapters make <c>docs/story.md</c>; after a change of them, run these tests with APPROVE=1 and look at the
/// difference.
/// </summary>
public sealed partial class StoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hire()
    {
        await using var story = await Story.BeginAsync(withAda: false);
        await story.HappensAsync(
            "Ada Lovelace joins and is put into Sales, whose members are assigned. Grace is her manager.",
            _ => story.HireAdaAsync()
        );
        Tell(story);
    }

    [Fact]
    public async Task A_rename()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Ada marries and is called King from now on.",
            c =>
                c.ApplyAsync(
                    new DirectoryChange.Set(
                        c.Id("Ada"),
                        Contoso.Attributes(("surname", "King"), ("displayName", "Ada King"))
                    )
                )
        );
        Tell(story);
    }

    [Fact]
    public async Task A_new_mail_address()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Ada's mail address changes, and with it the name that she signs in with. "
                + "Her account is known by its id, so it is the same account that is changed.",
            c =>
                c.ApplyAsync(
                    new DirectoryChange.Set(
                        c.Id("Ada"),
                        Contoso.Attributes(
                            ("mail", "ada.king@contoso.example"),
                            ("userPrincipalName", "ada.king@contoso.example")
                        )
                    )
                )
        );
        Tell(story);
    }

    [Fact]
    public async Task A_new_manager()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Alan takes the team over from Grace.",
            c => c.ApplyAsync(new DirectoryChange.SetManager(c.Id("Ada"), c.Id("Alan")))
        );
        await story.HappensAsync(
            "Later Ada has no manager at all.",
            c => c.ApplyAsync(new DirectoryChange.SetManager(c.Id("Ada"), null))
        );
        Tell(story);
    }

    [Fact]
    public async Task A_move_between_assigned_groups()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Ada moves from Sales to Support. Both are assigned, so she keeps her account; "
                + "only the memberships change.",
            c =>
                c.ApplyAsync(
                    new DirectoryChange.RemoveMember(c.Id("Sales"), c.Id("Ada")),
                    new DirectoryChange.AddMember(c.Id("Support"), c.Id("Ada"))
                )
        );
        Tell(story);
    }

    [Fact]
    public async Task A_group_is_renamed()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Sales becomes Sales EMEA. Dialpad does not rename groups, so nothing is sent, and the log says why.",
            c => c.SetAsync("Sales", "displayName", "Sales EMEA")
        );
        Tell(story);
    }

    [Fact]
    public async Task Unassigned()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Grace was assigned directly. The assignment is taken away, so her account is disabled (ENT-DEP-2).",
            c => c.UnassignAsync("Grace")
        );
        await story.HappensAsync(
            "From now on the account is not managed: a later change is not sent.",
            c => c.SetAsync("Grace", "jobTitle", "Admiral")
        );
        await story.HappensAsync("Assigned again, she gets the same account back.", c => c.AssignAsync("Grace"));
        Tell(story);
    }

    [Fact]
    public async Task A_group_is_unassigned()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Support, which has no members yet, is not assigned any more. "
                + "A group cannot be disabled, so ours is deleted (ENT-DEP-8).",
            c => c.UnassignAsync("Support")
        );
        Tell(story);
    }

    [Fact]
    public async Task Unassigned_and_later_deleted()
    {
        await using var story = await Story.BeginAsync();
        await story.Contoso.UnassignAsync("Grace");
        await story.SkipAsync();
        await story.HappensAsync(
            "Grace was unassigned some time ago, and her account is disabled. Now she is deleted in the directory.",
            c => c.ApplyAsync(new DirectoryChange.Delete(c.Id("Grace")))
        );
        await story.HappensAsync(
            "And deleted for good. The account is not managed since she left, so it stays as it is (ENT-DEP-6).",
            c => c.ApplyAsync(new DirectoryChange.Purge(c.Id("Grace")))
        );
        Tell(story);
    }

    [Fact]
    public async Task Disabled_in_the_directory()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Ada's account in the directory is disabled.",
            c => c.ApplyAsync(new DirectoryChange.SetEnabled(c.Id("Ada"), false))
        );
        await story.HappensAsync(
            "It is enabled again.",
            c => c.ApplyAsync(new DirectoryChange.SetEnabled(c.Id("Ada"), true))
        );
        Tell(story);
    }

    [Fact]
    public async Task Deleted_in_the_directory()
    {
        await using var story = await Story.BeginAsync();
        await story.HappensAsync(
            "Ada is deleted in the directory, where she can be restored for 30 days. "
                + "Her account is disabled, not deleted (ENT-DEP-1).",
            c => c.ApplyAsync(new DirectoryChange.Delete(c.Id("Ada")))
        );
        await story.HappensAsync(
            "When she is deleted for good, her account is deleted too, because we made it (ENT-DEP-3).",
            c => c.ApplyAsync(new DirectoryChange.Purge(c.Id("Ada")))
        );
        Tell(story);
    }

    [Fact]
    public async Task Restored_in_the_directory()
    {
        await using var story = await Story.BeginAsync();
        await story.Contoso.ApplyAsync(new DirectoryChange.Delete(story.Contoso.Id("Ada")));
        await story.SkipAsync();
        await story.HappensAsync(
            "Ada was deleted, and her account is disabled. She is restored: the account is active again, and the same"
                + " (ENT-DEP-7).",
            c => c.ApplyAsync(new DirectoryChange.Restore(c.Id("Ada")))
        );
        Tell(story);
    }

    [Fact]
    public async Task Default_Access_only()
    {
        await using var story = await Story.BeginAsync(withAda: false);
        await story.HappensAsync(
            "Ada is assigned with Default Access. Dialpad has roles of its own, so that is not enough (ENT-SCO-10).",
            async c =>
            {
                await story.HireAdaAsync();
                await c.ApplyAsync(new DirectoryChange.RemoveMember(c.Id("Sales"), c.Id("Ada")));
                await c.AssignAsync(AppRole.DefaultAccess, "Ada");
            }
        );
        await story.HappensAsync("With the role User she gets an account.", c => c.AssignAsync("Ada"));
        Tell(story);
    }

    [Fact]
    public async Task The_wrong_account()
    {
        await using var story = await Story.BeginAsync(withAda: false);
        var hers = await AccountAsync(story, "lovelace@contoso.example", "the right one");
        await AccountAsync(story, "byron@contoso.example", "the wrong one");
        await story.HappensAsync(
            "Somebody has made accounts in Dialpad by hand, lovelace@contoso.example for Ada and byron@contoso.example "
                + "for somebody else. In the directory Ada's user principal name is mistyped, and it is the other "
                + "one's.",
            async c =>
            {
                await story.HireAdaAsync();
                await c.SetAsync("Ada", "userPrincipalName", "byron@contoso.example");
            }
        );
        await story.HappensAsync(
            "The job is paused, her name is put right, and a person says which account is hers (`provost links relink "
                + "Dialpad ada@contoso.example --account {the right one}`). When the job goes on, the other account is "
                + "left as it is: the log above says what was changed there, and it stays a member of Sales until "
                + "somebody takes it out in Dialpad.",
            async c =>
            {
                await c.Jobs.PauseAsync(c.Caller, c.Job.Number, Ct);
                await c.SetAsync("Ada", "userPrincipalName", "ada@contoso.example");
                var ada = Assert.Single(await c.Jobs.LinksAsync(c.Job.Number, "Ada Lovelace", 0, 10, Ct)).ObjectNumber;
                await c.Jobs.UnlinkAsync(c.Caller, c.Job.Number, ada, Ct);
                await c.Jobs.DecideMatchAsync(c.Caller, c.Job.Number, ada, new MatchDecision(hers), Ct);
                await c.Jobs.StartAsync(c.Caller, c.Job.Number, Ct);
            }
        );
        Tell(story);
    }

    [Fact]
    public async Task Quarantine_and_back()
    {
        await using var story = await Story.BeginAsync();
        await UseKeyAsync(story.Contoso);
        await story.HappensAsync(
            "Somebody revokes the key in Dialpad. Then Ada gets a new title.",
            c =>
            {
                c.Wire.Instead = null;
                return c.SetAsync("Ada", "jobTitle", "Chief Analyst");
            }
        );
        await story.HappensAsync(
            "The key is valid again. The next cycle needs nobody to start it, and Ada's title was not lost.",
            c =>
            {
                c.Wire.Instead = KnowsTheKeyAsync;
                c.Time.Advance(TimeSpan.FromSeconds(10));
                return Task.CompletedTask;
            }
        );
        Tell(story);
    }

    [Fact]
    public void The_page_tells_what_is_approved() => StoryPage.IsUpToDate();

    /// <summary>
    /// Not the server's own token, whose name is an ordinary word that would be taken out of every sentence.
    /// </summary>
    private static Task UseKeyAsync(Contoso contoso)
    {
        contoso.Wire.Instead = KnowsTheKeyAsync;
        return contoso.Jobs.SetConnectionAsync(
            contoso.Caller,
            contoso.Job.Number,
            new TargetConnection(contoso.Wire.Address.ToString(), "4f6b1c") { AllowPrivateAddresses = true },
            Ct
        );
    }

    private static Task<bool> KnowsTheKeyAsync(HttpContext context, Func<Task> forward)
    {
        if (context.Request.Headers.Authorization == "Bearer 4f6b1c")
            context.Request.Headers.Authorization = "Bearer secret";
        return Task.FromResult(false);
    }

    private static async Task<string> AccountAsync(Story story, string userName, string name)
    {
        await story.Contoso.MakeAccountAsync(userName);
        var made = Assert.Single(await story.Contoso.UsersAsync(), u => $"{u["userName"]}" == userName);
        story.Call($"{made["id"]}", name);
        return $"{made["id"]}";
    }

    private static void Tell(Story story, [System.Runtime.CompilerServices.CallerMemberName] string chapter = "")
    {
        Approved.Matches(story.ToString(), test: chapter);
        StoryPage.Rewrite();
    }
}
