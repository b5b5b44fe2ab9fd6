namespace Provost.Engine.Notifications;

/// <summary>Where a mail of the outbox stands.</summary>
public enum MailState
{
    Waiting,
    Sent,

    /// <summary>Not tried any more.</summary>
    GivenUp,
}

/// <summary>A mail of the outbox: stored with the reason to write it, sent afterwards.</summary>
/// <param name="Tries">How often sending it has failed or succeeded.</param>
/// <param name="Error">Why the last try failed, without secrets.</param>
public sealed record OutboxMail(
    long Number,
    string Address,
    NoticeMail Mail,
    DateTimeOffset Created,
    MailState State,
    int Tries,
    string? Error
);

/// <summary>The outbox, what was written already, and the mail server's settings.</summary>
public interface INotificationStore
{
    /// <summary>Whether <see cref="AddAsync"/> had this notice.</summary>
    Task<bool> IsKnownAsync(long jobNumber, string kind, string onceKey, CancellationToken ct);

    /// <summary>
    /// Remembers the notice and puts its mail into the outbox, in one transaction. False, and nothing written, where
    /// the notice was known.
    /// </summary>
    /// <param name="mail">Null for a notice that turned out to be worth no mail.</param>
    Task<bool> AddAsync(
        long jobNumber,
        string kind,
        string onceKey,
        (string Address, NoticeMail Content)? mail,
        CancellationToken ct
    );

    /// <summary>Waiting mail whose time has come, oldest first.</summary>
    Task<IReadOnlyList<OutboxMail>> DueAsync(int take, CancellationToken ct);

    Task SetSentAsync(long number, CancellationToken ct);

    /// <param name="next">When to try again; null gives the mail up.</param>
    Task SetFailedAsync(long number, string error, DateTimeOffset? next, CancellationToken ct);

    /// <summary>The newest mail of the caller's tenant first.</summary>
    Task<IReadOnlyList<OutboxMail>> ListAsync(Caller caller, int take, CancellationToken ct);

    Task<SmtpSettings?> SmtpAsync(CancellationToken ct);

    /// <summary>Stores them, the password encrypted; mail that waits is due at once.</summary>
    Task SetSmtpAsync(Caller caller, SmtpSettings settings, CancellationToken ct);
}
