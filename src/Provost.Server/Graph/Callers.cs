using System.Collections.Frozen;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Server.Authority;

namespace Provost.Server.Graph;

/// <summary>From a token to whoever it speaks for.</summary>
internal static class Callers
{
    /// <summary>Ids of the role templates in Entra, which tokens name in <c>wids</c>.</summary>
    public static FrozenDictionary<string, DirectoryRole> RoleTemplates { get; } =
        new Dictionary<string, DirectoryRole>(StringComparer.OrdinalIgnoreCase)
        {
            ["62e90394-69f5-4237-9190-012177145e10"] = DirectoryRole.GlobalAdministrator,
            ["9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"] = DirectoryRole.ApplicationAdministrator,
            ["158c047a-c907-4556-b7ef-446551a6b5f7"] = DirectoryRole.CloudApplicationAdministrator,
            ["4a5d8f65-41da-4de4-8968-e035b65339cf"] = DirectoryRole.ReportsReader,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static Caller From(TokenReading.Valid token, Guid requestId) =>
        new(token.TenantId, token.AppDisplayName, Of(token))
        {
            Id = token.ObjectId,
            AppId = token.AppId,
            CorrelationId = requestId,
        };

    private static Grants Of(TokenReading.Valid token) =>
        token.IsApplication
            ? Grants.OfApplication(token.Roles)
            : Grants.OfPerson(
                token.Scopes,
                token.Wids.Where(RoleTemplates.ContainsKey).Select(wid => RoleTemplates[wid])
            );
}
