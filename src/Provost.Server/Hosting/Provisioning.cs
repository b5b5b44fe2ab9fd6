using Provost.Engine;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Server.Hosting;

/// <summary>The tutorial's steps, one method each: add from the gallery, enter credentials, test, switch on.</summary>
internal static class Provisioning
{
    public static async Task<(Application Application, SynchronizationJob Job)> AddAsync(
        Installation installation,
        GalleryTemplate template,
        string? name,
        JobSettings settings,
        CancellationToken ct
    )
    {
        template.EnsureComplete();
        var application = await installation.Directory.CreateApplicationAsync(
            installation.Caller,
            new Application(
                0,
                Guid.CreateVersion7(installation.Time.GetUtcNow()),
                installation.Caller.TenantId,
                name ?? template.DisplayName,
                template.Id,
                template.Roles
            ),
            ct
        );
        return (
            application,
            await CreateJobAsync(installation, installation.Caller, application, template, settings, ct)
        );
    }

    /// <summary>Gives an application its job, switched off; a second one is an error.</summary>
    public static Task<SynchronizationJob> CreateJobAsync(
        Installation installation,
        Caller caller,
        Application application,
        GalleryTemplate template,
        JobSettings settings,
        CancellationToken ct
    ) =>
        installation.Jobs.CreateAsync(
            caller,
            new SynchronizationJob(
                0,
                $"{template.Id}.{caller.TenantId:N}.{Guid.CreateVersion7(installation.Time.GetUtcNow())}",
                application.Id,
                application.Number,
                caller.TenantId,
                application.Roles.Count > 0,
                JobState.Paused,
                null,
                settings with
                {
                    Profile = template.Profile,
                },
                template.Schema,
                null
            ),
            ct
        );

    /// <summary>
    /// Deletes an application, or a service principal alone, so that it can be restored for 30 days. A cycle that runs
    /// is stopped first.
    /// </summary>
    public static async Task DeleteApplicationAsync(
        Installation installation,
        Caller caller,
        Guid id,
        Guid appId,
        CancellationToken ct
    )
    {
        var application = await installation.Applications.FindServicePrincipalAsync(caller.TenantId, null, appId, ct);
        var job = application is null ? null : await installation.Jobs.FindAsync(application.Id, ct);
        await installation.Applications.DeleteAsync(caller, id, ct);
        if (job is not null && installation.Loop is { } loop)
            await loop.StopCycleAsync(job.Number, ct);
    }

    /// <summary>
    /// Test Connection (ENT-CRE-4): nothing is stored, and a failure says what was asked, what came back and what to
    /// do.
    /// </summary>
    public static async Task<TargetAnswer> TestAsync(
        Installation installation,
        SynchronizationJob job,
        TargetConnection connection,
        CancellationToken ct
    ) =>
        await TestAsync(
            installation,
            job.Schema,
            job.Settings.Profile,
            connection,
            installation.Credentials.For(connection),
            ct
        );

    /// <inheritdoc cref="TestAsync(Installation, SynchronizationJob, TargetConnection, CancellationToken)"/>
    public static async Task<TargetAnswer> TestAsync(
        Installation installation,
        SynchronizationSchema schema,
        TargetProfile profile,
        TargetConnection connection,
        CredentialSession session,
        CancellationToken ct
    )
    {
        var match = schema
            .For(ObjectKind.User)
            ?.Attributes.Where(a => a.MatchingPriority > 0)
            .MinBy(a => a.MatchingPriority);
        await using var target = installation.Open(connection, profile, session, () => true, ct);
        return await target.TestAsync(
            match?.Target ?? TargetPath.Parse("userName"),
            schema.For(ObjectKind.Group) is not null,
            ct
        );
    }

    /// <summary>Switches a job on; one without credentials would only go into quarantine.</summary>
    public static async Task StartAsync(
        Installation installation,
        Caller caller,
        Application application,
        SynchronizationJob job,
        CancellationToken ct
    )
    {
        await RefuseWithoutCredentialsAsync(installation, application, job, ct);
        await installation.Jobs.StartAsync(caller, job.Number, ct);
    }

    /// <summary>
    /// Switches a job off and stops the cycle that runs: it ends with the requests that are under way (ENT-CYC-18).
    /// </summary>
    public static async Task PauseAsync(
        Installation installation,
        Caller caller,
        SynchronizationJob job,
        CancellationToken ct
    )
    {
        await installation.Jobs.PauseAsync(caller, job.Number, ct);
        if (installation.Loop is { } loop)
            await loop.StopCycleAsync(job.Number, ct);
    }

    /// <summary>Stops the cycle that runs, forgets what the scope says, and switches the job on (ENT-CYC-23).</summary>
    public static async Task RestartAsync(
        Installation installation,
        Caller caller,
        Application application,
        SynchronizationJob job,
        ResetScope? scope,
        CancellationToken ct
    )
    {
        await RefuseWithoutCredentialsAsync(installation, application, job, ct);
        await PauseAsync(installation, caller, job, ct);
        await installation.Jobs.RestartAsync(caller, job.Number, scope, ct);
    }

    private static async Task RefuseWithoutCredentialsAsync(
        Installation installation,
        Application application,
        SynchronizationJob job,
        CancellationToken ct
    )
    {
        if (await installation.Jobs.ConnectionAsync(job.Number, ct) is null)
            throw new EngineException(
                $"{application.DisplayName} has no credentials yet: provost apps connect, or PUT …/secrets, enters them."
            );
    }

    /// <summary>Stores credentials that were tested; refused ones are not stored.</summary>
    public static async Task ConnectAsync(
        Installation installation,
        Caller caller,
        SynchronizationJob job,
        TargetConnection connection,
        CancellationToken ct
    )
    {
        var answer = await TestAsync(installation, job, connection, ct);
        if (!answer.Succeeded)
            throw new EngineException($"The connection test failed. {answer.Detail}");
        await installation.Jobs.SetConnectionAsync(caller, job.Number, connection, ct);
    }

    /// <summary>
    /// Changes secrets. Another way in is tested first, and what the test got for it (tokens for a code) is stored in
    /// its place.
    /// </summary>
    public static async Task SetSecretsAsync(
        Installation installation,
        Caller caller,
        Application application,
        SynchronizationJob job,
        Func<SecretSet, SecretSet> change,
        CancellationToken ct
    )
    {
        var stored = await installation.Jobs.SecretsAsync(application.Number, ct);
        var used = Readable(stored, job);
        var given = change(stored).Connection(job.Settings.AllowPrivateAddresses);
        if (given is null || given == used)
        {
            await installation.Jobs.SetSecretsAsync(caller, application, change, ct);
            return;
        }

        // A refresh token that is in use works once: whoever uses it already has to be the one who renews it.
        var session =
            given.Credential == used?.Credential
                ? installation.Credentials.For(given with { ApplicationNumber = application.Number })
                : new CredentialSession(given, installation.Time);
        var answer = await TestAsync(installation, job.Schema, job.Settings.Profile, given, session, ct);
        if (!answer.Succeeded)
            throw new EngineException($"The connection test failed. {answer.Detail}");
        await installation.Jobs.SetSecretsAsync(
            caller,
            application,
            now => change(now).Renewed(given.Credential, session.Credential),
            ct
        );
    }

    /// <summary>The connection that is stored, null where what is stored is none.</summary>
    private static TargetConnection? Readable(SecretSet stored, SynchronizationJob job)
    {
        try
        {
            return stored.Connection(job.Settings.AllowPrivateAddresses);
        }
        catch (EngineException)
        {
            return null;
        }
    }
}
