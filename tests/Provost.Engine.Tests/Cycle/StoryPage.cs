using System.Text;
using Provost.Engine.Tests.House;

namespace Provost.Engine.Tests.Cycle;

/// <summary>
/// The page <c>docs/story.md</c>, put together from the approved chapters of <see cref="StoryTests"/>.
/// </summary>
internal static class StoryPage
{
    private const string Beginning = """
        # A story of accounts

        <!-- Written by StoryTests from tests/Provost.Engine.Tests/Approved/StoryTests.*.txt; change it there. -->

        What Provost does in Dialpad when something happens in the directory: every request as it passes, and every
        entry of the provisioning log. Ids stand here as names: `{ada}` is Ada's account in the application,
        `{sales in the directory}` the group's id on our side, `{tenant url}` where Dialpad is. The tests run every
        chapter against a real SCIM server and fail when a word changes.

        The company is small. **Grace** is assigned to Dialpad directly, with the role *User*; the groups **Sales** and
        **Support** are assigned with the same role, **Ada** and **Alan** are in Sales, and Grace is Ada's manager.
        Where a chapter does not say otherwise, the initial cycle is over.

        Before an account is changed it is read, so that only what differs is sent. An account that was disabled or
        deleted is read once more afterwards, because only then it is sure that nobody can sign in with it.

        Where the state of the job changes or mail is written, both are shown as well.
        """;

    /// <summary>Chapters in the order of the page, by the names of their tests.</summary>
    private static readonly string[] Chapters =
    [
        nameof(StoryTests.A_hire),
        nameof(StoryTests.A_rename),
        nameof(StoryTests.A_new_mail_address),
        nameof(StoryTests.A_new_manager),
        nameof(StoryTests.A_move_between_assigned_groups),
        nameof(StoryTests.A_group_is_renamed),
        nameof(StoryTests.Unassigned),
        nameof(StoryTests.A_group_is_unassigned),
        nameof(StoryTests.Unassigned_and_later_deleted),
        nameof(StoryTests.Disabled_in_the_directory),
        nameof(StoryTests.Deleted_in_the_directory),
        nameof(StoryTests.Restored_in_the_directory),
        nameof(StoryTests.Default_Access_only),
        nameof(StoryTests.Nested_groups),
        nameof(StoryTests.A_date_that_comes),
        nameof(StoryTests.Deleted_after_thirty_days),
        nameof(StoryTests.A_value_that_disappears),
        nameof(StoryTests.The_wrong_account),
        nameof(StoryTests.Too_many_at_once),
        nameof(StoryTests.Quarantine_and_back),
    ];

    private static string Page => Path.Combine(Repository.Root, "docs", "story.md");

    public static void IsUpToDate() => Assert.Equal(Compose(), File.ReadAllText(Page));

    /// <summary>With APPROVE=1 the page follows every chapter that was approved.</summary>
    public static void Rewrite()
    {
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(Page, Compose());
    }

    private static string Compose()
    {
        var text = new StringBuilder(Beginning.ReplaceLineEndings("\n")).Append('\n');
        foreach (var chapter in Chapters)
        {
            var file = Path.Combine(
                Repository.Root,
                "tests/Provost.Engine.Tests/Approved",
                $"{nameof(StoryTests)}.{chapter}.txt"
            );
            text.Append("\n## ").Append(chapter.Replace('_', ' ')).Append("\n\n");
            text.Append(File.Exists(file) ? File.ReadAllText(file) : "");
        }

        return text.ToString();
    }
}
