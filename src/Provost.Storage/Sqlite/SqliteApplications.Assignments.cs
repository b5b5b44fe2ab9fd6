using Dapper;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <content>App role assignments, from the application's side and from the principal's.</content>
public sealed partial class SqliteApplications
{
    private const string AssignmentRows = """
        SELECT s.id AS Id, a.id AS ResourceId, a.display_name AS ResourceName, o.id AS PrincipalId, o.kind AS Kind,
               coalesce(o.display_name, o.user_principal_name, o.id) AS PrincipalName, s.role_id AS RoleId,
               s.application_number AS ApplicationNumber, s.principal_number AS PrincipalNumber
        FROM assignment s
        JOIN directory_object o ON o.number = s.principal_number AND o.deleted_at IS NULL
        JOIN application a ON a.number = s.application_number AND a.deleted_at IS NULL
        JOIN tenant t ON t.number = a.tenant_number AND t.id = @tenant
        """;

    private const string GrantRows = """
        SELECT p.id AS Id, a.id AS PrincipalId, a.display_name AS PrincipalName, p.permission AS Permission,
               p.created_at AS CreatedAt
        FROM permission_grant p
        JOIN application a ON a.number = p.application_number AND a.deleted_at IS NULL
        JOIN tenant t ON t.number = a.tenant_number AND t.id = @tenant
        """;

    /// <summary>
    /// Who is assigned to an application, a page in the order of <see cref="AssignmentView.Position"/>.
    /// </summary>
    /// <param name="principalId">Only this one's.</param>
    /// <param name="after">A position; empty for the beginning.</param>
    public async Task<IReadOnlyList<AssignmentView>> AssignedToAsync(
        Caller caller,
        Application application,
        Guid? principalId,
        string after,
        int take,
        CancellationToken ct
    )
    {
        caller.Demand(Operations.AssignmentsRead, application.Owners);
        await using var connection = database.Read();
        if (application.AppId == GraphApplication.AppId)
        {
            var granted = await GrantsAsync(
                connection,
                caller,
                "@principal IS NULL OR a.id = @principal",
                principalId,
                ct
            );
            return [.. granted.Where(g => string.CompareOrdinal(g.Position, after) > 0).Take(take)];
        }

        var (principal, role) = Position(after);
        return await AssignmentsAsync(
            connection,
            """
            WHERE s.application_number = @number AND (@principalId IS NULL OR o.id = @principalId)
              AND (s.principal_number, s.role_id) > (@principal, @role)
            ORDER BY s.principal_number, s.role_id LIMIT @take
            """,
            new
            {
                tenant = Text(caller.TenantId),
                number = application.Number,
                principalId = principalId?.ToString(),
                principal,
                role,
                take,
            },
            static row => row.PrincipalNumber,
            ct
        );
    }

    /// <summary>How many are assigned to an application.</summary>
    public async Task<long> CountAssignedToAsync(Caller caller, Application application, CancellationToken ct)
    {
        caller.Demand(Operations.AssignmentsRead, application.Owners);
        await using var connection = database.Read();
        return application.AppId == GraphApplication.AppId
            ? (await GrantsAsync(connection, caller, "@principal IS NULL", null, ct)).Count
            : await connection.ExecuteScalarAsync<long>(
                new CommandDefinition(
                    """
                    SELECT count(*) FROM assignment s
                    JOIN directory_object o ON o.number = s.principal_number AND o.deleted_at IS NULL
                    WHERE s.application_number = @Number
                    """,
                    new { application.Number },
                    cancellationToken: ct
                )
            );
    }

    /// <summary>What a user, group or service principal is assigned to, a page.</summary>
    public async Task<IReadOnlyList<AssignmentView>> AssignmentsOfAsync(
        Caller caller,
        Guid principalId,
        string after,
        int take,
        CancellationToken ct
    )
    {
        caller.Demand(Operations.AssignmentsRead);
        await using var connection = database.Read();
        var granted = await GrantsAsync(connection, caller, "a.id = @principal", principalId, ct);
        if (granted.Count > 0)
            return [.. granted.Where(g => string.CompareOrdinal(g.Position, after) > 0).Take(take)];

        var (application, role) = Position(after);
        return await AssignmentsAsync(
            connection,
            """
            WHERE o.id = @principalId AND (s.application_number, s.role_id) > (@application, @role)
            ORDER BY s.application_number, s.role_id LIMIT @take
            """,
            new
            {
                tenant = Text(caller.TenantId),
                principalId = Text(principalId),
                application,
                role,
                take,
            },
            static row => row.ApplicationNumber,
            ct
        );
    }

