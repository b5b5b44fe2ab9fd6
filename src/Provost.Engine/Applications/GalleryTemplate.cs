using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Applications;

/// <summary>
/// An entry of the gallery: everything there is to know of an application. Adding one is adding data.
/// </summary>
/// <param name="Id">The name in front of a job's id.</param>
/// <param name="TenantUrl">What the connection form begins with; null where every customer has another one.</param>
/// <param name="Roles">The roles that somebody can be assigned with; empty where the application has none of its
/// own.</param>
/// <param name="Limitations">What the application cannot do, for people.</param>
public sealed record GalleryTemplate(
    string Id,
    string DisplayName,
    string Description,
    string? TenantUrl,
    IReadOnlyList<AppRole> Roles,
    TargetProfile Profile,
    SynchronizationSchema Schema,
    IReadOnlyList<string> Limitations
)
{
    /// <summary>Its id in Graph (<c>applicationTemplate.id</c>).</summary>
    public Guid TemplateId { get; init; }

    public string Publisher { get; init; } = "";

    public IReadOnlyList<string> Categories { get; init; } = [];

    public string? HomePageUrl { get; init; }

    /// <summary>Graph's words: <c>oidc</c>, <c>saml</c>, <c>password</c>, <c>notSupported</c>.</summary>
    public IReadOnlyList<string> SingleSignOnModes { get; init; } = [];

    /// <summary>What keeps it from being provisioned; empty where it can be.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    public bool SupportsGroups => Schema.For(Directory.ObjectKind.Group) is not null;
}
