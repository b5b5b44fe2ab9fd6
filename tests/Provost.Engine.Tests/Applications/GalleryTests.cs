using System.Text;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;

namespace Provost.Engine.Tests.Applications;

/// <summary>Every file of the gallery, and what is derived from it.</summary>
public sealed class GalleryTests
{
    private const string Minimal = """
        {
          "id": "wiki",
          "templateId": "11111111-2222-4333-8444-555555555555",
          "displayName": "Contoso Wiki",
          "protocol": "SCIM 2.0",
          "tenantUrlBasis": "unknown",
          "credentials": ["bearer"]
        }
        """;

    [Fact]
    public void All_files_are_read_and_no_id_comes_twice()
    {
        var all = Gallery.All;

        Assert.True(all.Count >= 134, $"{all.Count}");
        Assert.Equal(all.Count, all.Select(t => t.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(all.Count, all.Select(t => t.TemplateId).Distinct().Count());
        Assert.All(all, t => Assert.Same(t, Gallery.Find(t.Id)));
        Assert.All(all, t => Assert.Same(t, Gallery.Find(t.TemplateId)));
        Assert.DoesNotContain(all, t => t.TemplateId == Guid.Empty);
    }

    [Fact]
    public void Every_entry_can_be_added_and_is_valid_or_says_what_is_missing()
    {
        foreach (var template in Gallery.All)
        {
            if (!template.IsComplete)
            {
                var refused = Assert.Throws<EngineException>(template.EnsureComplete);
                Assert.Contains(template.Missing[0], refused.Message, StringComparison.Ordinal);
                Assert.Empty(template.ProvisioningTypes);
                continue;
            }

            template.EnsureComplete();
            var mistakes = SchemaRules.Problems(template.Schema, new JobSettings()).Where(p => !p.IsWarning).ToList();
            Assert.True(mistakes.Count == 0, $"{template.Id}: {string.Join("; ", mistakes)}");
            foreach (var mapping in template.Schema.ObjectMappings)
            {
                var definition = template.Schema.DefinitionOf(mapping.Kind);
                Assert.All(
                    mapping.Attributes,
                    a => Assert.True(definition.Find(a.Target) is not null, $"{template.Id}: {a.Target}")
                );
                Assert.Contains(mapping.Attributes, a => a.MatchingPriority == 1);
            }

            Assert.NotEmpty(template.CredentialKinds);
        }
    }

    [Theory]
    [InlineData("zscaler", "userName", "displayName")]
    [InlineData("github-enterprise-managed-user", "externalId", "externalId")]
    [InlineData("twingate", "externalId", "externalId")]
    [InlineData("atlassian-cloud", "emails[type eq \"work\"].value", "displayName")]
    [InlineData("thousandeyes", "userName", null)]
    [InlineData("dialpad", "userName", "externalId displayName")]
    [InlineData("scim", "userName", "displayName")]
    public void Accounts_are_looked_for_by_what_the_application_can_be_asked_for(
        string id,
        string users,
        string? groups
    )
    {
        var schema = Gallery.Find(id)!.Schema;

        string? Matching(ObjectKind kind) =>
            schema.For(kind) is { } mapping
                ? string.Join(
                    ' ',
                    mapping
                        .Attributes.Where(a => a.MatchingPriority > 0)
                        .OrderBy(a => a.MatchingPriority)
                        .Select(a => a.Target.Text)
                )
                : null;

        Assert.Equal((users, groups), (Matching(ObjectKind.User), Matching(ObjectKind.Group)));
    }

    [Fact]
    public void Who_is_found_by_externalId_gets_an_id_that_never_changes()
    {
        string Source(string id) =>
            Gallery
                .Find(id)!
                .Schema.For(ObjectKind.User)!
                .Attributes.Single(a => a.Target.Text == "externalId")
                .Source!;

        Assert.Equal("[objectId]", Source("github-enterprise-managed-user"));
        Assert.Equal("[mailNickname]", Source("zscaler"));
    }

    [Fact]
    public void What_is_not_SCIM_or_of_unknown_attributes_is_listed_and_cannot_be_added()
    {
        Assert.Equal(
            ["It speaks SCIM 1.1, not SCIM 2.0.", "The attributes of its users are not known."],
            Gallery.Find("slack")!.Missing
        );
        Assert.False(Gallery.Find("miro")!.IsComplete);
        Assert.True(Gallery.Dialpad.IsComplete);
        Assert.True(Gallery.Scim.IsComplete);
    }

    [Theory]
    [InlineData("\"id\"", "\"idd\"", "idd")]
    [InlineData("\"bearer\"", "\"bearers\"", "credentials")]
    [InlineData("\"unknown\"", "\"somewhere\"", "tenantUrlBasis")]
    [InlineData("11111111-2222-4333-8444-555555555555", "none", "templateId")]
    [InlineData("\"displayName\": \"Contoso Wiki\",", "", "displayName")]
    public void A_mistake_in_a_file_is_named_with_the_file(string what, string by, string named)
    {
        _ = Read(Minimal);
        var refused = Assert.Throws<EngineException>(() => Read(Minimal.Replace(what, by, StringComparison.Ordinal)));

        Assert.StartsWith("wiki.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private static GalleryFile Read(string json) => GalleryFile.Read("wiki.json", Encoding.UTF8.GetBytes(json));
}
