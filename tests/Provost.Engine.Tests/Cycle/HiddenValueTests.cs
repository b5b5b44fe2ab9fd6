using System.Text;
using Microsoft.AspNetCore.Http;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Cycle;

/// <summary>Values that the schema hides reach the application and nothing else.</summary>
public sealed class HiddenValueTests
{
    private const string Badge = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber";

    [Fact]
    public async Task A_hidden_value_stands_in_no_entry_of_the_log_whether_it_was_taken_or_refused()
    {
        await using var contoso = await Contoso.StartAsync(Template);
        await contoso.HireAsync("Ada", "Grace");
        foreach (var name in new[] { "Ada", "Grace" })
        {
            await contoso.SetAsync(name, "employeeId", "hush-1");
            await contoso.SetAsync(name, "jobTitle", "hush-2");
        }
        await contoso.AssignAsync("Ada", "Grace");
        contoso.Wire.Instead = async (context, _) =>
        {
            if (context.Request.Method != "POST")
                return false;
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8, leaveOpen: true);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            context.Request.Body.Position = 0;
            if (!body.Contains("grace@", StringComparison.Ordinal))
                return false;
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(
                """{"detail":"employeeNumber hush-1 of hush-2 is refused"}""",
                context.RequestAborted
            );
            return true;
        };

        await contoso.CycleAsync();
        await contoso.SetAsync("Ada", "employeeId", "hush-3");
        await contoso.CycleAsync();

        var entries = await contoso.NewEntriesAsync();
        var text = string.Join('\n', entries.Select(e => Encoding.UTF8.GetString(e.Body)));
        Assert.True(entries.Count >= 3);
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        Assert.Contains("employeeNumber [Redact] of [Redact] is refused", text, StringComparison.Ordinal);
        Assert.Contains("[Redact]", text, StringComparison.Ordinal);
        Assert.Contains(
            "hush-3",
            (await contoso.UsersAsync()).Single(u => $"{u["userName"]}" == "ada@contoso.example").ToJsonString(),
            StringComparison.Ordinal
        );
    }

    private static GalleryTemplate Template =>
        Gallery.Scim with
        {
            Schema = new SynchronizationSchema(
                1,
                [
                    new ObjectMapping(
                        ObjectKind.User,
                        "Test",
                        [
                            Map("userName", "[userPrincipalName]", matching: 1),
                            Map(Badge, "[employeeId]"),
                            Map("title", "Redact([jobTitle])"),
                        ]
                    ),
                ],
                [new TargetDefinition(ObjectKind.User, [new(Badge) { Sensitive = true }])]
            ),
        };
}
