using System.Text.RegularExpressions;
using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Offices;

/// <summary>Telephone numbers: from an office's reserved pool, then new ones with the office's area code.</summary>
internal static partial class Numbers
{
    /// <summary>Subscriber numbers begin with 555, which belongs to nobody.</summary>
    private const long FirstSubscriber = 555_0100;

    public static bool IsArea(string area) => AreaPattern().IsMatch(area);

    /// <summary>Adds new numbers to an office's reserved pool.</summary>
    public static async Task ReserveAsync(
        SqliteConnection db,
        long officeId,
        string area,
        int count,
        CancellationToken ct
    )
    {
        for (var i = 0; i < count; i++)
            await AddAsync(db, officeId, area, accountId: null, ct);
    }

    /// <summary>Gives an account a number of its office.</summary>
    public static async Task AssignAsync(SqliteConnection db, Office office, string accountId, CancellationToken ct)
    {
        var fromPool = await db.RunAsync(
            """
            UPDATE number SET account_id = @accountId WHERE number =
                (SELECT min(number) FROM number WHERE office_id = @officeId AND account_id IS NULL)
            """,
            new { accountId, officeId = office.Id },
            ct
        );
        if (fromPool == 0)
            await AddAsync(db, office.Id, office.Area, accountId, ct);
    }

    /// <summary>Puts an account's number back into the pool of its office.</summary>
    public static Task ReleaseAsync(SqliteConnection db, string accountId, CancellationToken ct) =>
        db.RunAsync("UPDATE number SET account_id = NULL WHERE account_id = @accountId", new { accountId }, ct);

    /// <summary>How many numbers each office has in its pool.</summary>
    public static async Task<Dictionary<long, long>> PoolsAsync(
        SqliteConnection db,
        long companyId,
        CancellationToken ct
    )
    {
        var rows = await db.RowsAsync<(long Office, long Free)>(
            """
            SELECT n.office_id, count(*) FROM number n JOIN office o ON o.id = n.office_id
            WHERE o.company_id = @companyId AND n.account_id IS NULL GROUP BY n.office_id
            """,
            new { companyId },
            ct
        );
        return rows.ToDictionary(r => r.Office, r => r.Free);
    }

    private static async Task AddAsync(
        SqliteConnection db,
        long officeId,
        string area,
        string? accountId,
        CancellationToken ct
    )
    {
        var subscriber = await db.FirstAsync<long>(
            """
            INSERT INTO area (area, next) VALUES (@area, @first + 1)
            ON CONFLICT DO UPDATE SET next = next + 1 RETURNING next - 1
            """,
            new { area, first = FirstSubscriber },
            ct
        );
        await db.RunAsync(
            "INSERT INTO number (number, office_id, account_id) VALUES (@number, @officeId, @accountId)",
            new
            {
                number = $"{area}{subscriber}",
                officeId,
                accountId,
            },
            ct
        );
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{1,6}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AreaPattern();
}
