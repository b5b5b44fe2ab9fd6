using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Targets;

/// <summary>
/// A SCIM 2.0 application as a target: builds requests as scim-wire A.1 says, and answers with judged values.
/// </summary>
public sealed class ScimTarget : ITarget
{
    private const string WithoutMembers = "excludedAttributes=members";

    private static readonly TargetPath GroupMatch = TargetPath.Parse("displayName");

    private readonly TenantUrl _url;
    private readonly PatchDialect _dialect;
    private readonly OutboundHttp _http;
    private readonly TimeProvider _time;
    private readonly ScimRequests _requests;
    private readonly MemberBatches _batches;

    /// <param name="session">Null for a session that ends with this target.</param>
    /// <summary>
    /// Owns <paramref name="http"/>. A tenant URL that cannot be one is an <see cref="EngineException"/>.
    /// </summary>
    public ScimTarget(
        TargetConnection connection,
        TargetProfile profile,
        OutboundHttp http,
        TimeProvider time,
        ILogger<ScimTarget> logger,
        CredentialSession? session = null
    )
    {
        _url = TenantUrl.Parse(connection.TenantUrl, connection.AllowPrivateAddresses);
        _dialect = _url.Dialect ?? profile.Dialect;
        _http = http;
        _time = time;
        _requests = new ScimRequests(session ?? new CredentialSession(connection, time), profile, http, time, logger);
        _batches = new MemberBatches(profile.MembersPerRequest);
    }

    /// <summary>With an outbound client of its own, which goes directly to the target.</summary>
    public ScimTarget(
        TargetConnection connection,
        TargetProfile profile,
        TimeProvider time,
        ILogger<ScimTarget> logger,
        CredentialSession? session = null
    )
        : this(
            connection,
            profile,
            new OutboundHttp(new OutboundSettings { AllowPrivateAddresses = connection.AllowPrivateAddresses }),
            time,
            logger,
            session
        ) { }

    /// <summary>
    /// Asked right before each send; after a false nothing is sent (the lease on the job, design §4).
    /// </summary>
    public Func<bool>? MaySend
    {
        get => _requests.MaySend;
        set => _requests.MaySend = value;
    }

    /// <summary>After it no request is begun; those under way are brought to their end.</summary>
    public CancellationToken Stop
    {
        get => _requests.Stop;
        set => _requests.Stop = value;
    }

    public long Requests => _http.Requests;

    public DateTimeOffset? PausedUntil => _requests.PausedUntil;

    internal Func<double> Jitter
    {
        set => _requests.Jitter = value;
    }

    public async Task<TargetAnswer> TestAsync(TargetPath userMatch, bool withGroups, CancellationToken ct)
    {
        var users = await TestAsync(ObjectKind.User, userMatch, ct);
        if (!users.Succeeded || !withGroups)
            return users;

        var groups = await TestAsync(ObjectKind.Group, GroupMatch, ct);
        return groups.Succeeded ? groups with { Detail = $"{users.Detail} {groups.Detail}" } : groups;
    }

    public async Task<TargetAnswer> FindAsync(ObjectKind kind, TargetPath attribute, string value, CancellationToken ct)
    {
        var answer = await _requests.AskAsync(Query(kind, attribute, value), ct);
        if (Refusals.IsFilterNotRead(answer, value))
            return await FindInListAsync(kind, attribute, value, ct);
        if (answer.Objects.Count == 0)
            return answer;

        IReadOnlyList<TargetObject> hits = [.. answer.Objects.Where(o => ResourceValues.Has(o, attribute, value))];
        return answer with { Objects = hits, Total = hits.Count };
    }

    public Task<TargetAnswer> CountAsync(ObjectKind kind, CancellationToken ct) =>
        _requests.AskAsync(Query(kind, kind == ObjectKind.Group ? $"{WithoutMembers}&count=1" : "count=1"), ct);

    public async Task<TargetDiscovery> DiscoverAsync(CancellationToken ct)
    {
        var (answer, schemas) = await ResourcesAsync(_url.Schemas, ct);
        if (schemas is null)
            return TargetDiscovery.None with { Answer = answer.Succeeded ? TargetDiscovery.None.Answer : answer };
        var (_, types) = await ResourcesAsync(_url.ResourceTypes, ct);
        return new TargetDiscovery(answer, TargetDiscovery.Read(schemas, types));
    }

    public async Task<TargetAnswer> GetAsync(ObjectKind kind, string id, CancellationToken ct)
    {
        var answer = await ReadAsync(kind, id, kind == ObjectKind.Group ? WithoutMembers : "", ct);

        // Targets that show no members although there are some must not lead anybody to a difference (scim-wire D).
        answer.Object?.Json.Remove("members");
        return answer;
    }

