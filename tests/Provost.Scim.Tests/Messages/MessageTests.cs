using System.Text.Json.Nodes;
using Provost.Scim.Filters;
using Provost.Scim.Messages;
using Provost.Scim.Patching;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Messages;

public sealed class MessageTests
{
    [Fact]
    public void An_error_has_its_status_as_text() =>
        People.Same(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidFilter",
             "detail":"No."}
            """,
            ScimException.InvalidFilter("No.").ToJson()
        );

    [Fact]
    public void An_error_without_keyword_has_none() =>
        People.Same(
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"Gone."}""",
            ScimException.NotFound("Gone.").ToJson()
        );

    [Fact]
    public void Every_refusal_has_the_status_and_keyword_of_the_table()
    {
        var table = new Func<string, ScimException>[]
        {
            ScimException.InvalidFilter,
            ScimException.InvalidPath,
            ScimException.NoTarget,
            ScimException.InvalidValue,
            ScimException.InvalidSyntax,
            ScimException.Mutability,
            ScimException.TooMany,
            ScimException.Unauthorized,
            ScimException.Forbidden,
            ScimException.NotFound,
            ScimException.Uniqueness,
            ScimException.PreconditionFailed,
            ScimException.TooLarge,
            ScimException.TooManyRequests,
            ScimException.NotImplemented,
        };

        Assert.Equal(
            "400 invalidFilter|400 invalidPath|400 noTarget|400 invalidValue|400 invalidSyntax|400 mutability|"
                + "400 tooMany|401 |403 |404 |409 uniqueness|412 |413 |429 |501 ",
            string.Join('|', table.Select(t => t("x")).Select(e => $"{e.Status} {e.ScimType}"))
        );
    }

    [Fact]
    public void A_list_has_resources_even_when_it_is_empty() =>
        People.Same(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
             "totalResults":7,"startIndex":50,"itemsPerPage":0,"Resources":[]}
            """,
            ListResponse.ToJson([], 7, 50)
        );

    [Fact]
    public void A_list_counts_what_it_holds()
    {
        var list = ListResponse.ToJson([new JsonObject { ["id"] = "1" }, new JsonObject { ["id"] = "2" }], 7, 3);

        Assert.Equal(2, (int?)list["itemsPerPage"]);
        People.Same("""[{"id":"1"},{"id":"2"}]""", list["Resources"]);
    }

    [Theory]
    [InlineData(null, null, 1, null, 100)]
    [InlineData("0", "1", 1, 1, 1)]
    [InlineData("-5", "0", 1, 0, 0)]
    [InlineData("50", "-3", 50, 0, 0)]
    [InlineData("3", "5000", 3, 5000, 100)]
    [InlineData("", " ", 1, null, 100)]
    [InlineData("99999999999", "99999999999", int.MaxValue, int.MaxValue, 100)]
    public void Paging_by_index_is_forgiving(string? startIndex, string? count, int start, int? asked, int page)
    {
        var request = Search(("startIndex", startIndex), ("count", count), ("unknown", "x"));

        Assert.Equal((start, asked, page), (request.StartIndex, request.Count, request.PageSize(100)));
    }

    [Theory]
    [InlineData("startIndex", "one")]
    [InlineData("count", "1.5")]
    public void A_page_that_is_no_number_is_refused(string name, string value) =>
        Assert.Equal("invalidValue", Assert.Throws<ScimException>(() => Search((name, value))).ScimType);

    [Fact]
    public void An_empty_filter_is_none()
    {
        Assert.Null(Search(("filter", "  ")).Filter);
        Assert.Null(Search().Filter);
    }

    [Fact]
    public void A_filter_is_read_and_checked()
    {
        Assert.Equal(Filter.Parse("userName pr"), Search(("filter", "userName pr")).Filter);
        Assert.Throws<ScimException>(() => Search(("filter", "nonsense pr")));
    }

    [Fact]
    public void A_search_body_says_the_same_as_a_query()
    {
        var request = SearchRequest.Parse(
            Requests.Body(
                """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"attributes":["userName","title"],
                 "FILTER":"active eq true","startIndex":2,"count":"10"}
                """
            ),
            ResourceType.User
        );

        Assert.Equal((2, 10), (request.StartIndex, request.Count));
        Assert.Equal(Filter.Parse("active eq true"), request.Filter);
        Assert.Equal(
            "schemas id userName title meta",
            string.Join(' ', request.Projection.Apply(People.Ada(), ResourceType.User).Select(p => p.Key))
        );
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"Operations":{}}""")]
    [InlineData("""{"Operations":[7]}""")]
    [InlineData("""{"Operations":[{"path":"title"}]}""")]
    [InlineData("""{"Operations":[{"op":"move","path":"title"}]}""")]
    public void A_patch_of_another_shape_is_refused(string body) =>
        Assert.Equal(
            "invalidSyntax",
            Assert.Throws<ScimException>(() => PatchRequest.Parse(Requests.Body(body))).ScimType
        );

    [Theory]
    [InlineData("emails[type eq \\\"work\\\"")]
    [InlineData("name.givenName[a pr]")]
    [InlineData("emails[type eq \\\"work\\\"]value")]
    [InlineData("a b")]
    [InlineData("urn:x:")]
    public void A_path_of_bad_grammar_is_refused_when_it_is_read(string path) =>
        Assert.Equal(
            "invalidPath",
            Assert
                .Throws<ScimException>(() => Requests.Patch($$"""{"op":"add","path":"{{path}}","value":"x"}"""))
                .ScimType
        );

    [Theory]
    [InlineData("nonsense")]
    [InlineData("emails.nonsense")]
    [InlineData("emails[nonsense eq \\\"x\\\"].value")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:nonsense")]
    public void A_path_that_names_nothing_is_refused(string path) =>
        Assert.Equal(
            "invalidPath",
            Assert
                .Throws<ScimException>(() =>
                    Requests
                        .Patch($$"""{"op":"add","path":"{{path}}","value":"x"}""")
                        .Apply(People.Ada(), ResourceType.User)
                )
                .ScimType
        );

    [Fact]
    public void A_path_that_is_no_text_is_refused() =>
        Assert.Equal(
            "invalidPath",
            Assert.Throws<ScimException>(() => Requests.Patch("""{"op":"add","path":["title"],"value":{}}""")).ScimType
        );

    [Fact]
    public void A_patch_is_read_without_schemas_and_with_names_in_any_case()
    {
        var request = PatchRequest.Parse(
            Requests.Body(
                """
                {"id":"x","operations":[{"OP":"RePlace","Path":"title","VALUE":"Dr"},{"op":"add","path":"","value":{}}]}
                """
            )
        );

        Assert.Equal([PatchKind.Replace, PatchKind.Add], request.Operations.Select(o => o.Kind));
        Assert.Equal("title|", string.Join('|', request.Operations.Select(o => o.Path)));
    }

    [Fact]
    public void An_empty_patch_changes_nothing() =>
        Assert.False(Requests.Patch().Apply(People.Ada(), ResourceType.User));

    [Fact]
    public void The_number_of_operations_is_limited()
    {
        var body = new JsonObject { ["Operations"] = new JsonArray(new JsonNode?[ScimLimits.PatchOperations + 1]) };

        Assert.Equal(413, Assert.Throws<ScimException>(() => PatchRequest.Parse(body)).Status);
    }

    private static SearchRequest Search(params (string Name, string? Value)[] query) =>
        SearchRequest.Parse(name => query.FirstOrDefault(q => q.Name == name).Value, ResourceType.User);
}
