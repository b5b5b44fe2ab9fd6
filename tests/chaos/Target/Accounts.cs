using System.Globalization;
using System.Text.Json.Nodes;

namespace Provost.Chaos.Target;

/// <summary>An answer of the target, before a fault is made of it.</summary>
internal sealed record Reply(int Status, JsonObject? Body = null, string? Id = null);

/// <summary>What a SCIM server keeps: users and groups, in memory. Not safe for several threads.</summary>
internal sealed class Accounts(bool unique)
{
    private readonly Dictionary<string, (JsonObject Json, double Made)> _users = [];
    private readonly Dictionary<string, (JsonObject Json, double Made)> _groups = [];
    private int _last;

    public IReadOnlyList<JsonObject> All(bool groups) =>
        [.. (groups ? _groups : _users).Values.Select(r => r.Json.DeepClone().AsObject())];

    /// <param name="visibleUntil">Lists and look-ups do not show what was made after that.</param>
    public Reply List(bool groups, string? filter, int start, int count, bool members, double visibleUntil)
    {
        var hits = (groups ? _groups : _users)
            .Values.Where(r => r.Made <= visibleUntil && Matches(r.Json, filter))
            .Select(r => Shown(r.Json, members))
            .ToList();
        var page = hits.Skip(Math.Max(start, 1) - 1).Take(Math.Clamp(count, 0, 200)).ToList();
        return new Reply(
            200,
            new JsonObject
            {
                ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:ListResponse"),
                ["totalResults"] = hits.Count,
                ["itemsPerPage"] = page.Count,
                ["startIndex"] = Math.Max(start, 1),
                ["Resources"] = new JsonArray([.. page]),
            }
        );
    }

    public Reply Get(bool groups, string id, bool members) =>
        (groups ? _groups : _users).TryGetValue(id, out var found)
            ? new Reply(200, Shown(found.Json, members), id)
            : NotFound(id);

    public Reply Create(bool groups, JsonObject body, double now)
    {
        if (Taken(groups, body, null))
            return Error(409, "uniqueness", "The name is taken.");
        var id = (groups ? "g" : "u") + (++_last).ToString(CultureInfo.InvariantCulture);
        var json = body.DeepClone().AsObject();
        json["id"] = id;
        (groups ? _groups : _users)[id] = (json, now);
        return new Reply(201, json.DeepClone().AsObject(), id);
    }

    public Reply Patch(bool groups, string id, JsonObject body)
    {
        if (!(groups ? _groups : _users).TryGetValue(id, out var found))
            return NotFound(id);
        var json = found.Json.DeepClone().AsObject();
        try
        {
            ScimPatch.Apply(json, body);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException)
        {
            return Error(400, "invalidValue", wrong.Message);
        }

        return Store(groups, id, json, found.Made);
    }

    public Reply Put(bool groups, string id, JsonObject body)
    {
        if (!(groups ? _groups : _users).TryGetValue(id, out var found))
            return NotFound(id);
        var json = body.DeepClone().AsObject();
        json["id"] = id;
        return Store(groups, id, json, found.Made);
    }

    /// <summary>Whoever is deleted is in no group any more.</summary>
    public Reply Delete(bool groups, string id)
    {
        if (!(groups ? _groups : _users).Remove(id))
            return NotFound(id);
        foreach (var (json, _) in _groups.Values)
        {
            if (json["members"] is JsonArray members)
                foreach (var gone in members.Where(m => m?["value"]?.ToString() == id).ToList())
                    members.Remove(gone);
        }

        return new Reply(204, null, id);
    }

    public static Reply Error(int status, string? type, string detail)
    {
        var body = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:Error"),
            ["status"] = status.ToString(CultureInfo.InvariantCulture),
            ["detail"] = detail,
        };
        if (type is not null)
            body["scimType"] = type;
        return new Reply(status, body);
    }

    private Reply Store(bool groups, string id, JsonObject json, double made)
    {
        if (Taken(groups, json, id))
            return Error(409, "uniqueness", "The name is taken.");
        (groups ? _groups : _users)[id] = (json, made);
        return new Reply(200, json.DeepClone().AsObject(), id);
    }

    private static Reply NotFound(string id) => Error(404, null, $"There is no {id}.");

    private bool Taken(bool groups, JsonObject json, string? except)
    {
        var name = groups ? "displayName" : "userName";
        return unique
            && (groups ? _groups : _users).Any(r =>
                r.Key != except
                && string.Equals(
                    r.Value.Json[name]?.ToString(),
                    json[name]?.ToString(),
                    StringComparison.OrdinalIgnoreCase
                )
            );
    }

    private static JsonObject Shown(JsonObject json, bool members)
    {
        var shown = json.DeepClone().AsObject();
        if (!members)
            shown.Remove("members");
        return shown;
    }

    private static bool Matches(JsonObject json, string? filter)
    {
        if (filter is null)
            return true;
        var parts = filter.Split(" eq ", 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2)
            throw new FormatException($"filter {filter}");
        return string.Equals(
            json[parts[0]]?.ToString(),
            parts[1].Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal),
            parts[0] == "externalId" ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
        );
    }
}