    /// <summary>Null where there is none with this id.</summary>
    public async Task<AssignmentView?> FindAssignmentAsync(Caller caller, Guid id, CancellationToken ct)
    {
        caller.Demand(Operations.AssignmentsRead);
        await using var connection = database.Read();
        var found = await AssignmentsAsync(
            connection,
            "WHERE s.id = @id",
            new { tenant = Text(caller.TenantId), id = Text(id) },
            static row => row.PrincipalNumber,
            ct
        );
        return found is [var one]
            ? one
            : (await GrantsAsync(connection, caller, "p.id = @principal", id, ct)).FirstOrDefault();
    }

    /// <summary>
    /// Assigns a user or group with a role, or grants a service principal a permission of Graph's.
    /// </summary>
    /// <returns>The assignment's id; null where it was there already.</returns>
    /// <exception cref="EngineException">There is no such principal or role.</exception>
    public Task<Guid?> AssignAsync(
        Caller caller,
        Application application,
        Guid principalId,
        Guid roleId,
        CancellationToken ct
    ) =>
        database.WriteAsync<Guid?>(
            write =>
            {
                caller.Demand(Operations.AssignmentsCreate);
                var now = time.GetUtcNow();
                var id = Guid.CreateVersion7(now);
                var role = RoleOf(application, roleId);
                var rows =
                    application.AppId == GraphApplication.AppId
                        ? Grant(write, Client(write, caller, principalId), role?.Value ?? "", id, now)
                        : Assign(write, caller, application, principalId, roleId, id);
                if (rows == 0)
                    return null;
                write.Audit(
                    caller,
                    now,
                    AuditedApplication.Assignment(
                        added: true,
                        AuditTarget.ServicePrincipal(application.Id, application.DisplayName),
                        Principal(write, principalId),
                        roleId,
                        role?.DisplayName ?? AppRole.DefaultAccessName
                    )
                );
                return id;
            },
            ct
        );

