using Dialpad.Storage;
using Microsoft.Data.Sqlite;

namespace Dialpad.Companies;

/// <summary>Somebody who may sign in to the console. SCIM neither lists nor changes these.</summary>
internal sealed record Person
{
    public long Id { get; init; }
    public required long CompanyId { get; init; }

    /// <summary>Who she is at the identity provider; null while she has not signed in with a work account.</summary>
    public string? Subject { get; init; }
    public required string Mail { get; init; }
    public required string Name { get; init; }
    public bool Owner { get; init; }
    public bool Administrator { get; init; }
}

/// <summary>The console people of a company, and who of them is an administrator.</summary>
internal static class People
{
    private const string Columns = """
        SELECT id AS Id, subject AS Subject, company_id AS CompanyId, mail AS Mail, name AS Name, owner AS Owner, administrator AS Administrator
        FROM person 
        """;

    public static Task<List<Person>> ListAsync(SqliteConnection db, long companyId, CancellationToken ct) =>
        db.RowsAsync<Person>(Columns + "WHERE company_id = @companyId ORDER BY id", new { companyId }, ct);

    public static Task<Person?> FindAsync(SqliteConnection db, long companyId, string mail, CancellationToken ct) =>
        db.FirstAsync<Person>(
            Columns + "WHERE company_id = @companyId AND mail_key = @key",
            new { companyId, key = Key.Of(mail) },
            ct
        );

    public static Task<Person?> FindAsync(SqliteConnection db, long id, CancellationToken ct) =>
        db.FirstAsync<Person>(Columns + "WHERE id = @id", new { id }, ct);

    public static async Task AddAsync(SqliteConnection db, Person person, CancellationToken ct)
    {
        if (!person.Mail.Contains('@', StringComparison.Ordinal))
            throw new DialpadException($"'{person.Mail}' is no mail address. Give one such as grace@contoso.example.");

        var added = await db.RunAsync(
            """
            INSERT INTO person (company_id, mail, mail_key, name, owner, administrator)
            VALUES (@CompanyId, @Mail, @MailKey, @Name, @Owner, @Administrator) ON CONFLICT DO NOTHING
            """,
            new
            {
                person.CompanyId,
                person.Mail,
                MailKey = Key.Of(person.Mail),
                person.Name,
                person.Owner,
                person.Administrator,
            },
            ct
        );
        if (added == 0)
            throw new DialpadException(
                $"'{person.Mail}' is in the company already. 'people promote' and 'demote' change the role."
            );
    }

    /// <summary>A provisioned user who is promoted becomes a console person too; the account stays as it is.</summary>
    public static async Task PromoteAsync(SqliteConnection db, long companyId, string mail, CancellationToken ct)
    {
        if (await SetAdministratorAsync(db, companyId, mail, administrator: true, ct))
            return;

        var isAccount = await db.FirstAsync<long?>(
            "SELECT 1 FROM account WHERE company_id = @companyId AND user_name_key = @key",
            new { companyId, key = Key.Of(mail) },
            ct
        );
        if (isAccount is null)
            throw Unknown(mail);
        var person = new Person
        {
            CompanyId = companyId,
            Mail = mail,
            Name = mail,
            Administrator = true,
        };
        await AddAsync(db, person, ct);
    }

    public static async Task DemoteAsync(SqliteConnection db, long companyId, string mail, CancellationToken ct)
    {
        if (!await SetAdministratorAsync(db, companyId, mail, administrator: false, ct))
            throw Unknown(mail);
    }

    public static DialpadException Unknown(string mail) =>
        new($"There is nobody '{mail}' in the company. 'people list' shows everybody, 'people add' adds a person.");

    private static async Task<bool> SetAdministratorAsync(
        SqliteConnection db,
        long companyId,
        string mail,
        bool administrator,
        CancellationToken ct
    ) =>
        await db.RunAsync(
            "UPDATE person SET administrator = @administrator WHERE company_id = @companyId AND mail_key = @key",
            new
            {
                companyId,
                key = Key.Of(mail),
                administrator,
            },
            ct
        ) == 1;
}
