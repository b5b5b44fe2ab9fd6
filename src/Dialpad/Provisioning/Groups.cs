using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Provost.Scim;
using Provost.Scim.AspNetCore;
using Provost.Scim.Resources;

namespace Dialpad.Provisioning;

/// <summary>The life of a company's groups, in one transaction. A group's name is fixed when it is created.</summary>
internal sealed class Groups(SqliteConnection db, long companyId, DateTimeOffset now)
{
    private readonly long _nowMs = now.ToUnixTimeMilliseconds();

    public async Task<ScimResource> CreateAsync(ScimResource group, CancellationToken ct)
    {
        var name = NameOf(group);
        if (await GroupTable.IsTakenAsync(db, companyId, name, ct))
            throw ScimException.Uniqueness($"There is a group with the displayName '{name}' already.");

        var row = new GroupRow
        {
            Id = Guid.CreateVersion7(now).ToString(),
            DisplayName = name,
            ExternalId = group.ExternalId,
            Version = 1,
            CreatedMs = _nowMs,
            ModifiedMs = _nowMs,
            Resource = StoredResource.Kept(group, "members"),
        };
        await GroupTable.InsertAsync(db, companyId, row, ct);
        await AddMembersAsync(row.Id, MembersOf(group), ct);
        return await ReadAsync(row.Id, ct) ?? throw new InvalidOperationException($"Group {row.Id} was not stored.");
    }

    public async Task<ScimResource?> UpdateAsync(string id, ResourceChange change, CancellationToken ct)
    {
        if (await GroupTable.FindAsync(db, companyId, id, withMembers: false, ct) is not { } row)
            return null;

        var before = (await GroupTable.MembersAsync(db, id, change.NamedMembers, ct)).ToHashSet(StringComparer.Ordinal);
        var group = row.ToResource();
        group["members"] = new JsonArray([.. before.Select(m => new JsonObject { ["value"] = m })]);
        if (!change.Apply(group))
            return group;

        if (NameOf(group) != row.DisplayName)
            throw ScimException.Mutability(
                $"displayName cannot change after creation: the group stays '{row.DisplayName}'. "
                    + "Make a new group instead."
            );
        var changed = row with
        {
            ExternalId = group.ExternalId,
            Version = row.Version + 1,
            ModifiedMs = _nowMs,
            Resource = StoredResource.Kept(group, "members"),
        };
        var after = MembersOf(group);
        if (changed.Resource == row.Resource && after.SetEquals(before))
            return group;

        await GroupTable.UpdateAsync(db, changed, ct);
        await GroupTable.RemoveMembersAsync(db, id, [.. before.Except(after, StringComparer.Ordinal)], ct);
        await AddMembersAsync(id, [.. after.Except(before, StringComparer.Ordinal)], ct);
        return change.NamedMembers is null ? await ReadAsync(id, ct) : changed.ToResource();
    }

    public async Task<bool> DeleteAsync(string id, Precondition precondition, CancellationToken ct)
    {
        if (await GroupTable.FindAsync(db, companyId, id, withMembers: false, ct) is not { } row)
            return false;

        precondition.Require(row.ToResource().Version);
        await GroupTable.DeleteAsync(db, id, ct);
        return true;
    }

    private async Task<ScimResource?> ReadAsync(string id, CancellationToken ct) =>
        (await GroupTable.FindAsync(db, companyId, id, withMembers: true, ct))?.ToResource();

    private async Task AddMembersAsync(string groupId, HashSet<string> ids, CancellationToken ct)
    {
        if (await GroupTable.FirstStrangerAsync(db, companyId, ids, ct) is { } stranger)
            throw ScimException.InvalidValue($"members names '{stranger}', which is neither a user nor a group here.");
        await GroupTable.AddMembersAsync(db, groupId, ids, ct);
    }

    private static string NameOf(ScimResource group) =>
        group.Text("displayName") is { } name && !string.IsNullOrWhiteSpace(name)
            ? name
            : throw ScimException.InvalidValue("displayName is missing; a group needs one.");

    private static HashSet<string> MembersOf(ScimResource group) =>
        (group["members"] as JsonArray ?? [])
            .Select(m => m is JsonObject json ? new ScimResource(json).Text("value") : m?.GetValue<string>())
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
}
