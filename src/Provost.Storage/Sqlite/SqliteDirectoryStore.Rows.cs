using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <content>What a change needs and says of itself, and rows by their ids.</content>
public sealed partial class SqliteDirectoryStore
{
    /// <summary>What a caller needs to be allowed for a change, by what the changed object is.</summary>
    private static Operation NeededFor(SqliteWrite write, long tenant, DirectoryChange change)
    {
        bool IsUser(Guid id) =>
            write.Scalar<long>(
                "SELECT kind FROM directory_object WHERE id = @id AND tenant_number = @tenant",
                new { id = id.ToString(), tenant }
            ) != (int)ObjectKind.Group;
        return change switch
        {
            DirectoryChange.Create(_, ObjectKind.User, _, _) => Operations.UsersWrite,
            DirectoryChange.Create => Operations.GroupsCreate,
            DirectoryChange.Set(var id, _) => IsUser(id) ? Operations.UsersWrite : Operations.GroupsWrite,
            DirectoryChange.SetEnabled => Operations.UsersEnable,
            DirectoryChange.SetManager => Operations.UsersWrite,
            DirectoryChange.AddMember or DirectoryChange.RemoveMember => Operations.MembersWrite,
            DirectoryChange.Delete(var id) => Removal(id),
            DirectoryChange.Restore(var id) => Removal(id),
            DirectoryChange.Purge(var id) => Removal(id),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        Operation Removal(Guid id) => IsUser(id) ? Operations.UsersDelete : Operations.GroupsWrite;
    }

    /// <summary>Asked for before the change: it tells what was there.</summary>
    private static AuditedChange Audited(SqliteWrite write, long tenant, DirectoryChange change) =>
        change switch
        {
            DirectoryChange.Create => AuditedDirectory.Of(change, null, null),
            DirectoryChange.Set(var id, _) => AuditedDirectory.Of(change, Object(write, tenant, id), null),
            DirectoryChange.SetEnabled(var id, _) => AuditedDirectory.Of(change, Object(write, tenant, id), null),
            DirectoryChange.SetManager(var id, _) => AuditedDirectory.Of(change, Object(write, tenant, id), null),
            DirectoryChange.Delete(var id) => AuditedDirectory.Of(change, Object(write, tenant, id), null),
            DirectoryChange.Restore(var id) => AuditedDirectory.Of(change, Object(write, tenant, id), null),
            DirectoryChange.Purge(var id) => AuditedDirectory.Of(change, Object(write, tenant, id), null),
            DirectoryChange.AddMember(var id, var member) => AuditedDirectory.Of(
                change,
                Object(write, tenant, id),
                Object(write, tenant, member)
            ),
            DirectoryChange.RemoveMember(var id, var member) => AuditedDirectory.Of(
                change,
                Object(write, tenant, id),
                Object(write, tenant, member)
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static DirectoryObject Object(SqliteWrite write, long tenant, Guid id) =>
        write
            .Query<(long Number, long Kind, string? Anchor, bool Enabled, string? Manager, string Attributes)>(
                """
                SELECT o.number, o.kind, o.source_anchor, o.account_enabled, m.id, o.attributes
                FROM directory_object o LEFT JOIN directory_object m ON m.number = o.manager_number
                WHERE o.id = @id AND o.tenant_number = @tenant
                """,
                new { id = id.ToString(), tenant }
            )
            .Select(o => new DirectoryObject(
                o.Number,
                id,
                (ObjectKind)o.Kind,
                o.Anchor,
                o.Enabled,
                null,
                o.Manager is { } manager ? Guid.Parse(manager) : null,
                Rows.Attributes(o.Attributes)
            ))
            .FirstOrDefault()
        ?? throw new UnknownObjectException(id);

    private static long Tenant(SqliteWrite write, Caller caller) =>
        write.Scalar<long?>("SELECT number FROM tenant WHERE id = @id", new { id = caller.TenantId.ToString() })
        ?? throw new EngineException($"There is no tenant {caller.TenantId}.");

    private static long Number(SqliteWrite write, long tenant, Guid id) => Row(write, tenant, id).Number;

    private static (long Number, string Attributes) Row(SqliteWrite write, long tenant, Guid id) =>
        write
            .Query<(long, string)>(
                "SELECT number, attributes FROM directory_object WHERE id = @id AND tenant_number = @tenant",
                new { id = id.ToString(), tenant }
            )
            .Cast<(long, string)?>()
            .FirstOrDefault()
        ?? throw new UnknownObjectException(id);
}
