using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>
/// Registrations and service principals in SQLite, with owners; credentials, assignments and what becomes of deleted
/// ones in the other parts of this class. Of another tenant's nothing is found.
/// </summary>
public sealed partial class SqliteApplications(SqliteDatabase database, TimeProvider time) : IApplicationStore
{
    /// <summary>Those that the caller may read, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<Registration>> RegistrationsAsync(Caller caller, bool deleted, CancellationToken ct)
    {
        await using var connection = database.Read();
        var all = await RegistrationsAsync(connection, "t.id = @tenant", new { tenant = Text(caller.TenantId) }, ct);
        return all.FindAll(r =>
            r.DeletedAt is not null == deleted && caller.May(Operations.ApplicationsRead, r.Owners)
        );
    }

    /// <inheritdoc cref="RegistrationsAsync(Caller, bool, CancellationToken)"/>
    public async Task<IReadOnlyList<Application>> ServicePrincipalsAsync(
        Caller caller,
        bool deleted,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"""
                {ApplicationRows}
                WHERE t.id = @tenant AND a.deleted_at IS {(deleted ? "NOT NULL" : "NULL")} ORDER BY a.number
                """,
                new { tenant = Text(caller.TenantId) },
                cancellationToken: ct
            )
        );
        return [.. rows.Select(ToApplication).Where(a => caller.May(Operations.ApplicationsRead, a.Owners))];
    }

    /// <summary>
    /// The service principal with this id or <c>appId</c>, deleted or not; null where there is none. Who may do what
    /// with it is for the caller to judge.
    /// </summary>
    public async Task<Application?> FindServicePrincipalAsync(
        Guid tenantId,
        Guid? id,
        Guid? appId,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"{ApplicationRows} WHERE t.id = @tenant AND (a.id = @id OR a.app_id = @appId)",
                new
                {
                    tenant = Text(tenantId),
                    id = id?.ToString(),
                    appId = appId?.ToString(),
                },
                cancellationToken: ct
            )
        );
        return rows.Select(ToApplication).FirstOrDefault();
    }

    /// <inheritdoc cref="FindServicePrincipalAsync"/>
    public async Task<Registration?> FindRegistrationAsync(Guid tenantId, Guid? id, Guid? appId, CancellationToken ct)
    {
        await using var connection = database.Read();
        var found = await RegistrationsAsync(
            connection,
            "t.id = @tenant AND (r.id = @id OR r.app_id = @appId)",
            new
            {
                tenant = Text(tenantId),
                id = id?.ToString(),
                appId = appId?.ToString(),
            },
            ct
        );
        return found.FirstOrDefault();
    }

    /// <summary>
    /// Makes a registration, what stands for it in the tenant, or both in one transaction; an <c>appId</c> that is
    /// taken is an error. The caller becomes their owner where it is an application or a person.
    /// </summary>
    public Task<(Registration? Registration, Application? Application)> AddAsync(
        Caller caller,
        Registration? registration,
        Application? application,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                caller.Demand(Operations.ApplicationsWrite);
                var tenant = Tenant(write, caller);
                var now = time.GetUtcNow();
                IReadOnlyList<Guid> owners = caller.Id is { } id ? [id] : [];
                if (registration is not null)
                {
                    registration = registration with { CreatedAt = now, Owners = owners };
                    Insert(write, tenant, registration);
                    write.Audit(caller, now, AuditedApplication.Of("Add application", registration));
                }

                if (application is not null)
                {
                    application = application with { CreatedAt = now, Owners = owners };
                    application = application with { Number = Insert(write, tenant, application) };
                    write.Audit(caller, now, AuditedApplication.Of("Add service principal", application));
                }

                return (registration, application);
            },
            ct
        );

    /// <summary>Changes a registration; its name and roles are those of its service principal, too.</summary>
    /// <returns>Null where there is none.</returns>
    public Task<Registration?> UpdateAsync(
        Caller caller,
        Guid id,
        Func<Registration, Registration> change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                if (Registration(write, caller, id) is not { DeletedAt: null } before)
                    return null;
                caller.Demand(Operations.ApplicationsWrite, before.Owners);
                var after = change(before);
                if (after == before)
                    return before;
                RefuseToLose(write, before.AppId, before.Roles, after.Roles);
                write.Execute(
                    """
                    UPDATE registration SET display_name = @name, roles = @roles, properties = @properties
                    WHERE id = @id;
                    UPDATE application SET display_name = @name, roles = @roles
                    WHERE app_id = @appId AND tenant_number = (SELECT number FROM tenant WHERE id = @tenant);
                    """,
                    new
                    {
                        id = Text(id),
                        appId = Text(before.AppId),
                        tenant = Text(caller.TenantId),
                        name = after.DisplayName,
                        roles = Json(after.Roles),
                        properties = after.Properties,
                    }
                );
                var modified = AuditedApplication.Between(before, after);
                write.Audit(caller, time.GetUtcNow(), AuditedApplication.Of("Update application", after, modified));
                return after;
            },
            ct
        );

    /// <summary>Changes what stands for an application in the tenant; null where there is none.</summary>
    public Task<Application?> UpdateAsync(
        Caller caller,
        Guid id,
        Func<Application, Application> change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                if (ServicePrincipal(write, caller, id) is not { DeletedAt: null } before)
                    return null;
                caller.Demand(Operations.ApplicationsWrite, before.Owners);
                var after = change(before);
                if (after == before)
                    return before;
                RefuseToLose(write, before.AppId, before.Roles, after.Roles);
                write.Execute(
                    """
                    UPDATE application
                    SET display_name = @name, roles = @roles, properties = @properties, template_id = @template
                    WHERE number = @number
                    """,
                    new
                    {
                        number = before.Number,
                        name = after.DisplayName,
                        roles = Json(after.Roles),
                        properties = after.Properties,
                        template = after.TemplateId,
                    }
                );
                var modified = AuditedApplication.Between(before, after);
                write.Audit(
                    caller,
                    time.GetUtcNow(),
                    AuditedApplication.Of("Update service principal", after, modified)
                );
                return after;
            },
            ct
        );

    /// <summary>Makes somebody the owner of a registration or service principal, or not any more.</summary>
    /// <returns>Whether that changed anything.</returns>
    public Task<bool> SetOwnerAsync(Caller caller, Guid id, Guid ownerId, bool owns, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var registration = Registration(write, caller, id);
                var application = registration is null ? ServicePrincipal(write, caller, id) : null;
                var owners =
                    registration?.Owners
                    ?? application?.Owners
                    ?? throw new EngineException($"There is no application with the id {id}.");
                caller.Demand(Operations.ApplicationsWrite, owners);
                var changed = owns
                    ? write.Run(
                        "INSERT OR IGNORE INTO owner (object_id, owner_id) VALUES ($0, $1)",
                        Text(id),
                        Text(ownerId)
                    )
                    : write.Run("DELETE FROM owner WHERE object_id = $0 AND owner_id = $1", Text(id), Text(ownerId));
                if (changed > 0)
                    write.Audit(caller, time.GetUtcNow(), OwnerChange(registration, application, ownerId, owns));
                return changed > 0;
            },
            ct
        );

    private static AuditedChange OwnerChange(
        Registration? registration,
        Application? application,
        Guid ownerId,
        bool owns
    )
    {
        var (verb, preposition) = owns ? ("Add", "to") : ("Remove", "from");
        ModifiedProperty[] modified =
        [
            owns ? new("Owner.ObjectID", null, $"{ownerId}") : new("Owner.ObjectID", $"{ownerId}", null),
        ];
        return registration is not null
                ? AuditedApplication.Of($"{verb} owner {preposition} application", registration, modified)
            : application is not null
                ? AuditedApplication.Of($"{verb} owner {preposition} service principal", application, modified)
            : throw new System.Diagnostics.UnreachableException();
    }

    /// <summary>A role that somebody is assigned with does not go: nobody could tell why she has an account.</summary>
    private static void RefuseToLose(
        SqliteWrite write,
        Guid appId,
        IReadOnlyList<AppRole> before,
        IReadOnlyList<AppRole> after
    )
    {
        foreach (var role in before.Where(r => after.All(a => a.Id != r.Id)))
        {
            var assigned = write.Scalar<long>(
                """
                SELECT count(*) FROM assignment
                WHERE application_number IN (SELECT number FROM application WHERE app_id = @appId) AND role_id = @role
                """,
                new { appId = Text(appId), role = Text(role.Id) }
            );
            if (assigned > 0)
            {
                throw new EngineException(
                    $"appRoles: the role '{role.DisplayName}' ({role.Id}) cannot go while {assigned} are assigned with it. "
                        + "Take the assignments away first."
                );
            }
        }
    }

    private static void Insert(SqliteWrite write, long tenant, Registration registration)
    {
        try
        {
            write.Execute(
                """
                INSERT INTO registration
                    (tenant_number, id, app_id, display_name, template_id, roles, properties, created_at)
                VALUES (@tenant, @id, @appId, @name, @template, @roles, @properties, @created)
                """,
                new
                {
                    tenant,
                    id = Text(registration.Id),
                    appId = Text(registration.AppId),
                    name = registration.DisplayName,
                    template = registration.TemplateId,
                    roles = Json(registration.Roles),
                    properties = registration.Properties,
                    created = Rows.Ticks(registration.CreatedAt),
                }
            );
        }
        catch (SqliteException taken) when (taken.SqliteErrorCode == 19)
        {
            throw InUse(registration.AppId, taken);
        }

        Own(write, registration.Id, registration.Owners);
    }

    private static long Insert(SqliteWrite write, long tenant, Application application)
    {
        Own(write, application.Id, application.Owners);
        try
        {
            return write.Scalar<long>(
                """
                INSERT INTO application
                    (tenant_number, id, app_id, display_name, template_id, roles, properties, created_at)
                VALUES (@tenant, @id, @appId, @name, @template, @roles, @properties, @created) RETURNING number
                """,
                new
                {
                    tenant,
                    id = Text(application.Id),
                    appId = Text(application.AppId),
                    name = application.DisplayName,
                    template = application.TemplateId,
                    roles = Json(application.Roles),
                    properties = application.Properties,
                    created = Rows.Ticks(application.CreatedAt),
                }
            );
        }
        catch (SqliteException taken) when (taken.SqliteErrorCode == 19)
        {
            throw InUse(application.AppId, taken);
        }
    }

    private static void Own(SqliteWrite write, Guid id, IReadOnlyList<Guid> owners)
    {
        foreach (var owner in owners)
            write.Run("INSERT OR IGNORE INTO owner (object_id, owner_id) VALUES ($0, $1)", Text(id), Text(owner));
    }

    private static EngineException InUse(Guid appId, SqliteException taken) =>
        new($"appId: {appId} is in use by another application already. Take another one.", taken);

    private static long Tenant(SqliteWrite write, Caller caller) =>
        write.Scalar<long?>("SELECT number FROM tenant WHERE id = @id", new { id = Text(caller.TenantId) })
        ?? throw new EngineException($"There is no tenant {caller.TenantId}.");

    private static string Text(Guid id) => id.ToString();

    private static string Json(IReadOnlyList<AppRole> roles) => JsonSerializer.Serialize(roles, Rows.Json);
}
