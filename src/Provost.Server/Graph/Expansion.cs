using System.Text.Json;
using System.Text.RegularExpressions;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary>
/// <c>$expand=manager($select=id,displayName)</c>: related objects inside the objects of an answer, 20 for each at most
/// (graph-api 1).
/// </summary>
internal sealed partial class Expansion
{
    private const int Most = 20;

    private readonly string _name;
    private readonly ShownProperties _shown;
    private readonly Dictionary<Guid, IReadOnlyList<DirectoryObject>> _related;

    private Expansion(string name, ShownProperties shown, Dictionary<Guid, IReadOnlyList<DirectoryObject>> related) =>
        (_name, _shown, _related) = (name, shown, related);

    private bool IsSingle => _name == "manager";

    /// <summary>Null where nothing is to be expanded.</summary>
    public static async Task<Expansion?> ReadAsync(
        GraphCall call,
        ObjectKind? kind,
        IReadOnlyList<DirectoryObject> objects,
        CancellationToken ct
    )
    {
        if (call.Query.Expand is not { } text)
            return null;
        var asked = Shape().Match(text);
        var name = asked.Groups["name"].Value;
        if (!asked.Success || !IsKnown(kind, name))
        {
            throw GraphException.UnsupportedQuery(
                $"$expand '{text}' is not supported. Expand one of manager, directReports, memberOf (of users), members, "
                    + "owners, memberOf (of groups), with $select in parentheses where wanted."
            );
        }

        var select = asked.Groups["select"] is { Success: true, Value: var names } ? names.Split(',') : null;
        var shown = ShownProperties.From(null, select?.Select(n => n.Trim()).ToArray());
        return new Expansion(name, shown, await RelatedAsync(call, name, objects, ct));
    }

    public void Write(Utf8JsonWriter json, DirectoryObject one)
    {
        var related = _related.GetValueOrDefault(one.Id) ?? [];
        json.WritePropertyName(_name);
        if (IsSingle)
        {
            if (related is [var single])
                WriteObject(json, single);
            else
                json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var each in related)
            WriteObject(json, each);
        json.WriteEndArray();
    }

    private void WriteObject(Utf8JsonWriter json, DirectoryObject one)
    {
        json.WriteStartObject();
        json.WriteString("@odata.type", DirectoryObjectJson.TypeOf(one.Kind));
        DirectoryObjectJson.Write(json, one, _shown.Of(one.Kind));
        json.WriteEndObject();
    }

    private static bool IsKnown(ObjectKind? kind, string name) =>
        (kind, name) switch
        {
            (ObjectKind.User, "manager" or "directReports" or "memberOf") => true,
            (ObjectKind.Group, "members" or "owners" or "memberOf") => true,
            _ => false,
        };

    private static async Task<Dictionary<Guid, IReadOnlyList<DirectoryObject>>> RelatedAsync(
        GraphCall call,
        string name,
        IReadOnlyList<DirectoryObject> objects,
        CancellationToken ct
    )
    {
        var directory = call.Installation.Directory;
        var related = new Dictionary<Guid, IReadOnlyList<DirectoryObject>>();
        if (name == "manager")
        {
            var ids = objects.Select(o => o.ManagerId).OfType<Guid>().ToHashSet();
            var query = new ObjectQuery
            {
                Kind = ObjectKind.User,
                Ids = ids,
                Take = Math.Max(1, ids.Count),
            };
            var managers = (await directory.QueryAsync(call.Caller, query, ct)).Objects.ToDictionary(o => o.Id);
            foreach (var one in objects)
            {
                if (one.ManagerId is { } id && managers.TryGetValue(id, out var manager))
                    related[one.Id] = [manager];
            }

            return related;
        }

        if (RelationOf(name) is not { } relation)
            return related;
        foreach (var one in objects)
        {
            var query = new ObjectQuery { Relation = new(relation, one.Id), Take = Most };
            related[one.Id] = (await directory.QueryAsync(call.Caller, query, ct)).Objects;
        }

        return related;
    }

    private static RelationKind? RelationOf(string name) =>
        name switch
        {
            "members" => RelationKind.Members,
            "memberOf" => RelationKind.MemberOf,
            "directReports" => RelationKind.DirectReports,
            // Groups have no owners here.
            _ => null,
        };

    [GeneratedRegex(
        @"^(?<name>\w+)(\((\$levels=\w+;)?\$select=(?<select>[\w, ]+)(;\$levels=\w+)?\)|\(\$levels=\w+\))?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Shape();
}
