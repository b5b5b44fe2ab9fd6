using System.Text.Json.Nodes;
using Provost.Scim.Messages;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Schemas;

/// <summary>The schemas of RFC 7643 and how they are published.</summary>
public sealed class CoreSchemasTests
{
    [Fact]
    public void The_user_has_the_attributes_of_RFC_7643() =>
        Assert.Equal(
            "userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active "
                + "password emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates",
            Names(CoreSchemas.User)
        );

    [Fact]
    public void The_enterprise_user_has_the_attributes_of_RFC_7643() =>
        Assert.Equal(
            "employeeNumber costCenter organization division department manager",
            Names(CoreSchemas.EnterpriseUser)
        );

    [Fact]
    public void The_group_has_the_attributes_of_RFC_7643() =>
        Assert.Equal("displayName members", Names(CoreSchemas.Group));

    [Theory]
    [InlineData("emails", "work home other")]
    [InlineData("phoneNumbers", "work home mobile fax pager other")]
    [InlineData("addresses", "work home other")]
    [InlineData("photos", "photo thumbnail")]
    [InlineData("groups", "direct indirect")]
    public void Types_have_canonical_values_from_which_clients_draw_their_paths(string attribute, string expected) =>
        Assert.Equal(expected, string.Join(' ', CoreSchemas.User.Find(attribute)?.Find("type")?.CanonicalValues ?? []));

    [Fact]
    public void What_matters_to_the_protocol_is_as_in_RFC_7643()
    {
        var user = CoreSchemas.User;

        Assert.Equal(
            (true, false, Uniqueness.Server),
            user.Find("USERNAME") is { } u ? (u.Required, u.CaseExact, u.Uniqueness) : default
        );
        Assert.Equal(
            (Mutability.WriteOnly, Returned.Never),
            user.Find("password") is { } p ? (p.Mutability, p.Returned) : default
        );
        Assert.Equal(Mutability.ReadOnly, user.Find("groups")?.Mutability);
        Assert.True(
            CommonAttributes.Id is { CaseExact: true, Returned: Returned.Always, Mutability: Mutability.ReadOnly }
        );
        Assert.True(CommonAttributes.ExternalId.CaseExact);
        Assert.Equal(Mutability.Immutable, CoreSchemas.Group.Find("members")?.Find("value")?.Mutability);
    }

    [Fact]
    public void Every_schema_describes_itself_in_the_terms_of_the_schema_for_schemas()
    {
        var all = Discovery.Schemas([ResourceType.User, ResourceType.Group]);

        Assert.Equal(
            "User EnterpriseUser Group Service Provider Configuration ResourceType Schema",
            string.Join(' ', all.Select(s => s.Name))
        );
        foreach (var schema in all)
        {
            var json = schema.ToJson();
            Assert.Equal((schema.Id, schema.Name), ((string?)json["id"], (string?)json["name"]));
            foreach (var attribute in json["attributes"]?.AsArray() ?? [])
                CheckDescribed(attribute?.AsObject() ?? [], CoreSchemas.Schema.Find("attributes") ?? Missing);
        }
    }

    [Fact]
    public void A_published_attribute_is_in_camel_case_and_leaves_out_what_does_not_apply()
    {
        var emails = CoreSchemas.User.ToJson()["attributes"]?[12];

        Assert.Equal("emails", (string?)emails?["name"]);
        Assert.Equal("complex", (string?)emails?["type"]);
        Assert.Null(emails?["caseExact"]);
        People.Same(
            """
            {"name":"type","type":"string","multiValued":false,"description":"What it is for.","required":false,
             "caseExact":false,"mutability":"readWrite","returned":"default","uniqueness":"none",
             "canonicalValues":["work","home","other"]}
            """,
            emails?["subAttributes"]?[2]
        );
        Assert.Equal("dateTime", Camel(AttributeType.DateTime));
    }

    [Fact]
    public void A_resource_type_names_its_schemas() =>
        People.Same(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"id":"User","name":"User",
             "endpoint":"/Users","description":"User Account","schema":"urn:ietf:params:scim:schemas:core:2.0:User",
             "schemaExtensions":[
               {"schema":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","required":false}],
             "meta":{"resourceType":"ResourceType"}}
            """,
            ResourceType.User.ToJson()
        );

    [Fact]
    public void The_configuration_has_every_required_attribute_of_its_schema()
    {
        var json = new ServiceProviderConfig { MaxResults = 200, DocumentationUri = "https://contoso.com" }.ToJson();

        foreach (var attribute in CoreSchemas.ServiceProviderConfig.Attributes.Where(a => a.Required))
        {
            Assert.NotNull(json[attribute.Name]);
            foreach (var sub in attribute.SubAttributes.Where(s => s.Required && !attribute.MultiValued))
                Assert.NotNull(json[attribute.Name]?[sub.Name]);
        }

        Assert.True(json["patch"]?["supported"]?.GetValue<bool>());
        Assert.False(json["bulk"]?["supported"]?.GetValue<bool>());
        Assert.Equal(200, (int?)json["filter"]?["maxResults"]);
        Assert.Equal("index", (string?)json["pagination"]?["defaultPaginationMethod"]);
        Assert.Equal("oauthbearertoken", (string?)json["authenticationSchemes"]?[0]?["type"]);
        Assert.True(json["authenticationSchemes"]?[0]?["primary"]?.GetValue<bool>());
    }

    [Fact]
    public void One_attribute_of_a_schema_can_be_changed()
    {
        var group = CoreSchemas.Group.With("DisplayName", a => a with { Mutability = Mutability.Immutable });

        Assert.Equal(Mutability.Immutable, group.Find("displayName")?.Mutability);
        Assert.Equal(Mutability.ReadWrite, CoreSchemas.Group.Find("displayName")?.Mutability);
        Assert.Throws<ArgumentException>(() => CoreSchemas.Group.With("nonsense", a => a));
    }

    private static readonly SchemaAttribute Missing = new("missing", AttributeType.String, "");

    private static void CheckDescribed(JsonObject attribute, SchemaAttribute description)
    {
        foreach (var (name, _) in attribute)
            Assert.True(name == "subAttributes" || description.Find(name) is not null, name);
        foreach (var required in description.SubAttributes.Where(s => s.Required))
            Assert.NotNull(attribute[required.Name]);
        foreach (var sub in description.SubAttributes.Where(s => s.CanonicalValues.Count > 0))
            Assert.True(sub.CanonicalValues.Any(v => v == (string?)attribute[sub.Name]), sub.Name);
        foreach (var part in attribute["subAttributes"]?.AsArray() ?? [])
            CheckDescribed(part?.AsObject() ?? [], description);
    }

    private static string? Camel(AttributeType type) =>
        (string?)new Schema("urn:x", "X", "", [new("a", type, "")]).ToJson()["attributes"]?[0]?["type"];

    private static string Names(Schema schema) => string.Join(' ', schema.Attributes.Select(a => a.Name));
}
