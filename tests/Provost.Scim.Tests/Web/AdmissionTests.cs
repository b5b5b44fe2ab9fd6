namespace Provost.Scim.Tests.Web;

/// <summary>Nobody passes without the token, whatever the path looks like.</summary>
public sealed class AdmissionTests
{
    [Theory]
    [InlineData("GET", "/Users")]
    [InlineData("POST", "/Users")]
    [InlineData("POST", "/Users/.search")]
    [InlineData("POST", "/.search")]
    [InlineData("GET", "/Users/1")]
    [InlineData("PUT", "/Users/1")]
    [InlineData("PATCH", "/Groups/1")]
    [InlineData("DELETE", "/Groups/1")]
    [InlineData("GET", "")]
    [InlineData("GET", "/ServiceProviderConfig")]
    [InlineData("GET", "/ResourceTypes/User")]
    [InlineData("GET", "/Schemas")]
    [InlineData("GET", "/Me")]
    [InlineData("POST", "/Bulk")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "//Users")]
    [InlineData("GET", "/users")]
    [InlineData("GET", "/Users/")]
    [InlineData("GET", "/Users.")]
    [InlineData("GET", "/Users%2F1")]
    [InlineData("GET", "/%55sers")]
    [InlineData("GET", "/./Users")]
    [InlineData("GET", "/Schemas/../Users")]
    [InlineData("GET", "/Users;x=1")]
    [InlineData("GET", "/Users%00")]
    [InlineData("GET", "/Users%5C1")]
    public async Task Without_a_token_every_route_is_refused(string method, string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var stranger = new ScimClient(server.Host, token: null);

        var answer = await stranger.SendAsync(new(method), path);

        // %00 is refused by the web server itself.
        Assert.Contains(answer.Status, path.Contains("%00", StringComparison.Ordinal) ? [400] : new[] { 401 });
        Assert.DoesNotContain("Resources", answer.Text, StringComparison.Ordinal);
    }

    /// <summary>Okta's specification test asks for this body (scim-wire E.4, 11).</summary>
    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Bearer secret extra")]
    [InlineData("Basic c2VjcmV0")]
    [InlineData("secret")]
    public async Task A_wrong_token_is_told_so_in_scim_form_and_is_not_repeated(string header)
    {
        await using var server = await RunningServer.StartAsync();
        using var stranger = new ScimClient(server.Host, token: null);

        var answer = await stranger.SendAsync(HttpMethod.Get, "/Users", headers: new() { ["Authorization"] = header });

        Assert.Equal(401, answer.Status);
        Assert.Equal("application/scim+json", answer.ContentType);
        Assert.Equal("401", (string?)answer.Body!["status"]);
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)answer.Body["schemas"]![0]);
        Assert.False(string.IsNullOrEmpty(answer.Detail));
        Assert.DoesNotContain("wrong", answer.Text, StringComparison.Ordinal);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("bearer secret")]
    [InlineData("Bearer   secret ")]
    public async Task The_scheme_is_read_without_case_and_spaces(string header)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new ScimClient(server.Host, token: null);

        var answer = await client.SendAsync(HttpMethod.Get, "/Users", headers: new() { ["Authorization"] = header });

        Assert.Equal(200, answer.Status);
    }
}
