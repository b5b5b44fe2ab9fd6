using System.Text.Json;
using Dapper;
using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>Applications and who is assigned to them.</summary>
public sealed partial class SqliteDirectoryStore
{
    public async Task<Application> CreateApplicationAsync(Caller caller, Application application, CancellationToken ct)
    {
        var named = await ApplicationsAsync(caller, ct);
        if (named.Any(a => a.DisplayName.Equals(application.DisplayName, StringComparison.OrdinalIgnoreCase)))
        {
            throw new EngineException(
                $"There is an application named '{application.DisplayName}' already. Choose another name."
            );
        }

        application = application with { AppId = Guid.CreateVersion7(TimeNow) };
        var registration = new Registration(
            Guid.CreateVersion7(TimeNow),
            caller.TenantId,
            application.AppId,
            application.DisplayName,
            application.TemplateId,
            application.Roles
        );
        var (_, added) = await new SqliteApplications(database, time).AddAsync(caller, registration, application, ct);
        return added ?? throw new System.Diagnostics.UnreachableException();
    }

    public async Task<IReadOnlyList<Application>> ApplicationsAsync(Caller caller, CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(long, string, string, string, string, string)>(
            new CommandDefinition(
                """
                SELECT number, id, display_name, template_id, roles, app_id FROM application
                WHERE tenant_number = (SELECT number FROM tenant WHERE id = @tenant) AND deleted_at IS NULL
                  AND template_id <> ''
                ORDER BY number
                """,
                new { tenant = caller.TenantId.ToString() },
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new Application(
                r.Item1,
                Guid.Parse(r.Item2),
                caller.TenantId,
                r.Item3,
                r.Item4,
                JsonSerializer.Deserialize<List<AppRole>>(r.Item5, Rows.Json) ?? []
            )
            {
                AppId = Guid.Parse(r.Item6),
            }),
        ];
    }

    public Task<int> AssignAsync(
        Caller caller,
        Application application,
        IReadOnlyCollection<Guid> principals,
        Guid roleId,
        CancellationToken ct
    )
    {
        if (roleId != AppRole.DefaultAccess && application.Roles.All(r => r.Id != roleId))
            throw new EngineException(
                $"{application.DisplayName} has no role {roleId}. Its roles are: "
                    + string.Join(", ", application.Roles.Select(r => r.DisplayName))
                    + "."
            );

        return database.WriteAsync(
            write =>
            {
                var tenant = Tenant(write, caller);
                var added = 0;
                foreach (var principal in principals)
                {
                    var number = Number(write, tenant, principal);
                    var id = Guid.CreateVersion7(TimeNow);
                    if (SqliteApplications.Assign(write, tenant, application.Number, number, roleId, id) == 0)
                        continue;
                    added++;
                    AuditAssignment(write, caller, application, principal, roleId, added: true);
                }

                return added;
            },
            ct
        );
    }

    public Task<int> UnassignAsync(
        Caller caller,
        Application application,
        IReadOnlyCollection<Guid> principals,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var tenant = Tenant(write, caller);
                var removed = 0;
                foreach (var principal in principals)
                {
                    var number = Number(write, tenant, principal);
                    var roles = write
                        .Query<string>(
                            """
                            DELETE FROM assignment WHERE application_number = @application AND principal_number = @number
                            RETURNING role_id
                            """,
                            new { application = application.Number, number }
                        )
                        .ToList();
                    if (roles.Count == 0)
                        continue;
                    removed += roles.Count;
                    write.Changed(tenant, ChangeKind.Assignment, number, application.Number);
                    foreach (var role in roles)
                        AuditAssignment(write, caller, application, principal, Guid.Parse(role), added: false);
                }

                return removed;
            },
            ct
        );

    private void AuditAssignment(
        SqliteWrite write,
        Caller caller,
        Application application,
        Guid principal,
        Guid roleId,
        bool added
    ) =>
        write.Audit(
            caller,
            time.GetUtcNow(),
            AuditedApplication.Assignment(
                added,
                AuditTarget.ServicePrincipal(application.Id, application.DisplayName),
                SqliteApplications.Principal(write, principal),
                roleId,
                roleId == AppRole.DefaultAccess
                    ? AppRole.DefaultAccessName
                    : application.Roles.FirstOrDefault(r => r.Id == roleId)?.DisplayName
            )
        );

    public async Task<IReadOnlyList<AppRoleAssignment>> AssignmentsAsync(
        Caller caller,
        Application application,
        CancellationToken ct
    )
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<(string, string, string)>(
            new CommandDefinition(
                """
                SELECT a.id, o.id, a.role_id FROM assignment a JOIN directory_object o ON o.number = a.principal_number
                WHERE a.application_number = @number ORDER BY o.number
                """,
                new { number = application.Number },
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new AppRoleAssignment(
                Guid.Parse(r.Item1),
                application.Id,
                Guid.Parse(r.Item2),
                Guid.Parse(r.Item3)
            )),
        ];
    }
}
