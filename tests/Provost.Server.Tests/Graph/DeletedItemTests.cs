using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Graph;

/// <summary>What was deleted: seen, restored, deleted for good (graph-api 3.2).</summary>
public sealed class DeletedItemTests
{
    [Fact]
    public async Task A_deleted_user_is_among_the_deleted_ones_and_comes_back_as_she_was()
    {
        await using var server = await GraphServer.StartAsync();
        var ada = await server.UserAsync("Ada");
        var sales = await server.GroupAsync("Sales", ada);
        Assert.Equal(204, (await server.DeleteAsync($"/users/{ada}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/users/{ada}")).Status);
        Assert.Equal("", (await server.GetAsync($"/groups/{sales}/members")).Each());

        var deleted = await server.GetAsync("/directory/deletedItems/microsoft.graph.user");
        Assert.Equal("Ada", deleted.Each());
        Assert.Equal("#microsoft.graph.user", deleted.Values[0]["@odata.type"]!.ToString());
        Assert.NotNull(deleted.Values[0]["deletedDateTime"]);
        Assert.Empty((await server.GetAsync("/directory/deletedItems/graph.group")).Values);

        var restored = await server.PostAsync($"/directory/deletedItems/{ada}/restore");
        Assert.Equal(
            (200, "#microsoft.graph.user", ada),
            (restored.Status, restored.Value("@odata.type"), restored.Value("id"))
        );
        Assert.Equal("Ada", (await server.GetAsync($"/groups/{sales}/members")).Each());
    }

    [Fact]
    public async Task A_name_that_was_taken_meanwhile_keeps_her_away_until_she_gets_another()
    {
        await using var server = await GraphServer.StartAsync();
        var ada = await server.UserAsync("Ada");
        await server.DeleteAsync($"/users/{ada}");
        await server.UserAsync("Ada");
        var refused = await server.PostAsync($"/directory/deletedItems/{ada}/restore");
        Assert.Equal(400, refused.Status);
        Assert.Contains("userPrincipalName already exists", refused.ErrorMessage, StringComparison.Ordinal);
        var renamed = new JsonObject { ["newUserPrincipalName"] = "ada.l@contoso.example" };
        Assert.Equal(200, (await server.PostAsync($"/directory/deletedItems/{ada}/restore", renamed)).Status);
    }

    [Fact]
    public async Task What_is_deleted_for_good_is_nowhere()
    {
        await using var server = await GraphServer.StartAsync();
        var sales = await server.GroupAsync("Sales");
        Assert.Equal(404, (await server.DeleteAsync($"/directory/deletedItems/{sales}")).Status);
        await server.DeleteAsync($"/groups/{sales}");
        Assert.Equal(200, (await server.GetAsync($"/directory/deletedItems/{sales}")).Status);
        Assert.Equal(204, (await server.DeleteAsync($"/directory/deletedItems/{sales}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/directory/deletedItems/{sales}")).Status);
        Assert.Equal(404, (await server.PostAsync($"/directory/deletedItems/{sales}/restore")).Status);
    }
}
