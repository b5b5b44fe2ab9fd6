using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Offices;

/// <summary>The offices of the companies.</summary>
internal static class OfficeTable
{
    private const string Columns = """
        SELECT o.id AS Id, o.name AS Name, o.country AS Country, o.area AS Area, o.is_primary AS IsPrimary,
            coalesce((SELECT total FROM licence l WHERE l.office_id = o.id AND l.type = @licence), 0)
            - (SELECT count(*) FROM account a WHERE a.office_id = o.id AND a.licence = @licence AND a.active) AS Free
        FROM office o 
        """;

    /// <summary>All offices, each with its free licences of a type.</summary>
    public static Task<List<Office>> ListAsync(
        SqliteConnection db,
        long companyId,
        string licence,
        CancellationToken ct
    ) =>
        db.RowsAsync<Office>(Columns + "WHERE o.company_id = @companyId ORDER BY o.id", new { companyId, licence }, ct);

    public static async Task<Office> GetAsync(SqliteConnection db, long companyId, string? name, CancellationToken ct)
    {
        var offices = await ListAsync(db, companyId, Licences.AiVoice, ct);
        return offices.Find(o =>
                name is null ? o.IsPrimary : string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase)
            )
            ?? throw new DialpadException(
                $"There is no office '{name}'. There are: {string.Join(", ", offices.Select(o => o.Name))}."
            );
    }

    public static async Task<long> AddAsync(SqliteConnection db, NewOffice office, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(office.Name) || string.IsNullOrWhiteSpace(office.Country))
            throw new DialpadException("An office needs a name and a country.");
        if (!Numbers.IsArea(office.Area))
            throw new DialpadException(
                $"'{office.Area}' is no area. Write a plus, the country code and the area code, such as +1415 or +4930."
            );

        var id = await db.FirstAsync<long?>(
            """
            INSERT INTO office (company_id, name, name_key, country, area, is_primary)
            VALUES (@CompanyId, @Name, @key, @Country, @Area, @IsPrimary) ON CONFLICT DO NOTHING RETURNING id
            """,
            new
            {
                office.CompanyId,
                office.Name,
                key = Key.Of(office.Name),
                office.Country,
                office.Area,
                office.IsPrimary,
            },
            ct
        );
        return id ?? throw new DialpadException($"There is an office '{office.Name}' already. Choose another name.");
    }
}
