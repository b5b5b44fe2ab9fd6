using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Applications;

namespace Provost.Storage.Sqlite;

/// <content>From rows to registrations and service principals.</content>
public sealed partial class SqliteApplications
{
    private const string ApplicationRows = """
        SELECT a.number AS Number, a.id AS Id, t.id AS TenantId, a.app_id AS AppId, a.display_name AS DisplayName,
               a.template_id AS TemplateId, a.roles AS Roles, a.properties AS Properties, a.created_at AS CreatedAt,
               a.deleted_at AS DeletedAt,
               (SELECT group_concat(owner_id) FROM owner o WHERE o.object_id = a.id) AS Owners
        FROM application a JOIN tenant t ON t.number = a.tenant_number
        """;

    private const string RegistrationRows = """
        SELECT r.number AS Number, r.id AS Id, t.id AS TenantId, r.app_id AS AppId, r.display_name AS DisplayName,
               r.template_id AS TemplateId, r.roles AS Roles, r.properties AS Properties, r.created_at AS CreatedAt,
               r.deleted_at AS DeletedAt,
               (SELECT group_concat(owner_id) FROM owner o WHERE o.object_id = r.id) AS Owners
        FROM registration r JOIN tenant t ON t.number = r.tenant_number
        """;

    private const string CredentialRows =
        "SELECT app_id, key_id, kind, value, display_name, hint, starts, ends FROM application_credential";

    private static async Task<List<Registration>> RegistrationsAsync(
        SqliteConnection connection,
        string where,
        object parameters,
        CancellationToken ct
    )
    {
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"{RegistrationRows} WHERE {where} ORDER BY r.number",
                parameters,
                cancellationToken: ct
            )
        );
        var credentials = (
            await connection.QueryAsync<CredentialRow>(
                new CommandDefinition(
                    $"""
                    {CredentialRows} WHERE app_id IN
                        (SELECT r.app_id FROM registration r JOIN tenant t ON t.number = r.tenant_number WHERE {where})
                    ORDER BY number
                    """,
                    parameters,
                    cancellationToken: ct
                )
            )
        ).ToLookup(c => c.App_id, StringComparer.Ordinal);
        return [.. rows.Select(r => ToRegistration(r, credentials[r.AppId]))];
    }

    private static Registration? Registration(SqliteWrite write, Caller caller, Guid id)
    {
        var row = write
            .Query<Row>(
                $"{RegistrationRows} WHERE t.id = @tenant AND r.id = @id",
                new { tenant = Text(caller.TenantId), id = Text(id) }
            )
            .FirstOrDefault();
        return row is null
            ? null
            : ToRegistration(
                row,
                write.Query<CredentialRow>($"{CredentialRows} WHERE app_id = @AppId ORDER BY number", new { row.AppId })
            );
    }

    private static Application? ServicePrincipal(SqliteWrite write, Caller caller, Guid id) =>
        write
            .Query<Row>(
                $"{ApplicationRows} WHERE t.id = @tenant AND a.id = @id",
                new { tenant = Text(caller.TenantId), id = Text(id) }
            )
            .Select(ToApplication)
            .FirstOrDefault();

    private static Application ToApplication(Row row) =>
        new(row.Number, Guid.Parse(row.Id), Guid.Parse(row.TenantId), row.DisplayName, row.TemplateId, Roles(row.Roles))
        {
            AppId = Guid.Parse(row.AppId),
            CreatedAt = Rows.Instant(row.CreatedAt),
            DeletedAt = When(row.DeletedAt),
            Properties = row.Properties,
            Owners = Ids(row.Owners),
        };

    private static Registration ToRegistration(Row row, IEnumerable<CredentialRow> credentials) =>
        new(
            Guid.Parse(row.Id),
            Guid.Parse(row.TenantId),
            Guid.Parse(row.AppId),
            row.DisplayName,
            row.TemplateId,
            Roles(row.Roles)
        )
        {
            CreatedAt = Rows.Instant(row.CreatedAt),
            DeletedAt = When(row.DeletedAt),
            Properties = row.Properties,
            Owners = Ids(row.Owners),
            Credentials =
            [
                .. credentials.Select(c => new ApplicationCredential(
                    Guid.Parse(c.Key_id),
                    c.Kind,
                    c.Value,
                    c.Display_name,
                    c.Hint,
                    When(c.Starts),
                    When(c.Ends)
                )),
            ],
        };

    private static List<AppRole> Roles(string json) => JsonSerializer.Deserialize<List<AppRole>>(json, Rows.Json) ?? [];

    private static Guid[] Ids(string? joined) => [.. joined?.Split(',').Select(Guid.Parse) ?? []];

    private static DateTimeOffset? When(long? ticks) => ticks is { } known ? Rows.Instant(known) : null;

    /// <summary>
    /// With properties and no constructor: Dapper cannot tell the type of an expression that is null.
    /// </summary>
    private sealed class Row
    {
        public long Number { get; init; }
        public string Id { get; init; } = "";
        public string TenantId { get; init; } = "";
        public string AppId { get; init; } = "";
        public string DisplayName { get; init; } = "";
        public string TemplateId { get; init; } = "";
        public string Roles { get; init; } = "";
        public string Properties { get; init; } = "";
        public long CreatedAt { get; init; }
        public long? DeletedAt { get; init; }
        public string? Owners { get; init; }
    }

    private sealed record CredentialRow(
        string App_id,
        string Key_id,
        string Kind,
        string Value,
        string? Display_name,
        string? Hint,
        long? Starts,
        long? Ends
    );
}
