using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Targets;

namespace Provost.Server.Demo;

/// <summary>What the application itself says that it has, asked over SCIM.</summary>
internal sealed record ReadBack(int Users, int Active, int Groups, int Memberships, int Managers)
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    public static async Task<ReadBack> FromAsync(ITarget target, CancellationToken ct)
    {
        var (users, active, managers) = (0, 0, 0);
        await foreach (var user in target.ListAsync(ObjectKind.User, ct))
        {
            users++;
            active += IsTrue(Child(user.Json, "active")) ? 1 : 0;
            managers += Child(user.Json, Enterprise) is JsonObject work && Child(work, "manager") is not null ? 1 : 0;
        }

        var (groups, memberships) = (0, 0);
        await foreach (var group in target.ListAsync(ObjectKind.Group, ct))
        {
            groups++;
            memberships += Child(group.Json, "members") is JsonArray members ? members.Count : 0;
        }

        return new ReadBack(users, active, groups, memberships, managers);
    }

    private static JsonNode? Child(JsonObject json, string name) =>
        json.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static bool IsTrue(JsonNode? active) =>
        active is not null && bool.TryParse(active.ToString(), out var truth) && truth;
}
