using System.Text.Json.Nodes;
using Provost.Engine;
using Provost.Engine.Access;

namespace Provost.Storage.Sqlite;

/// <content>
/// Applications that may do something over the API. Whoever gets hold of one may do it too: only those may who could
/// have granted it what it has.
/// </content>
public sealed partial class SqliteApplications
{
    /// <summary>Permissions of its own, in whichever tenant, and what it was allowed to do for everybody of one.</summary>
    private static List<string> PermissionsOf(SqliteWrite write, Guid appId) =>
        [
            .. write.Query<string>(
                """
                SELECT p.permission FROM permission_grant p JOIN application a ON a.number = p.application_number
                WHERE a.app_id = @appId
                """,
                new { appId = Text(appId) }
            ),
            .. write
                .Query<string>("SELECT scopes FROM consent WHERE app_id = @appId", new { appId = Text(appId) })
                .SelectMany(s => s.Split(' '))
                .Where(s => Operations.Permissions.Contains(s, StringComparer.Ordinal)),
        ];

    private static void DemandPrivileged(SqliteWrite write, Caller caller, Guid appId)
    {
        if (PermissionsOf(write, appId) is { Count: > 0 } held && !caller.MayHandOn(held))
            throw new AccessRefusedException(Operations.PermissionsGrant);
    }
}

/// <summary>What of a registration says who can sign in by it, and where codes go.</summary>
internal static class SignInProperties
{
    private static readonly string[] Names = ["web", "spa", "publicClient", "isFallbackPublicClient", "signInAudience"];

    public static bool Differ(string before, string after)
    {
        var (old, now) = (JsonNode.Parse(before), JsonNode.Parse(after));
        return Names.Any(name => !JsonNode.DeepEquals(old?[name], now?[name]));
    }
}
