using Provost.Engine.Access;

namespace Provost.Engine;

/// <summary>
/// Who asks, and what she may do. Every call that changes or reads something for a person carries one; portal, API and
/// command line cannot differ, because the permission is demanded where the caller arrives: in the stores.
/// </summary>
/// <param name="TenantId">The tenant that the caller belongs to, and the only one that the call may touch.</param>
/// <param name="Name">
/// How the caller appears in audit and log, for example <c>console</c> or <c>admin@contoso.example</c>.
/// </param>
/// <param name="Grants">What the caller may do.</param>
public sealed record Caller(Guid TenantId, string Name, Grants Grants)
{
    /// <summary>The object id of the user or service principal; null for the console and the service itself.</summary>
    public Guid? Id { get; init; }

    /// <summary>The client id of the application that asks; null for the console and the service itself.</summary>
    public Guid? AppId { get; init; }

    /// <summary>Ties the audit entries of one request together.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>Whoever has the data folder: the console of the machine, and the service itself.</summary>
    public static Caller Local(Guid tenantId, string name) => new(tenantId, name, Grants.Everything);

    /// <summary>
    /// Refuses with <see cref="AccessRefusedException"/> what the caller may not do at all, or only to objects that it
    /// owns when it does not own this one.
    /// </summary>
    /// <param name="owners">
    /// The ids of those who own the object; null where the operation is about no object that somebody could own.
    /// </param>
    public void Demand(Operation operation, IReadOnlyCollection<Guid>? owners = null)
    {
        if (!May(operation, owners))
            throw new AccessRefusedException(operation);
    }

    /// <summary>Whether <see cref="Demand"/> would let it pass.</summary>
    public bool May(Operation operation, IReadOnlyCollection<Guid>? owners = null) =>
        operation.Judge(Grants) switch
        {
            Verdict.Allowed => true,
            Verdict.AllowedToOwners => owners is null || (Id is { } id && owners.Contains(id)),
            _ => false,
        };
}
