using Dialpad.Companies;
using Dialpad.Offices;
using Microsoft.Data.Sqlite;
using Provost.Scim;
using Provost.Scim.AspNetCore;
using Provost.Scim.Resources;

namespace Dialpad.Provisioning;

/// <summary>The life of a company's users, in one transaction with their offices, licences and numbers.</summary>
internal sealed class Accounts(SqliteConnection db, long companyId, DateTimeOffset now)
{
    private readonly long _nowMs = now.ToUnixTimeMilliseconds();

    public async Task<ScimResource> CreateAsync(ScimResource user, CancellationToken ct)
    {
        var id = Guid.CreateVersion7(now).ToString();
        var wish = AccountWish.Of(user, active: true);
        await RequireUniqueAsync(wish.UserName, id, ct);
        var office = await ChooseOfficeAsync(wish, ct);
        if (wish.Active)
            RequireLicence(office, wish.Licence);

        var row = new AccountRow
        {
            Id = id,
            UserName = wish.UserName,
            DisplayName = wish.DisplayName,
            ExternalId = wish.ExternalId,
            Active = wish.Active,
            OfficeId = office.Id,
            Licence = wish.Licence,
            Version = 1,
            CreatedMs = _nowMs,
            ModifiedMs = _nowMs,
            Resource = AccountRow.Kept(user, wish.Active),
        };
        await AccountTable.InsertAsync(db, companyId, row, ct);
        await GiveNumberAsync(row, office, ct);
        return await ReadAsync(id, ct) ?? throw new InvalidOperationException($"User {id} was not stored.");
    }

    public async Task<ScimResource?> UpdateAsync(string id, ResourceChange change, CancellationToken ct)
    {
        if (await AccountTable.FindAsync(db, companyId, id, ct) is not { } row)
            return null;

        var user = row.ToResource();
        if (!change.Apply(user))
            return user;

        var wish = AccountWish.Of(user, row.Active);
        await RequireUniqueAsync(wish.UserName, id, ct);
        // The office is chosen once, by the creation request; only licences are looked at again.
        var offices = await OfficeTable.ListAsync(db, companyId, wish.Licence, ct);
        var office = offices.Single(o => o.Id == row.OfficeId);
        if (wish.Active && (!row.Active || wish.Licence != row.Licence))
            RequireLicence(office, wish.Licence);

        var changed = row with
        {
            UserName = wish.UserName,
            DisplayName = wish.DisplayName,
            ExternalId = wish.ExternalId,
            Active = wish.Active,
            Licence = wish.Licence,
            Version = row.Version + 1,
            ModifiedMs = _nowMs,
            Resource = AccountRow.Kept(user, wish.Active),
        };
        // A change of what is not the client's, such as the number, is none.
        if (changed.Resource == row.Resource)
            return row.ToResource();

        await AccountTable.UpdateAsync(db, companyId, changed, ct);
        await GiveNumberAsync(changed, office, ct);
        return await ReadAsync(id, ct);
    }

    public async Task<bool> DeleteAsync(string id, Precondition precondition, CancellationToken ct)
    {
        if (await ReadAsync(id, ct) is not { } user)
            return false;

        precondition.Require(user.Version);
        await Numbers.ReleaseAsync(db, id, ct);
        await AccountTable.DeleteAsync(db, companyId, id, ct);
        return true;
    }

    private async Task<ScimResource?> ReadAsync(string id, CancellationToken ct) =>
        (await AccountTable.FindAsync(db, companyId, id, ct))?.ToResource();

    private async Task RequireUniqueAsync(string userName, string id, CancellationToken ct)
    {
        if (await AccountTable.IsTakenAsync(db, companyId, userName, id, ct))
            throw ScimException.Uniqueness($"There is a user with the userName '{userName}' already.");
    }

    private async Task<Office> ChooseOfficeAsync(AccountWish wish, CancellationToken ct)
    {
        var company =
            await CompanyTable.FindAsync(db, companyId, ct)
            ?? throw new InvalidOperationException($"Company {companyId} is gone.");
        var offices = await OfficeTable.ListAsync(db, companyId, wish.Licence, ct);
        return OfficeMatching.Choose(
            wish.Office,
            offices,
            company.OfficeField,
            company.OfficeMismatch,
            wish.Active
        ) switch
        {
            OfficeChoice.Found(var office) => office,
            OfficeChoice.Mismatch(var reason) => throw ScimException.InvalidValue(
                $"{reason}, and this company refuses such users. The offices are "
                    + $"{string.Join(", ", offices.Select(o => o.Name))}."
            ),
            _ => throw NoLicence(wish.Licence, "every office"),
        };
    }

    private static void RequireLicence(Office office, string licence)
    {
        if (office.Free <= 0)
            throw NoLicence(licence, $"office '{office.Name}'");
    }

    /// <summary>409 without a scimType: RFC 7644 has no keyword for it, and 403 speaks of the key's rights.</summary>
    private static ScimException NoLicence(string licence, string where) =>
        new(
            StatusCodes.Status409Conflict,
            null,
            $"No licence left: all '{licence}' licences of {where} are taken. "
                + "Suspend a user, or add licences in the console."
        );

    private async Task GiveNumberAsync(AccountRow row, Office office, CancellationToken ct)
    {
        if (row.Active && row.Number is null && Licences.HasNumber(row.Licence))
            await Numbers.AssignAsync(db, office, row.Id, ct);
    }
}