    public Task<TargetAnswer> CreateAsync(ObjectKind kind, ReadOnlyMemory<byte> body, CancellationToken ct) =>
        _requests.AskAsync(Asking(Asked.Create, kind, _url.Collection(kind), body), ct);

    public async Task<TargetAnswer> UpdateAsync(
        ObjectKind kind,
        TargetObject current,
        IReadOnlyList<AttributeChange> changes,
        CancellationToken ct
    )
    {
        if (changes.Count == 0)
            return TargetAnswer.Ok;
        if (_dialect == PatchDialect.Put)
            return await PutAsync(kind, current.Id, r => ResourceEdits.Apply(r, changes), ct);

        var body = PatchDialects.Changes(_dialect, current.Json, changes);
        return body is null ? TargetAnswer.Ok : await PatchAsync(kind, current.Id, body, ct);
    }

    public async Task<TargetAnswer> ChangeMembersAsync(
        string groupId,
        IReadOnlyList<string> add,
        IReadOnlyList<string> remove,
        CancellationToken ct
    )
    {
        if (add.Count + remove.Count == 0)
            return TargetAnswer.Ok;
        if (_dialect == PatchDialect.Put)
            return await PutAsync(ObjectKind.Group, groupId, r => ResourceEdits.WithMembers(r, add, remove), ct);

        return await _batches.ChangeAsync(
            add,
            remove,
            batch =>
                PatchAsync(ObjectKind.Group, groupId, PatchDialects.Members(_dialect, batch.Add, batch.Remove), ct),
            () => MembersAsync(groupId, ct)
        );
    }

    public Task<TargetAnswer> SetManagerAsync(string userId, string? managerId, CancellationToken ct)
    {
        var after = managerId is null ? Value.Null : Value.Reference(managerId);
        return _dialect == PatchDialect.Put
            ? PutAsync(
                ObjectKind.User,
                userId,
                r => ResourceEdits.Apply(r, [new AttributeChange(PatchDialects.ManagerPath, Value.Null, after)]),
                ct
            )
            : PatchAsync(ObjectKind.User, userId, PatchDialects.ManagerChange(_dialect, managerId), ct);
    }

    public Task<TargetAnswer> DeleteAsync(ObjectKind kind, string id, CancellationToken ct) =>
        _requests.AskAsync(Asking(Asked.Delete, kind, _url.Resource(kind, id)), ct);