    /// <summary>Takes an assignment away; false where there is none with this id.</summary>
    public Task<bool> UnassignAsync(Caller caller, Guid id, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                caller.Demand(Operations.AssignmentsDelete);
                var mine = new { tenant = Text(caller.TenantId), id = Text(id) };
                var removed = Unassign(write, mine) ?? Revoke(write, caller, mine);
                if (removed is not null)
                    write.Audit(caller, time.GetUtcNow(), removed);
                return removed is not null;
            },
            ct
        );

    private static AuditedChange? Unassign(SqliteWrite write, object mine)
    {
        var found = write
            .Query<(
                long Tenant,
                long Number,
                long Principal,
                string Application,
                string Name,
                string Who,
                string Role,
                string Roles
            )>(
                """
                SELECT t.number, s.application_number, s.principal_number, a.id, a.display_name, o.id, s.role_id, a.roles
                FROM assignment s
                JOIN directory_object o ON o.number = s.principal_number
                JOIN application a ON a.number = s.application_number
                JOIN tenant t ON t.number = a.tenant_number AND t.id = @tenant WHERE s.id = @id
                """,
                mine
            )
            .ToList();
        if (found is not [var it])
            return null;
        write.Execute("DELETE FROM assignment WHERE id = @id", mine);
        write.Changed(it.Tenant, ChangeKind.Assignment, it.Principal, it.Number);
        var role = Guid.Parse(it.Role);
        return AuditedApplication.Assignment(
            added: false,
            new("ServicePrincipal", it.Application, it.Name),
            Principal(write, Guid.Parse(it.Who)),
            role,
            role == AppRole.DefaultAccess
                ? AppRole.DefaultAccessName
                : Roles(it.Roles).FirstOrDefault(r => r.Id == role)?.DisplayName
        );
    }

    private static AuditedChange? Revoke(SqliteWrite write, Caller caller, object mine)
    {
        var revoked = write
            .Query<(string Client, string Permission)>(
                """
                SELECT a.id, p.permission FROM permission_grant p
                JOIN application a ON a.number = p.application_number
                JOIN tenant t ON t.number = a.tenant_number AND t.id = @tenant WHERE p.id = @id
                """,
                mine
            )
            .ToList();
        if (revoked is not [var (client, permission)])
            return null;
        write.Execute("DELETE FROM permission_grant WHERE id = @id", mine);
        var graph = GraphApplication.In(caller.TenantId);
        return AuditedApplication.Assignment(
            added: false,
            AuditTarget.ServicePrincipal(graph.Id, graph.DisplayName),
            Principal(write, Guid.Parse(client)),
            graph.Roles.FirstOrDefault(r => r.Value == permission)?.Id ?? AppRole.DefaultAccess,
            permission
        );
    }

    /// <summary>A user, a group or an application of the tenant, which was looked for before.</summary>
    internal static AuditTarget Principal(SqliteWrite write, Guid id)
    {
        var (type, name, userPrincipalName) = write
            .Query<(string Type, string? Name, string? UserPrincipalName)>(
                """
                SELECT CASE kind WHEN 1 THEN 'User' ELSE 'Group' END, display_name, user_principal_name
                FROM directory_object WHERE id = @id
                UNION ALL SELECT 'ServicePrincipal', display_name, NULL FROM application WHERE id = @id
                """,
                new { id = Text(id) }
            )
            .FirstOrDefault();
        return new(type ?? "Other", $"{id}", name ?? userPrincipalName ?? "", userPrincipalName);
    }

    private static int Assign(
        SqliteWrite write,
        Caller caller,
        Application application,
        Guid principalId,
        Guid roleId,
        Guid id
    )
    {
        var tenant = Tenant(write, caller);
        var principal =
            write.Scalar<long?>(
                "SELECT number FROM directory_object WHERE id = @id AND tenant_number = @tenant AND deleted_at IS NULL",
                new { id = Text(principalId), tenant }
            )
            ?? throw new EngineException(
                $"Not a valid reference update: principalId {principalId} is no user and no group of this directory."
            );
        return Assign(write, tenant, application.Number, principal, roleId, id);
    }

    /// <summary>Gives how many are new: none where it was assigned with this role already.</summary>
    internal static int Assign(
        SqliteWrite write,
        long tenant,
        long applicationNumber,
        long principalNumber,
        Guid roleId,
        Guid id
    )
    {
        var rows = write.Run(
            """
            INSERT OR IGNORE INTO assignment (application_number, principal_number, role_id, id)
            VALUES ($0, $1, $2, $3)
            """,
            applicationNumber,
            principalNumber,
            Text(roleId),
            Text(id)
        );
        if (rows > 0)
            write.Changed(tenant, ChangeKind.Assignment, principalNumber, applicationNumber);
        return rows;
    }

    private static long Client(SqliteWrite write, Caller caller, Guid principalId) =>
        ServicePrincipal(write, caller, principalId) is { DeletedAt: null } client
            ? client.Number
            : throw new EngineException(
                $"Not a valid reference update: principalId {principalId} is no service principal of this directory. "
                    + "Microsoft Graph's permissions are granted to applications only."
            );

    /// <summary>Default Access is for applications without roles of their own (graph-api 4).</summary>
    private static AppRole? RoleOf(Application application, Guid roleId)
    {
        var roles = application.Roles.Where(r => r.IsEnabled).ToList();
        if (roleId == AppRole.DefaultAccess && roles.Count == 0)
            return null;
        return roles.Find(r => r.Id == roleId)
            ?? throw new EngineException(
                $"appRoleId: permission {roleId} is not found on {application.DisplayName}. "
                    + (
                        roles.Count == 0
                            ? $"It has no roles: give {AppRole.DefaultAccess}."
                            : $"Give the id of one of its roles: {string.Join(", ", roles.Select(r => $"{r.DisplayName} ({r.Id})"))}."
                    )
            );
    }
}
