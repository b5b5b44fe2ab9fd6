using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Offices;

/// <summary>How many licences of a type an office has, and how many of them are taken.</summary>
internal sealed record LicenceCount(string Office, string Type, long Total, long Taken);

/// <summary>The licences of the offices. A suspended user holds none, so taken ones are counted, not kept.</summary>
internal static class Licences
{
    public const string AiVoice = "Dialpad_Ai Voice";
    public const string Support = "Dialpad_Support";
    public const string AiSales = "Dialpad_Ai Sales";

    public static readonly string[] All = [AiVoice, Support, AiSales];

    /// <summary>The licence that a <c>licenseType</c> names, in any case; null where there is none.</summary>
    public static string? Find(string type) =>
        Array.Find(All, l => string.Equals(l, type, StringComparison.OrdinalIgnoreCase));

    /// <summary>People of the contact centre get no number of their own by themselves.</summary>
    public static bool HasNumber(string licence) => licence != Support;

    public static Task<List<LicenceCount>> ListAsync(SqliteConnection db, long companyId, CancellationToken ct) =>
        db.RowsAsync<LicenceCount>(
            """
            SELECT o.name AS Office, l.type AS Type, l.total AS Total,
                (SELECT count(*) FROM account a WHERE a.office_id = o.id AND a.licence = l.type AND a.active) AS Taken
            FROM licence l JOIN office o ON o.id = l.office_id
            WHERE o.company_id = @companyId ORDER BY o.id, l.type
            """,
            new { companyId },
            ct
        );

    public static Task SetAsync(SqliteConnection db, long officeId, string type, long total, CancellationToken ct) =>
        db.RunAsync(
            """
            INSERT INTO licence (office_id, type, total) VALUES (@officeId, @type, @total)
            ON CONFLICT DO UPDATE SET total = excluded.total
            """,
            new
            {
                officeId,
                type,
                total,
            },
            ct
        );
}
