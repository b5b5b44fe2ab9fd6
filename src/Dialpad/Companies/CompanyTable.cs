using Dialpad.Offices;
using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Companies;

/// <summary>A customer of this application; everything else belongs to one.</summary>
internal sealed record Company
{
    public required long Id { get; init; }
    public required string Name { get; init; }

    /// <summary>The attribute that names a new user's office, or null for any of the three in their order.</summary>
    public string? OfficeField { get; init; }

    public required string OfficeMismatch { get; init; }
}

/// <summary>The companies of a data directory.</summary>
internal static class CompanyTable
{
    private const string Columns =
        "SELECT id AS Id, name AS Name, office_field AS OfficeField, office_mismatch AS OfficeMismatch FROM company ";

    public static Task<List<Company>> ListAsync(SqliteConnection db, CancellationToken ct) =>
        db.RowsAsync<Company>(Columns + "ORDER BY id", null, ct);

    public static Task<Company?> FindAsync(SqliteConnection db, long id, CancellationToken ct) =>
        db.FirstAsync<Company>(Columns + "WHERE id = @id", new { id }, ct);

    /// <summary>The company that a command is about: the named one, else the first.</summary>
    public static async Task<Company> GetAsync(SqliteConnection db, string? name, CancellationToken ct)
    {
        var companies = await ListAsync(db, ct);
        return companies.Find(c => name is null || string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new DialpadException(
                $"There is no company '{name}'. There are: {string.Join(", ", companies.Select(c => c.Name))}."
            );
    }

    public static async Task<Company> AddAsync(
        SqliteConnection db,
        string name,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var id = await db.FirstAsync<long?>(
            """
            INSERT INTO company (name, name_key, office_field, office_mismatch, created)
            VALUES (@name, @key, NULL, @mismatch, @created)
            ON CONFLICT DO NOTHING RETURNING id
            """,
            new
            {
                name,
                key = Key.Of(name),
                mismatch = OfficeMatching.BestMatch,
                created = now.ToUnixTimeMilliseconds(),
            },
            ct
        );
        return id is null
            ? throw new DialpadException($"There is a company '{name}' already. Choose another name.")
            : await GetAsync(db, name, ct);
    }

    public static Task SetAsync(SqliteConnection db, Company company, CancellationToken ct) =>
        db.RunAsync(
            "UPDATE company SET office_field = @OfficeField, office_mismatch = @OfficeMismatch WHERE id = @Id",
            company,
            ct
        );
}
