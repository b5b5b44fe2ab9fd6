using System.Text.Json;
using Dapper;
using Provost.Engine;
using Provost.Engine.Logs;
using Provost.Engine.Notifications;

namespace Provost.Storage.Sqlite;

/// <summary>The outbox and the mail server's settings in SQLite.</summary>
public sealed class SqliteNotifications(SqliteDatabase database, SecretProtector secrets, TimeProvider time)
    : INotificationStore
{
    private const string Smtp = "smtp";

    public async Task<bool> IsKnownAsync(long jobNumber, string kind, string onceKey, CancellationToken ct)
    {
        await using var connection = database.Read();
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                """
                SELECT EXISTS (SELECT 1 FROM notice
                               WHERE job_number = @jobNumber AND kind = @kind AND once_key = @onceKey)
                """,
                new
                {
                    jobNumber,
                    kind,
                    onceKey,
                },
                cancellationToken: ct
            )
        );
    }

    public Task<bool> AddAsync(
        long jobNumber,
        string kind,
        string onceKey,
        (string Address, NoticeMail Content)? mail,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
            {
                var isNew = write.Execute(
                    """
                    INSERT INTO notice (job_number, kind, once_key) VALUES (@jobNumber, @kind, @onceKey)
                    ON CONFLICT DO NOTHING
                    """,
                    new
                    {
                        jobNumber,
                        kind,
                        onceKey,
                    }
                );
                if (isNew == 1 && mail is var (address, content))
                    AddToOutbox(write, jobNumber, address, content);
                return isNew == 1;
            },
            ct
        );

    public Task<IReadOnlyList<OutboxMail>> DueAsync(int take, CancellationToken ct) =>
        ReadAsync(
            "m.next_attempt <= @now ORDER BY m.next_attempt, m.number",
            new { now = Rows.Ticks(time.GetUtcNow()), take },
            ct
        );

    public Task<IReadOnlyList<OutboxMail>> ListAsync(Caller caller, int take, CancellationToken ct) =>
        ReadAsync(
            """
            m.job_number IN (SELECT j.number FROM job j JOIN application a ON a.number = j.application_number
                             JOIN tenant t ON t.number = a.tenant_number WHERE t.id = @tenant)
            ORDER BY m.number DESC
            """,
            new { tenant = caller.TenantId.ToString(), take },
            ct
        );

    public Task SetSentAsync(long number, CancellationToken ct) =>
        database.WriteAsync(
            write =>
                write.Execute(
                    """
                    UPDATE mail_outbox SET sent_at = @now, tries = tries + 1, next_attempt = NULL, error = NULL
                    WHERE number = @number
                    """,
                    new { number, now = Rows.Ticks(time.GetUtcNow()) }
                ),
            ct
        );

    public Task SetFailedAsync(long number, string error, DateTimeOffset? next, CancellationToken ct) =>
        database.WriteAsync(
            write =>
                write.Execute(
                    """
                    UPDATE mail_outbox SET tries = tries + 1, next_attempt = @next, error = @error
                    WHERE number = @number
                    """,
                    new
                    {
                        number,
                        next = next?.UtcTicks,
                        error,
                    }
                ),
            ct
        );

    public async Task<SmtpSettings?> SmtpAsync(CancellationToken ct)
    {
        await using var connection = database.Read();
        var json = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                "SELECT value FROM installation_setting WHERE name = @Smtp",
                new { Smtp },
                cancellationToken: ct
            )
        );
        return json is not null && JsonSerializer.Deserialize<SmtpSettings>(json, Rows.Json) is { } stored
            ? stored with
            {
                Password = stored.Password is { } password ? secrets.Unprotect(password) : null,
            }
            : null;
    }

    public Task SetSmtpAsync(Caller caller, SmtpSettings settings, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                var stored = settings with
                {
                    Password = settings.Password is { } password ? secrets.Protect(password) : null,
                };
                var before = write.Scalar<string>(
                    "SELECT json_remove(value, '$.Password') FROM installation_setting WHERE name = @Smtp",
                    new { Smtp }
                );
                var now = time.GetUtcNow();
                write.Execute(
                    """
                    INSERT INTO installation_setting (name, value) VALUES (@Smtp, @value)
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value
                    """,
                    new { Smtp, value = JsonSerializer.Serialize(stored, Rows.Json) }
                );
                write.Execute(
                    "UPDATE mail_outbox SET next_attempt = @now WHERE next_attempt IS NOT NULL",
                    new { now = Rows.Ticks(now) }
                );
                var modified = AuditedProperties.Between(
                    before,
                    JsonSerializer.Serialize(stored with { Password = null }, Rows.Json)
                );
                return write.Audit(
                    caller,
                    now,
                    new(AuditCategory.DirectoryManagement, "Update mail server", settings.Host) { Modified = modified }
                );
            },
            ct
        );

    private void AddToOutbox(SqliteWrite write, long jobNumber, string address, NoticeMail mail) =>
        write.Execute(
            """
            INSERT INTO mail_outbox (job_number, address, subject, text, html, created, next_attempt, tries)
            VALUES (@jobNumber, @address, @Subject, @Text, @Html, @now, @now, 0)
            """,
            new
            {
                jobNumber,
                address,
                mail.Subject,
                mail.Text,
                mail.Html,
                now = Rows.Ticks(time.GetUtcNow()),
            }
        );

    private async Task<IReadOnlyList<OutboxMail>> ReadAsync(string where, object parameters, CancellationToken ct)
    {
        await using var connection = database.Read();
        var rows = await connection.QueryAsync<MailRow>(
            new CommandDefinition(
                $"""
                SELECT m.number, m.address, m.subject, m.text, m.html, m.created, m.next_attempt, m.tries, m.sent_at,
                       m.error
                FROM mail_outbox m WHERE {where} LIMIT @take
                """,
                parameters,
                cancellationToken: ct
            )
        );
        return
        [
            .. rows.Select(r => new OutboxMail(
                r.Number,
                r.Address,
                new NoticeMail(r.Subject, r.Text, r.Html),
                Rows.Instant(r.Created),
                r switch
                {
                    { Sent_at: not null } => MailState.Sent,
                    { Next_attempt: null } => MailState.GivenUp,
                    _ => MailState.Waiting,
                },
                (int)r.Tries,
                r.Error
            )),
        ];
    }

    private sealed record MailRow(
        long Number,
        string Address,
        string Subject,
        string Text,
        string Html,
        long Created,
        long? Next_attempt,
        long Tries,
        long? Sent_at,
        string? Error
    );
}
