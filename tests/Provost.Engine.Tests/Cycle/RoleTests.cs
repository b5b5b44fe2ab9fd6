using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Cycle;

/// <summary>The role of an assignment becomes an attribute of the account.</summary>
public sealed class RoleTests
{
    [Fact]
    public async Task The_role_of_the_assignment_is_sent_and_a_new_role_replaces_it()
    {
        await using var contoso = await Contoso.StartAsync(WithRole("SingleAppRoleAssignment([appRoleAssignments])"));
        await contoso.HireAsync("Ada");
        var (user, admin) = (contoso.Application.Roles[0].Id, contoso.Application.Roles[1].Id);
        await contoso.AssignAsync(user, "Ada");
        await contoso.CycleAsync();
        Assert.Equal("User", await RoleAsync(contoso));

        await contoso.UnassignAsync("Ada");
        await contoso.AssignAsync(admin, "Ada");
        await contoso.CycleAsync();

        Assert.Equal("Admin", await RoleAsync(contoso));
    }

    private static GalleryTemplate WithRole(string expression)
    {
        var schema = Gallery.Dialpad.Schema;
        var users = schema.ObjectMappings[0];
        var role = new AttributeMapping(TargetPath.Parse("roles[primary eq \"True\"].value"), expression);
        return Gallery.Dialpad with
        {
            Schema = schema with
            {
                ObjectMappings = [users with { Attributes = [.. users.Attributes, role] }, schema.ObjectMappings[1]],
            },
        };
    }

    private static async Task<string?> RoleAsync(Contoso contoso) =>
        (await contoso.UsersAsync())[0]["roles"]?[0]?["value"]?.GetValue<string>();
}
