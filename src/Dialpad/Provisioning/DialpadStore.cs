using Dialpad.Storage;
using Microsoft.Data.Sqlite;
using Provost.Scim.AspNetCore;
using Provost.Scim.Messages;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Dialpad.Provisioning;

/// <summary>One company's users and groups, as SCIM sees them.</summary>
internal sealed class DialpadStore(Database database, long companyId, TimeProvider time) : IResourceStore
{
    public async ValueTask<ScimResource?> GetAsync(
        ResourceType type,
        string id,
        Projection projection,
        CancellationToken ct
    )
    {
        await using var db = await database.ReadAsync(ct);
        return IsGroup(type)
            ? (await GroupTable.FindAsync(db, companyId, id, projection.Includes("members", type), ct))?.ToResource()
            : (await AccountTable.FindAsync(db, companyId, id, ct))?.ToResource();
    }

    public async ValueTask<ResourcePage> QueryAsync(ResourceType type, ResourceQuery query, CancellationToken ct)
    {
        await using var db = await database.ReadAsync(ct);
        // One moment for the page and its total.
        await using var snapshot = db.BeginTransaction(deferred: true);
        var selection = IsGroup(type) ? Selection.Groups : Selection.Accounts;
        return await selection.PageAsync(db, companyId, type, query, ct);
    }

    public async ValueTask<ScimResource> CreateAsync(ResourceType type, ScimResource resource, CancellationToken ct) =>
        await database.WriteAsync(
            db => IsGroup(type) ? Groups(db).CreateAsync(resource, ct) : Accounts(db).CreateAsync(resource, ct),
            ct
        );

    public async ValueTask<ScimResource?> UpdateAsync(
        ResourceType type,
        string id,
        ResourceChange change,
        CancellationToken ct
    ) =>
        await database.WriteAsync(
            db => IsGroup(type) ? Groups(db).UpdateAsync(id, change, ct) : Accounts(db).UpdateAsync(id, change, ct),
            ct
        );

    public async ValueTask<bool> DeleteAsync(
        ResourceType type,
        string id,
        Precondition precondition,
        CancellationToken ct
    ) =>
        await database.WriteAsync(
            db =>
                IsGroup(type)
                    ? Groups(db).DeleteAsync(id, precondition, ct)
                    : Accounts(db).DeleteAsync(id, precondition, ct),
            ct
        );

    private static bool IsGroup(ResourceType type) => type.Name == DialpadTypes.Group.Name;

    private Accounts Accounts(SqliteConnection db) => new(db, companyId, time.GetUtcNow());

    private Groups Groups(SqliteConnection db) => new(db, companyId, time.GetUtcNow());
}
