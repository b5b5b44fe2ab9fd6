namespace Provost.Engine.Applications;

/// <summary>
/// Service principals and who is assigned to them. Every method finds the caller's tenant's alone, and demands what the
/// caller needs for it.
/// </summary>
public interface IApplicationStore
{
    /// <summary>Those that the caller may read, in the order in which they were made.</summary>
    Task<IReadOnlyList<Application>> ServicePrincipalsAsync(Caller caller, bool deleted, CancellationToken ct);

    /// <summary>The one with this id or <c>appId</c>, deleted or not; null where there is none.</summary>
    Task<Application?> FindServicePrincipalAsync(Guid tenantId, Guid? id, Guid? appId, CancellationToken ct);

    /// <summary>Deletes it, so that it can be restored for 30 days; false where there is none.</summary>
    Task<bool> DeleteAsync(Caller caller, Guid id, CancellationToken ct);

    /// <summary>Who is assigned, a page in the order of <see cref="AssignmentView.Position"/>.</summary>
    /// <param name="principalId">Only this one's.</param>
    /// <param name="after">A position; empty for the beginning.</param>
    Task<IReadOnlyList<AssignmentView>> AssignedToAsync(
        Caller caller,
        Application application,
        Guid? principalId,
        string after,
        int take,
        CancellationToken ct
    );

    Task<long> CountAssignedToAsync(Caller caller, Application application, CancellationToken ct);

    /// <returns>The assignment's id; null where it was there already.</returns>
    Task<Guid?> AssignAsync(
        Caller caller,
        Application application,
        Guid principalId,
        Guid roleId,
        CancellationToken ct
    );

    Task<bool> UnassignAsync(Caller caller, Guid id, CancellationToken ct);
}
