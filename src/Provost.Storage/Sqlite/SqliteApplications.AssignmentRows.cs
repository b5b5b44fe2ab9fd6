using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Provost.Engine;
using Provost.Engine.Applications;

namespace Provost.Storage.Sqlite;

/// <content>Assignments and grants as they are read.</content>
public sealed partial class SqliteApplications
{
    private static async Task<List<AssignmentView>> AssignmentsAsync(
        SqliteConnection connection,
        string where,
        object parameters,
        Func<AssignmentRow, long> position,
        CancellationToken ct
    )
    {
        var rows = await connection.QueryAsync<AssignmentRow>(
            new CommandDefinition($"{AssignmentRows} {where}", parameters, cancellationToken: ct)
        );
        return
        [
            .. rows.Select(r => new AssignmentView(
                new AppRoleAssignment(
                    Guid.Parse(r.Id),
                    Guid.Parse(r.ResourceId),
                    Guid.Parse(r.PrincipalId),
                    Guid.Parse(r.RoleId)
                ),
                string.Create(CultureInfo.InvariantCulture, $"{position(r)} {r.RoleId}"),
                r.Kind == 1 ? "User" : "Group",
                r.PrincipalName,
                r.ResourceName,
                Made(Guid.Parse(r.Id))
            )),
        ];
    }

    private static async Task<List<AssignmentView>> GrantsAsync(
        SqliteConnection connection,
        Caller caller,
        string where,
        Guid? id,
        CancellationToken ct
    )
    {
        var rows = await connection.QueryAsync<(string Id, string Principal, string Name, string Permission, long At)>(
            new CommandDefinition(
                $"{GrantRows} WHERE {where} ORDER BY p.id",
                new { tenant = Text(caller.TenantId), principal = id?.ToString() },
                cancellationToken: ct
            )
        );
        var roles = GraphApplication.Roles.ToDictionary(r => r.Value, r => r.Id, StringComparer.Ordinal);
        return
        [
            .. rows.Where(r => roles.ContainsKey(r.Permission))
                .Select(r => new AssignmentView(
                    new AppRoleAssignment(
                        Guid.Parse(r.Id),
                        GraphApplication.ObjectId(caller.TenantId),
                        Guid.Parse(r.Principal),
                        roles[r.Permission]
                    ),
                    r.Id,
                    "ServicePrincipal",
                    r.Name,
                    GraphApplication.DisplayName,
                    Rows.Instant(r.At)
                )),
        ];
    }

    private static (long Number, string Role) Position(string after) =>
        after.Split(' ') is [var number, var role]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var known)
            ? (known, role)
            : (-1, "");

    /// <summary>The ids of assignments are version 7: their first 48 bits say when, in milliseconds.</summary>
    private static DateTimeOffset Made(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(
            ((long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16)
                | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[4..])
        );
    }

    /// <inheritdoc cref="Row"/>
    private sealed class AssignmentRow
    {
        public string Id { get; init; } = "";
        public string ResourceId { get; init; } = "";
        public string ResourceName { get; init; } = "";
        public string PrincipalId { get; init; } = "";
        public long Kind { get; init; }
        public string PrincipalName { get; init; } = "";
        public string RoleId { get; init; } = "";
        public long ApplicationNumber { get; init; }
        public long PrincipalNumber { get; init; }
    }
}
