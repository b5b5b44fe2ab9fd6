namespace Provost.Engine.Targets;

/// <summary>How a target likes its PATCH (scim-wire A.7).</summary>
public enum PatchDialect
{
    /// <summary>
    /// RFC 7644: lower-case operations, each with its path, JSON booleans, filtered removal of members.
    /// </summary>
    Compliant,

    /// <summary>
    /// What Entra sends by default: capitalised operations, booleans as text, removal of members by value.
    /// </summary>
    EntraLegacy,

    /// <summary>
    /// What Entra sends with <c>aadOptscim062020</c>: plain attributes folded into one operation without a path.
    /// </summary>
    EntraFolded,

    /// <summary>Reads the whole resource and puts it back changed.</summary>
    Put,
}

/// <summary>What a target can do and how it wants to be spoken to. Adding a target is adding one of these.</summary>
public sealed record TargetProfile
{
    public PatchDialect Dialect { get; init; } = PatchDialect.Compliant;

    /// <summary>Members a PATCH request; halved when the target says it is too many.</summary>
    public int MembersPerRequest { get; init; } = 50;

    public int PageSize { get; init; } = 100;

    /// <summary>Requests under way at once.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>Requests a second, 0 for no limit.</summary>
    public int RequestsPerSecond { get; init; }

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long after a write a look-up may still miss it. A creation whose answer was lost is not repeated before.
    /// </summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Answer 404 to a query means "none" instead of "no SCIM server" (scim-wire A.4).</summary>
    public bool TreatQuery404AsEmpty { get; init; }

    /// <summary>False where a user cannot be made inactive, so that leaving means deletion (ENT-DEP-5).</summary>
    public bool SoftDelete { get; init; } = true;

    /// <summary>
    /// A list without a filter shows every account, so an empty one proves that there is none to match.
    /// </summary>
    public bool ListsEverything { get; init; } = true;

    /// <summary>Attributes that cannot change after creation, by kind: <c>Group:displayName</c>.</summary>
    public IReadOnlySet<string> ImmutableAttributes { get; init; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Attributes that are taken out of recorded requests and answers, by name; the schema adds its own.
    /// </summary>
    public IReadOnlySet<string> SensitiveAttributes { get; init; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
