using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>scim-wire A.7 and A.9: what each dialect puts on the wire.</summary>
public sealed class PatchDialectsTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly JsonObject Ada = Json(
        """
        {"id":"7","userName":"ada@contoso.example","active":true,"nickName":"Countess",
         "emails":[{"type":"work","value":"ada@contoso.example","primary":true}]}
        """
    );

    private static readonly AttributeChange[] Changes =
    [
        Given.Change("displayName", "Ada", "Ada Lövelace \"A\""),
        Given.Change("name.givenName", null, "Ada"),
        Given.Change("nickName", "Countess", null),
        Given.Change("active", Value.True, Value.False),
        Given.Change("emails[type eq \"work\"].value", "ada@contoso.example", "al@contoso.example"),
        Given.Change("phoneNumbers[type eq \"mobile\"].value", null, "+1 555 0100"),
        Given.Change("phoneNumbers[type eq \"mobile\"].primary", Value.Null, Value.True),
        Given.Change("roles[primary eq \"True\"].value", null, "Admin"),
        Given.Change($"{Enterprise}:department", "Ops", "Engines"),
        Given.Change($"{Enterprise}:employeeNumber", Value.Null, Value.Number(4711)),
    ];

    [Fact]
    public void A_compliant_patch_gives_every_operation_its_path() =>
        Approved.Matches(Text(PatchDialect.Compliant, Ada, Changes));

    [Fact]
    public void A_legacy_patch_is_what_Entra_sends_by_default() =>
        Approved.Matches(Text(PatchDialect.EntraLegacy, Ada, Changes));

    [Fact]
    public void A_folded_patch_is_what_Entra_sends_with_its_flag() =>
        Approved.Matches(Text(PatchDialect.EntraFolded, Ada, Changes));

    [Fact]
    public void Members_and_managers_in_each_dialect()
    {
        var story = new StringBuilder();
        foreach (var dialect in new[] { PatchDialect.Compliant, PatchDialect.EntraLegacy, PatchDialect.EntraFolded })
        {
            story.AppendLine($"{dialect}");
            story.AppendLine(Text(PatchDialects.Members(dialect, ["7", "8"], ["5", "6\"]"])));
            story.AppendLine(Text(PatchDialects.ManagerChange(dialect, "9")));
            story.AppendLine(Text(PatchDialects.ManagerChange(dialect, null)));
        }
        Approved.Matches(story.ToString());
    }

    [Fact]
    public void A_single_rename_is_folded_and_a_single_addition_is_not()
    {
        Assert.Equal(
            """{"op":"replace","value":{"displayName":"Blue"}}""",
            Operations(PatchDialect.EntraFolded, Ada, Given.Change("displayName", "Red", "Blue"))
        );
        Assert.Equal(
            """{"op":"add","path":"nickName","value":"Al"}""",
            Operations(PatchDialect.EntraFolded, Ada, Given.Change("nickName", null, "Al"))
        );
        Assert.Equal(
            """{"op":"add","value":{"nickName":"Al","title":"Dr"}}""",
            Operations(
                PatchDialect.EntraFolded,
                Ada,
                Given.Change("nickName", null, "Al"),
                Given.Change("title", null, "Dr")
            )
        );
    }

    [Fact]
    public void An_element_without_its_value_goes_as_a_whole() =>
        Assert.Equal(
            """{"op":"remove","path":"emails[type eq \"work\"]"}""",
            Operations(
                PatchDialect.Compliant,
                Ada,
                Given.Change("emails[type eq \"work\"].value", "ada@contoso.example", null)
            )
        );

    [Fact]
    public void Taking_away_what_is_not_there_sends_nothing()
    {
        var change = Given.Change("emails[type eq \"home\"].value", "x@contoso.example", null);

        Assert.Null(PatchDialects.Changes(PatchDialect.Compliant, Ada, [change]));
        Assert.Null(PatchDialects.Members(PatchDialect.Compliant, [], []));
    }

    [Theory]
    [InlineData("active", "False", "false")]
    [InlineData("emails[type eq \"work\"].primary", "True", "true")]
    [InlineData("displayName", "True", "\"True\"")]
    [InlineData($"{Enterprise}:division", "False", "\"False\"")]
    public void A_mapped_text_becomes_a_boolean_where_the_attribute_is_one(string path, string text, string json) =>
        Assert.EndsWith(
            $"\"value\":{json}}}",
            Operations(PatchDialect.Compliant, Ada, Given.Change(path, "before", text)),
            StringComparison.Ordinal
        );

    [Fact]
    public void Lists_become_elements_and_an_empty_list_a_removal()
    {
        var roles = Given.Change("roles", Value.Null, Value.Many(["Admin", "User"]));
        var tags = Given.Change("urn:contoso:2.0:User:tags", Value.Text("a"), Value.Many(["a", "b"]));
        var none = Given.Change("entitlements", Value.Many(["Admin"]), Value.Many([]));

        Assert.Equal(
            """{"op":"add","path":"roles","value":[{"value":"Admin"},{"value":"User"}]},"""
                + """{"op":"replace","path":"urn:contoso:2.0:User:tags","value":["a","b"]},"""
                + """{"op":"remove","path":"entitlements"}""",
            Operations(PatchDialect.Compliant, Ada, roles, tags, none)
        );
    }

    [Fact]
    public void Roles_are_objects_except_in_Entras_old_form()
    {
        var roles = Given.Change("roles", Value.Null, Value.Many(["""{"primary":true,"value":"Admin"}"""]));

        Assert.Equal(
            """{"op":"add","path":"roles","value":[{"primary":true,"value":"Admin"}]}""",
            Operations(PatchDialect.Compliant, Ada, roles)
        );
        Assert.Equal(
            """{"op":"Add","path":"roles","value":[{"value":"{\"primary\":true,\"value\":\"Admin\"}"}]}""",
            Operations(PatchDialect.EntraLegacy, Ada, roles)
        );
    }

    [Fact]
    public void A_put_keeps_what_it_does_not_know_and_leaves_out_what_only_the_target_writes()
    {
        var read = Json(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","meta":{"version":"3"},
             "groups":[{"value":"3"}],
             "Emails":[{"type":"work","value":"ada@contoso.example"},{"type":"home","value":"ada@home.example"}],
             "urn:contoso:2.0:User":{"badge":"B-17"},"nickName":"Countess"}
            """
        );
        AttributeChange[] changes =
        [
            .. Changes,
            Given.Change("emails[type eq \"home\"].value", "ada@home.example", null),
            Given.Change($"{Enterprise}:manager", Value.Null, Value.Reference("9")),
        ];

        Approved.Matches(Pretty(ResourceEdits.Apply(read, changes)));
        Assert.NotNull(read["meta"]);
    }

    [Fact]
    public void A_put_of_members_keeps_the_others_whatever_form_they_came_in()
    {
        var group = Json("""{"id":"3","members":[{"value":5},{"id":"6"},"7"]}""");

        var changed = ResourceEdits.WithMembers(group, ["8", "7"], ["6"]);

        Assert.Equal("""[{"value":"5"},{"value":"7"},{"value":"8"}]""", changed["members"]?.ToJsonString());
    }

    private static JsonObject Json(string text) =>
        TargetJson.ReadObject(Encoding.UTF8.GetBytes(text)) ?? throw new ArgumentException(text, nameof(text));

    private static string Text(PatchDialect dialect, JsonObject current, params AttributeChange[] changes) =>
        Text(PatchDialects.Changes(dialect, current, changes));

    private static string Text(byte[]? body) => body is null ? "nothing" : Pretty(JsonNode.Parse(body));

    /// <summary>One operation a line, as short as people read them.</summary>
    private static string Pretty(JsonNode? node) =>
        node is JsonObject root
            ? string.Join("\n", root.Select(p => $"{p.Key}: {Lines(p.Value)}"))
            : throw new ArgumentException("no object", nameof(node));

    private static string Lines(JsonNode? node) =>
        node is JsonArray { Count: > 1 } array
            ? string.Concat(array.Select(e => $"\n  {e?.ToJsonString(TargetJson.Readable)}"))
            : node?.ToJsonString(TargetJson.Readable) ?? "null";

    private static string Operations(PatchDialect dialect, JsonObject current, params AttributeChange[] changes)
    {
        var body =
            JsonNode.Parse(PatchDialects.Changes(dialect, current, changes) ?? [])?["Operations"]?.AsArray() ?? [];
        return string.Join(",", body.Select(o => o?.ToJsonString(TargetJson.Readable)));
    }
}
