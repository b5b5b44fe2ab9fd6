using Dialpad.Companies;
using Dialpad.Offices;
using Microsoft.Data.Sqlite;

namespace Dialpad.Storage;

/// <summary>What a new data directory holds: a company with an owner, and nobody that SCIM would list.</summary>
internal static class Seed
{
    public const string CompanyName = "Contoso";
    public const string OwnerMail = "owner@contoso.example";
    public const string PrimaryOffice = "Headquarters";

    public static async Task AddAsync(SqliteConnection db, DateTimeOffset now, CancellationToken ct)
    {
        await AddCompanyAsync(db, CompanyName, OwnerMail, "Ada Owner", now, ct);
    }

    /// <summary>A company begins with an owner, who is an administrator, and a roomy office.</summary>
    public static async Task AddCompanyAsync(
        SqliteConnection db,
        string company,
        string ownerMail,
        string ownerName,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var added = await CompanyTable.AddAsync(db, company, now, ct);
        var owner = new Person
        {
            CompanyId = added.Id,
            Mail = ownerMail,
            Name = ownerName,
            Owner = true,
            Administrator = true,
        };
        await People.AddAsync(db, owner, ct);

        var office = new NewOffice(added.Id, PrimaryOffice, Country: "US", Area: "+1415", IsPrimary: true);
        var id = await OfficeTable.AddAsync(db, office, ct);
        await Numbers.ReserveAsync(db, id, office.Area, count: 20, ct);
        await Licences.SetAsync(db, id, Licences.AiVoice, 10_000, ct);
        await Licences.SetAsync(db, id, Licences.Support, 100, ct);
        await Licences.SetAsync(db, id, Licences.AiSales, 100, ct);
    }
}
