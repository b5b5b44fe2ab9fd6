using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>scim-wire A.1 and A.2.</summary>
public sealed class TenantUrlTests
{
    [Theory]
    [InlineData("", "Tenant URL: it is empty. Enter the SCIM base address, such as https://app.example/scim.")]
    [InlineData("dialpad.com/scim", "Tenant URL: it is 16 characters without 'https://'.")]
    [InlineData("not an address", "Tenant URL: it is 14 characters with blanks, no address.")]
    [InlineData("https://", "Tenant URL: it is an address that cannot be read.")]
    [InlineData(
        "ftp://app.example/scim",
        "Tenant URL: it is an address that starts with 'ftp:'. Enter one that starts"
    )]
    [InlineData("file:///etc/passwd", "Tenant URL: it is an address")]
    [InlineData("http://app.example/scim", "or set AllowPrivateAddresses for a target on this network.")]
    [InlineData(
        "https://ada:pw@app.example/scim",
        "a user name or password in it. Take it out and enter the secret token."
    )]
    [InlineData("https://app.example/scim#top", "an address with a fragment, the part after '#'. Take that part out.")]
    public void What_is_no_tenant_url_is_refused_with_its_shape_and_the_remedy(string text, string problem)
    {
        var refused = Assert.Throws<EngineException>(() => TenantUrl.Parse(text));

        Assert.StartsWith("Tenant URL: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pw@", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://app.example/scim", "https://app.example/scim/Users")]
    [InlineData("https://app.example/scim/", "https://app.example/scim/Users")]
    [InlineData("https://app.example/scim//", "https://app.example/scim/Users")]
    [InlineData("  https://app.example  ", "https://app.example/Users")]
    [InlineData("https://app.example:8443/v2/", "https://app.example:8443/v2/Users")]
    [InlineData("https://app.example/s%20cim/ü", "https://app.example/s%20cim/%C3%BC/Users")]
    public void Slashes_are_collapsed_where_the_base_meets_the_resource(string text, string users) =>
        Assert.Equal(users, TenantUrl.Parse(text).Collection(ObjectKind.User).AbsoluteUri);

    [Theory]
    [InlineData("https://app.example/scim?aadOptscim062020", PatchDialect.EntraFolded)]
    [InlineData("https://app.example/scim/?AADOPTSCIM062020=", PatchDialect.EntraFolded)]
    [InlineData("https://app.example/scim?AzureAdScimPatch062020", PatchDialect.EntraFolded)]
    [InlineData("https://app.example/scim?azureadscimpatch2017", PatchDialect.EntraLegacy)]
    [InlineData("https://app.example/scim", null)]
    public void A_flag_chooses_the_dialect_and_never_goes_on_the_wire(string text, PatchDialect? dialect)
    {
        var url = TenantUrl.Parse(text);

        Assert.Equal(dialect, url.Dialect);
        Assert.Equal("https://app.example/scim/Users", url.Collection(ObjectKind.User).OriginalString);
    }

    [Fact]
    public void Other_query_parameters_go_along_with_every_request_but_are_not_shown()
    {
        var url = TenantUrl.Parse("https://app.example/scim?company=7&aadOptscim062020&key=a%2Bb");
        var query = url.Query(ObjectKind.Group, "filter=x");

        Assert.Equal("https://app.example/scim/Groups?filter=x&company=7&key=a%2Bb", query.OriginalString);
        Assert.Equal("https://app.example/scim/Groups?filter=x", url.Shown(query));
        Assert.Equal("https://app.example/scim/Users/7", url.Shown(url.Resource(ObjectKind.User, "7")));
        Assert.Equal("https://app.example/scim", url.ToString());
    }

    [Theory]
    [InlineData("7", "/scim/Users/7")]
    [InlineData("a/b?c#d", "/scim/Users/a%2Fb%3Fc%23d")]
    [InlineData("..", "/scim/Users/%2E%2E")]
    [InlineData("ada@contoso.example", "/scim/Users/ada%40contoso.example")]
    public void An_id_stays_one_segment_whatever_is_in_it(string id, string path) =>
        Assert.Equal(path, TenantUrl.Parse("https://app.example/scim").Resource(ObjectKind.User, id).PathAndQuery);

    [Fact]
    public void A_connection_shows_neither_the_token_nor_what_may_be_one()
    {
        var shown = new TargetConnection("https://ada:pw@app.example/scim?key=k1", Given.Secret).ToString();

        Assert.Equal("https://app.example/scim (secret token not shown)", shown);
        Assert.Equal(
            "an unreadable tenant URL (secret token not shown)",
            new TargetConnection("no url", Given.Secret).ToString()
        );
    }
}
