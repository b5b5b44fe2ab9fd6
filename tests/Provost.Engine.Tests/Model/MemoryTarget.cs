using System.Globalization;
using System.Text.Json.Nodes;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Model;

/// <summary>
/// An application that is nothing but two dictionaries: what 100,000 sequences of changes can be carried out against.
/// The real server stands behind the other tests of the cycle.
/// </summary>
internal sealed class MemoryTarget : ITarget
{
    public const string ManagerPath = $"{TargetSlots.EnterpriseUser}:manager";

    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKind, SortedDictionary<int, JsonObject>> _objects = new()
    {
        [ObjectKind.User] = [],
        [ObjectKind.Group] = [],
    };

    private int _last;

    public long Requests { get; private set; }

    public IReadOnlyList<JsonObject> Users => [.. _objects[ObjectKind.User].Values];

    public IReadOnlyList<JsonObject> Groups => [.. _objects[ObjectKind.Group].Values];

    public Task<TargetAnswer> TestAsync(TargetPath userMatch, bool withGroups, CancellationToken ct) =>
        Answer(() => TargetAnswer.Ok);

    public Task<TargetAnswer> FindAsync(ObjectKind kind, TargetPath attribute, string value, CancellationToken ct) =>
        Answer(() =>
            Found([
                .. _objects[kind]
                    .Values.Where(o =>
                        ResourceValues
                            .ReadOne(o, attribute)
                            .ToString()
                            .Equals(value, StringComparison.OrdinalIgnoreCase)
                    ),
            ])
        );

    public Task<TargetAnswer> CountAsync(ObjectKind kind, CancellationToken ct) =>
        Answer(() => Found([.. _objects[kind].Values.Take(1)]) with { Total = _objects[kind].Count });

    public Task<TargetAnswer> GetAsync(ObjectKind kind, string id, CancellationToken ct) =>
        With(kind, id, found => Found([found]));

    public Task<TargetAnswer> CreateAsync(ObjectKind kind, ReadOnlyMemory<byte> body, CancellationToken ct) =>
        Answer(() =>
        {
            var made = JsonNode.Parse(body.Span)?.AsObject() ?? [];
            made["id"] = (++_last).ToString(CultureInfo.InvariantCulture);
            _objects[kind].Add(_last, made);
            return Found([made]);
        });

    public Task<TargetAnswer> UpdateAsync(
        ObjectKind kind,
        TargetObject current,
        IReadOnlyList<AttributeChange> changes,
        CancellationToken ct
    ) => Replace(kind, current.Id, found => ResourceEdits.Apply(found, changes));

    public Task<TargetAnswer> ChangeMembersAsync(
        string groupId,
        IReadOnlyList<string> add,
        IReadOnlyList<string> remove,
        CancellationToken ct
    ) => Replace(ObjectKind.Group, groupId, found => ResourceEdits.WithMembers(found, add, remove));

    public Task<TargetAnswer> SetManagerAsync(string userId, string? managerId, CancellationToken ct) =>
        Replace(
            ObjectKind.User,
            userId,
            found =>
            {
                var extension = found[TargetSlots.EnterpriseUser]?.DeepClone().AsObject() ?? [];
                extension["manager"] = managerId is null ? null : new JsonObject { ["value"] = managerId };
                found[TargetSlots.EnterpriseUser] = extension;
                return found;
            }
        );

    public Task<TargetAnswer> DeleteAsync(ObjectKind kind, string id, CancellationToken ct) =>
        Answer(() =>
        {
            _objects[kind].Remove(int.Parse(id, CultureInfo.InvariantCulture));
            foreach (var (number, group) in _objects[ObjectKind.Group].ToList())
                _objects[ObjectKind.Group][number] = WithId(number, ResourceEdits.WithMembers(group, [], [id]));
            return TargetAnswer.Ok;
        });

    public async IAsyncEnumerable<TargetObject> ListAsync(
        ObjectKind kind,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await Task.CompletedTask;
        foreach (var found in _objects[kind].Values)
            yield return Shown(found);
    }

    /// <summary>It outlives the cycles, which each believe that it is theirs.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<TargetAnswer> Replace(ObjectKind kind, string id, Func<JsonObject, JsonObject> change) =>
        With(
            kind,
            id,
            found =>
            {
                var number = int.Parse(id, CultureInfo.InvariantCulture);
                _objects[kind][number] = WithId(number, change(found));
                return TargetAnswer.Ok;
            }
        );

    private Task<TargetAnswer> With(ObjectKind kind, string id, Func<JsonObject, TargetAnswer> use) =>
        Answer(() =>
            _objects[kind].TryGetValue(int.Parse(id, CultureInfo.InvariantCulture), out var found)
                ? use(found)
                : new TargetAnswer(TargetOutcome.NotFound)
        );

    private Task<TargetAnswer> Answer(Func<TargetAnswer> answer)
    {
        lock (_gate)
        {
            Requests++;
            return Task.FromResult(answer());
        }
    }

    private static JsonObject WithId(int number, JsonObject json)
    {
        json["id"] = number.ToString(CultureInfo.InvariantCulture);
        return json;
    }

    private static TargetAnswer Found(IReadOnlyList<JsonObject> objects) =>
        TargetAnswer.Ok with
        {
            Objects = [.. objects.Select(Shown)],
            Total = objects.Count,
        };

    private static TargetObject Shown(JsonObject json) =>
        new(json["id"]?.GetValue<string>() ?? "", json.DeepClone().AsObject());
}
