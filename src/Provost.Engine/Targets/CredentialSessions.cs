using System.Collections.Concurrent;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Targets;

/// <summary>
/// The sessions of all applications of a process, so that the cycles of one share its access token. What a session
/// gets that cannot be got twice is stored with the application's secrets.
/// </summary>
public sealed class CredentialSessions(IJobStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, CredentialSession> _ofApplications = new();

    public CredentialSession For(TargetConnection connection) =>
        connection.ApplicationNumber == 0
            ? new CredentialSession(connection, time)
            : _ofApplications.AddOrUpdate(
                connection.ApplicationNumber,
                _ => Begin(connection),
                (_, session) => session.IsOf(connection) ? session : Begin(connection)
            );

    private CredentialSession Begin(TargetConnection connection) =>
        new(
            connection,
            time,
            // Not cancelled: a used refresh token would be lost.
            (before, after) =>
                store.RenewSecretsAsync(
                    connection.ApplicationNumber,
                    stored => stored.Renewed(before, after),
                    CancellationToken.None
                )
        );
}
