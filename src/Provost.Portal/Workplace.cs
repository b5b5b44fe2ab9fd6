using System.Security.Claims;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Logs;
using Provost.Engine.Notifications;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Portal;

/// <summary>
/// What the pages work with: the stores that the management API works with, and what only the running server can do.
/// </summary>
public sealed record Workplace
{
    public required IDirectoryStore Directory { get; init; }

    public required IApplicationStore Applications { get; init; }

    public required IJobStore Jobs { get; init; }

    public required IProvisioningLog Log { get; init; }

    public required INotificationStore Notifications { get; init; }

    public required IAdministratorStore Administrators { get; init; }

    /// <summary>Gives somebody a password to begin with, which is returned and not kept.</summary>
    public required Func<Caller, Administrator, CancellationToken, Task<string>> NewPasswordAsync { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Who is signed in, with the roles of this moment; null where the session has ended.</summary>
    public required Func<ClaimsPrincipal, CancellationToken, Task<Caller?>> CallerAsync { get; init; }

    /// <summary>The tenant's name.</summary>
    public required Func<Guid, CancellationToken, Task<string>> TenantNameAsync { get; init; }

    /// <summary>Adds an application from the gallery, with its job switched off.</summary>
    public required Func<Caller, GalleryTemplate, string, CancellationToken, Task<Application>> AddAsync { get; init; }

    /// <summary>The application's job; made, switched off, where it has none.</summary>
    public required Func<Caller, Application, CancellationToken, Task<SynchronizationJob>> JobAsync { get; init; }

    /// <summary>Tries a connection without storing it.</summary>
    public required Func<
        SynchronizationJob,
        TargetConnection,
        CancellationToken,
        Task<TargetAnswer>
    > TestAsync { get; init; }

    public required Func<Caller, Application, SynchronizationJob, CancellationToken, Task> StartAsync { get; init; }

    public required Func<Caller, SynchronizationJob, CancellationToken, Task> PauseAsync { get; init; }

    /// <summary>Forgets what the scope says, and looks at everybody again.</summary>
    public required Func<Caller, Application, SynchronizationJob, CancellationToken, Task> RestartAsync { get; init; }

    public required Func<
        Caller,
        SynchronizationJob,
        DirectoryObject,
        CancellationToken,
        Task<OnDemandResult>
    > ProvisionAsync { get; init; }

    /// <summary>Asks the application which accounts the matching attributes find for somebody.</summary>
    public required Func<
        SynchronizationJob,
        DirectoryObject,
        CancellationToken,
        Task<IReadOnlyList<MatchCandidate>>
    > CandidatesAsync { get; init; }

    /// <summary>Asks the application for its schema.</summary>
    public required Func<SynchronizationJob, CancellationToken, Task<TargetDiscovery>> DiscoverAsync { get; init; }

    /// <summary>How far the cycle of a job is, and when that was seen; null where none runs.</summary>
    public required Func<long, (CycleReport Report, DateTimeOffset At)?> Progress { get; init; }

    /// <summary>Targets may be on private and loopback addresses.</summary>
    public required bool AllowPrivateTargets { get; init; }
}

/// <summary>An account that may be somebody's.</summary>
/// <param name="By">The matching attribute and the value that found it.</param>
/// <param name="IsActive">Null where the application does not say.</param>
public sealed record MatchCandidate(string Id, string Name, string By, bool? IsActive);
