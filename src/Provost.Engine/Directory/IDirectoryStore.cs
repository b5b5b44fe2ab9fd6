using Provost.Engine.Applications;
using Provost.Engine.Expressions;

namespace Provost.Engine.Directory;

/// <summary>One change of the directory, as a person or an importer asks for it.</summary>
public abstract record DirectoryChange
{
    private DirectoryChange() { }

    /// <summary>A new user or group. Its id is chosen by whoever creates it.</summary>
    public sealed record Create(
        Guid Id,
        ObjectKind Kind,
        IReadOnlyDictionary<string, Value> Attributes,
        bool AccountEnabled = true
    ) : DirectoryChange;

    /// <summary>Sets the named attributes; <see cref="Value.Null"/> takes one away, the others stay.</summary>
    public sealed record Set(Guid Id, IReadOnlyDictionary<string, Value> Attributes) : DirectoryChange;

    public sealed record SetEnabled(Guid Id, bool AccountEnabled) : DirectoryChange;

    public sealed record SetManager(Guid Id, Guid? ManagerId) : DirectoryChange;

    public sealed record AddMember(Guid GroupId, Guid MemberId) : DirectoryChange;

    public sealed record RemoveMember(Guid GroupId, Guid MemberId) : DirectoryChange;

    /// <summary>Soft-deletes: the object can be restored for 30 days (ENT-DEP-1).</summary>
    public sealed record Delete(Guid Id) : DirectoryChange;

    public sealed record Restore(Guid Id) : DirectoryChange;

    /// <summary>Deletes for good (ENT-DEP-3).</summary>
    public sealed record Purge(Guid Id) : DirectoryChange;
}

/// <summary>
/// Users, groups, applications and assignments of all tenants, with the change feed that cycles read.
/// </summary>
public interface IDirectoryStore
{
    /// <summary>Makes a tenant, or gives the one that has this name.</summary>
    Task<Guid> EnsureTenantAsync(string displayName, CancellationToken ct);

    /// <summary>The tenants by id and name.</summary>
    Task<IReadOnlyList<(Guid Id, string DisplayName)>> TenantsAsync(CancellationToken ct);

    /// <summary>
    /// Carries out all changes in one transaction, or none: a change that cannot be carried out is an
    /// <see cref="EngineException"/> that names it. Gives the number of changes that changed something.
    /// </summary>
    Task<int> ApplyAsync(Caller caller, IReadOnlyList<DirectoryChange> changes, CancellationToken ct);

    /// <summary>
    /// Deletes for good what was soft-deleted 30 days ago or earlier (ENT-DEP-3), at most <paramref name="take"/> at
    /// once. Gives how many.
    /// </summary>
    Task<int> PurgeExpiredAsync(int take, CancellationToken ct);

    /// <summary>
    /// Takes a file over in one transaction. The same file twice changes nothing; what an earlier file held and this
    /// one does not is reported, and soft-deleted only where <paramref name="removeMissing"/> says so.
    /// </summary>
    Task<ImportReport> ImportAsync(Caller caller, ImportBatch batch, bool removeMissing, CancellationToken ct);

    /// <summary>
    /// A user by id, user principal name, mail or source anchor; a group by id, display name or source anchor.
    /// </summary>
    Task<DirectoryObject?> FindAsync(Caller caller, ObjectKind kind, string name, CancellationToken ct);

    /// <summary>A page in the order of creation, deleted ones only where asked for.</summary>
    Task<IReadOnlyList<DirectoryObject>> ListAsync(
        Caller caller,
        ObjectKind kind,
        bool deleted,
        long afterNumber,
        int take,
        CancellationToken ct
    );

    /// <summary>A page of users, groups or both.</summary>
    /// <exception cref="UnknownObjectException">The object that the relation is to does not exist.</exception>
    Task<ObjectPage> QueryAsync(Caller caller, ObjectQuery query, CancellationToken ct);

    /// <summary>How many there are in all, whatever page is asked for.</summary>
    Task<long> CountAsync(Caller caller, ObjectQuery query, CancellationToken ct);

    /// <summary>One that is deleted, or one that is not, by its id, a user by the user principal name too.</summary>
    Task<DirectoryObject?> GetAsync(Caller caller, ObjectKind? kind, string key, bool deleted, CancellationToken ct);

    /// <summary>Where a follower stands who wants to hear only of what happens from now on.</summary>
    Task<DeltaPosition> DeltaHeadAsync(Caller caller, DeltaQuery query, CancellationToken ct);

    /// <summary>
    /// The next page of what a follower has not seen; the first one where it has no position. A follower that goes on
    /// to the last page and applies every change has what the directory holds.
    /// </summary>
    Task<DeltaPage> DeltaAsync(Caller caller, DeltaQuery query, DeltaPosition? after, CancellationToken ct);

    Task<IReadOnlyList<DirectoryObject>> MembersAsync(Caller caller, Guid groupId, CancellationToken ct);

    /// <summary>Makes an application with its registration; a name that another one has is an error.</summary>
    Task<Application> CreateApplicationAsync(Caller caller, Application application, CancellationToken ct);

    /// <summary>The applications that have a connector, and so can be provisioned.</summary>
    Task<IReadOnlyList<Application>> ApplicationsAsync(Caller caller, CancellationToken ct);

    /// <summary>
    /// Assigns all of them with one role in one transaction; who is assigned already stays so. Gives how many are new.
    /// </summary>
    Task<int> AssignAsync(
        Caller caller,
        Application application,
        IReadOnlyCollection<Guid> principals,
        Guid roleId,
        CancellationToken ct
    );

    /// <summary>Takes every assignment of these principals away. Gives how many assignments went.</summary>
    Task<int> UnassignAsync(
        Caller caller,
        Application application,
        IReadOnlyCollection<Guid> principals,
        CancellationToken ct
    );

    Task<IReadOnlyList<AppRoleAssignment>> AssignmentsAsync(
        Caller caller,
        Application application,
        CancellationToken ct
    );

    /// <summary>
    /// Raised after a commit that changed something, so that a cycle need not wait for the next sweep.
    /// </summary>
    event Action? Changed;
}