    public async IAsyncEnumerable<TargetObject> ListAsync(
        ObjectKind kind,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var pages = new Paging(_requests.Profile.PageSize);
        var listShowsMembers = false;
        while (pages.Next is { } parameters)
        {
            var page = await _requests.AskAsync(Query(kind, parameters), ct);
            if (!page.Succeeded)
                throw new EngineException(page.Detail ?? "The application could not be read.");

            foreach (var found in pages.Take(page))
            {
                listShowsMembers |= found.Json["members"] is JsonArray { Count: > 0 };
                yield return kind == ObjectKind.User || listShowsMembers ? found : await WithMembersAsync(found, ct);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The slow way to the same answer: every object is looked at.</summary>
    private async Task<TargetAnswer> FindInListAsync(
        ObjectKind kind,
        TargetPath attribute,
        string value,
        CancellationToken ct
    )
    {
        var hits = new List<TargetObject>();
        var pages = new Paging(_requests.Profile.PageSize);
        while (pages.Next is { } page)
        {
            var parameters = kind == ObjectKind.Group ? $"{WithoutMembers}&{page}" : page;
            var answer = await _requests.AskAsync(Query(kind, parameters), ct);
            if (!answer.Succeeded)
                return answer;
            hits.AddRange(pages.Take(answer).Where(o => ResourceValues.Has(o, attribute, value)));
        }

        return TargetAnswer.Ok with
        {
            Objects = hits,
            Total = hits.Count,
        };
    }

    private async Task<TargetAnswer> TestAsync(ObjectKind kind, TargetPath match, CancellationToken ct)
    {
        var asking = Query(kind, match, Guid.CreateVersion7(_time.GetUtcNow()).ToString());
        using var reply = await _requests.SendAsync(asking, ct, maxTries: 2);
        return ConnectionTest.Judge(asking, _requests.Judge(asking, reply));
    }

    /// <summary>
    /// 404 in SCIM's form means gone. Any other that is no web page means so only where the collection answers: with a
    /// wrong address everything would seem gone (scim-wire A.6).
    /// </summary>
    private async Task<TargetAnswer> ReadAsync(ObjectKind kind, string id, string parameters, CancellationToken ct)
    {
        var asking = Asking(Asked.Get, kind, _url.Resource(kind, id, parameters));
        using var reply = await _requests.SendAsync(asking, ct);
        var answer = _requests.Judge(asking, reply);
        if (reply is not { Status: 404 or 410, IsHtml: false } || answer.Outcome == TargetOutcome.NotFound)
            return answer;

        return (await CountAsync(kind, ct)).Succeeded ? Gone(answer) : answer;
    }

    /// <summary>The resources of a list without regard to ids, which resource types need not have.</summary>
    private async Task<(TargetAnswer Answer, JsonArray? Resources)> ResourcesAsync(Uri url, CancellationToken ct)
    {
        var asking = Asking(Asked.Query, ObjectKind.User, url);
        using var reply = await _requests.SendAsync(asking, ct, maxTries: 2);
        return reply.IsSuccess && TargetJson.ReadObject(reply.Body.Span)?["Resources"] is JsonArray resources
            ? (TargetAnswer.Ok, resources)
            : (_requests.Judge(asking, reply), null);
    }

    private async Task<TargetAnswer> PatchAsync(ObjectKind kind, string id, byte[]? body, CancellationToken ct)
    {
        var asking = Asking(Asked.Patch, kind, _url.Resource(kind, id), body);
        return await ConfirmAsync(kind, id, await _requests.AskAsync(asking, ct), ct);
    }

    /// <summary>
    /// Reads the whole resource, a group with its members, because what is left out of a PUT is lost.
    /// </summary>
    private async Task<TargetAnswer> PutAsync(
        ObjectKind kind,
        string id,
        Func<JsonObject, JsonObject> change,
        CancellationToken ct
    )
    {
        var read = await ReadAsync(kind, id, "", ct);
        if (read.Object is not { } found)
            return read;

        var asking = Asking(Asked.Put, kind, _url.Resource(kind, id), ResourceEdits.Write(change(found.Json)));
        return await ConfirmAsync(kind, id, await _requests.AskAsync(asking, ct), ct);
    }

    /// <summary>
    /// A write that was answered with 404 says that the object is gone only if reading it says so too.
    /// </summary>
    private async Task<TargetAnswer> ConfirmAsync(ObjectKind kind, string id, TargetAnswer answer, CancellationToken ct)
    {
        if (answer.Exchange is not { Status: 404 or 410 })
            return answer;

        var there = await ReadAsync(kind, id, kind == ObjectKind.Group ? WithoutMembers : "", ct);
        return (answer.Outcome, there.Outcome) switch
        {
            (_, TargetOutcome.NotFound) => Gone(answer),
            (TargetOutcome.NotFound, TargetOutcome.Success) => answer with
            {
                Outcome = TargetOutcome.Refused,
                Code = "UnprocessableEntity",
                Detail = answer.Detail?.Replace(Advice.Gone, Advice.StillThere, StringComparison.Ordinal),
            },
            (TargetOutcome.NotFound, _) => there,
            _ => answer,
        };
    }

    private static TargetAnswer Gone(TargetAnswer answer) =>
        answer with
        {
            Outcome = TargetOutcome.NotFound,
            Code = "InvalidAnchor",
            Detail = answer.Detail?.Replace(Advice.NotFoundByWebServer, Advice.Gone, StringComparison.Ordinal),
        };

    /// <summary>The ids in a group as the target shows them; null if it does not say.</summary>
    private async Task<IReadOnlySet<string>?> MembersAsync(string groupId, CancellationToken ct)
    {
        var read = await ReadAsync(ObjectKind.Group, groupId, "", ct);
        return read.Object is { } group
            ? ResourceValues.References(group.Json["members"]).ToHashSet(StringComparer.Ordinal)
            : null;
    }

    private async Task<TargetObject> WithMembersAsync(TargetObject listed, CancellationToken ct) =>
        (await ReadAsync(ObjectKind.Group, listed.Id, "", ct)).Object ?? listed;

    private Asking Query(ObjectKind kind, TargetPath attribute, string value)
    {
        var filter = WebUtility.UrlEncode($"{attribute.Text} eq {PatchDialects.Quote(value)}");
        return Query(kind, kind == ObjectKind.Group ? $"{WithoutMembers}&filter={filter}" : $"filter={filter}");
    }

    private Asking Query(ObjectKind kind, string parameters) => Asking(Asked.Query, kind, _url.Query(kind, parameters));

    private Asking Asking(Asked what, ObjectKind kind, Uri url, ReadOnlyMemory<byte> body = default) =>
        new(what, url, _url.Shown(url), body) { Kind = kind };
}
