using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Companies;

/// <summary>Who the identity provider says is signing in.</summary>
/// <param name="Tenant">The company, as the identity provider calls it.</param>
/// <param name="Subject">The person in that company, for good; her mail may change.</param>
internal sealed record WorkAccount(Guid Tenant, string Subject, string Mail, string Name)
{
    public string Domain => Mail.Split('@')[^1];
}

/// <summary>What a sign-in leads to.</summary>
internal abstract record SignInDecision
{
    private SignInDecision() { }

    /// <param name="Person">Who it is here.</param>
    /// <param name="Promote">She becomes an administrator: nobody of her company has signed in before.</param>
    public sealed record Known(Person Person, bool Promote) : SignInDecision;

    /// <param name="Administrator">As above.</param>
    public sealed record New(bool Administrator) : SignInDecision;

    public sealed record Suspended : SignInDecision;

    /// <param name="people">The console people of the company.</param>
    /// <param name="isSuspended">Whether provisioning has suspended the account with this mail.</param>
    public static SignInDecision Of(WorkAccount account, IReadOnlyList<Person> people, bool isSuspended)
    {
        if (isSuspended)
            return new Suspended();
        var first = !people.Any(p => p is { Subject: not null, Administrator: true });
        var known =
            people.FirstOrDefault(p => p.Subject == account.Subject)
            ?? people.FirstOrDefault(p =>
                p.Subject is null && string.Equals(p.Mail, account.Mail, StringComparison.OrdinalIgnoreCase)
            );
        return known is null ? new New(first) : new Known(known, first && !known.Administrator);
    }
}

/// <summary>Signs people in: finds or makes their company and themselves.</summary>
internal static class WorkAccountSignIn
{
    /// <returns>The id of the console person; null for somebody who is suspended.</returns>
    public static async Task<long?> SignInAsync(
        SqliteConnection db,
        WorkAccount account,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var company = await CompanyAsync(db, account, now, ct);
        var people = await People.ListAsync(db, company, ct);
        var suspended = await db.FirstAsync<long?>(
            "SELECT 1 FROM account WHERE company_id = @company AND user_name_key = @key AND active = 0",
            new { company, key = Key.Of(account.Mail) },
            ct
        );
        switch (SignInDecision.Of(account, people, suspended is not null))
        {
            case SignInDecision.Known(var person, var promote):
                await db.RunAsync(
                    """
                    UPDATE person SET subject = @Subject, signed_in = @now, administrator = administrator OR @promote
                    WHERE id = @Id
                    """,
                    new
                    {
                        account.Subject,
                        now = now.ToUnixTimeMilliseconds(),
                        promote,
                        person.Id,
                    },
                    ct
                );
                return person.Id;
            case SignInDecision.New(var administrator):
                return await db.FirstAsync<long>(
                    """
                    INSERT INTO person (company_id, mail, mail_key, name, owner, administrator, subject, signed_in)
                    VALUES (@company, @Mail, @key, @Name, 0, @administrator, @Subject, @now)
                    ON CONFLICT (company_id, mail_key) DO UPDATE SET subject = excluded.subject, signed_in = excluded.signed_in
                    RETURNING id
                    """,
                    new
                    {
                        company,
                        account.Mail,
                        key = Key.Of(account.Mail),
                        account.Name,
                        administrator,
                        account.Subject,
                        now = now.ToUnixTimeMilliseconds(),
                    },
                    ct
                );
            default:
                return null;
        }
    }

    /// <summary>
    /// The company of a tenant. The first tenant takes the company that the data directory began with; every other one
    /// gets a company of its own.
    /// </summary>
    private static async Task<long> CompanyAsync(
        SqliteConnection db,
        WorkAccount account,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var tenant = account.Tenant.ToString();
        var known = await db.FirstAsync<long?>("SELECT id FROM company WHERE tenant_id = @tenant", new { tenant }, ct);
        if (known is { } id)
            return id;
        var taken = await db.FirstAsync<long?>(
            """
            UPDATE company SET tenant_id = @tenant
            WHERE id = (SELECT id FROM company WHERE tenant_id IS NULL ORDER BY id LIMIT 1)
              AND NOT EXISTS (SELECT 1 FROM company WHERE tenant_id IS NOT NULL)
            RETURNING id
            """,
            new { tenant },
            ct
        );
        if (taken is { } first)
            return first;
        var name = $"{account.Domain} ({tenant[..8]})";
        await Seed.AddCompanyAsync(db, name, $"owner@{account.Domain}", $"Owner of {account.Domain}", now, ct);
        return await db.FirstAsync<long>(
            "UPDATE company SET tenant_id = @tenant WHERE name_key = @key RETURNING id",
            new { tenant, key = Key.Of(name) },
            ct
        );
    }
}
