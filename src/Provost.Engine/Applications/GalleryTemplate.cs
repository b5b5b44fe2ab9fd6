using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Applications;

/// <summary>How it is known where an application's SCIM address comes from.</summary>
public enum TenantUrlBasis
{
    /// <summary>Nobody says; the application's pages or its support do.</summary>
    Unknown,

    /// <summary>It is published, with a part in braces where every customer has another one.</summary>
    Documented,

    /// <summary>The application's own console shows it.</summary>
    IssuedByApplication,

    /// <summary>Entra's connector knows it and does not show it.</summary>
    Preset,
}

/// <summary>
/// An entry of the gallery: everything there is to know of an application. Adding one is adding data.
/// </summary>
/// <param name="Id">The name in front of a job's id.</param>
/// <param name="TenantUrl">What the connection form begins with; null where every customer has another one.</param>
/// <param name="Roles">The roles that somebody can be assigned with; empty where the application has none of its
/// own.</param>
/// <param name="Schema">The default mappings; without any where the entry cannot be added.</param>
/// <param name="Limitations">What the application cannot do, for people.</param>
public sealed record GalleryTemplate(
    string Id,
    string DisplayName,
    string? Description,
    string? TenantUrl,
    IReadOnlyList<AppRole> Roles,
    TargetProfile Profile,
    SynchronizationSchema Schema,
    IReadOnlyList<string> Limitations
)
{
    /// <summary>The id of Graph's <c>applicationTemplate</c>.</summary>
    public required Guid TemplateId { get; init; }

    public string? Publisher { get; init; }

    /// <summary>In Graph's spelling: <c>projectMgmt</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public Uri? HomePageUrl { get; init; }

    /// <summary>Where people sign in; null where it is not known.</summary>
    public Uri? SignInUrl { get; init; }

    /// <summary>Graph's <c>supportedSingleSignOnModes</c>: <c>oidc</c>, <c>saml</c> …; empty where not known.</summary>
    public IReadOnlyList<string> SingleSignOnModes { get; init; } = [];

    public TenantUrlBasis TenantUrlBasis { get; init; }

    /// <summary>The ways in that the application offers.</summary>
    public IReadOnlyList<AuthenticationType> CredentialKinds { get; init; } = [];

    /// <summary>Why the entry is listed and cannot be added, each a sentence; empty where it can be.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Whether it can be added.</summary>
    public bool IsComplete => Missing.Count == 0;

    public bool SupportsGroups => Schema.For(Directory.ObjectKind.Group) is not null;

    /// <summary>Graph's <c>supportedProvisioningTypes</c>.</summary>
    public IReadOnlyList<string> ProvisioningTypes => IsComplete ? ["sync"] : [];

    /// <exception cref="EngineException">The entry cannot be added; the message says what is missing.</exception>
    public void EnsureComplete()
    {
        if (!IsComplete)
            throw new EngineException(
                $"{DisplayName} is in the gallery and cannot be added yet. {string.Join(" ", Missing)} "
                    + $"Where it offers SCIM 2.0 after all, add '{Gallery.Scim.Id}' in its place."
            );
    }
}
