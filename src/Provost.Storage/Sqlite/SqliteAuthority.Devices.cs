using Dapper;

namespace Provost.Storage.Sqlite;

/// <content>
/// Devices without a browser that wait for somebody to sign in elsewhere; their codes are kept hashed.
/// </content>
public sealed partial class SqliteAuthority
{
    private const string DeviceRows =
        "SELECT app_id, for_tenant, scopes, ends, state, tenant_id, principal_id, signed_in FROM device_code";

    /// <summary>Keeps a device that waits; false where the user code is taken, and another has to be made.</summary>
    public Task<bool> AddDeviceAsync(string deviceHash, string userHash, DeviceCode device, CancellationToken ct) =>
        database.WriteAsync(
            write =>
            {
                write.Execute("DELETE FROM device_code WHERE ends < @now", new { now = Rows.Ticks(time.GetUtcNow()) });
                return write.Execute(
                        """
                        INSERT INTO device_code (device_hash, user_hash, app_id, for_tenant, scopes, ends)
                        VALUES (@deviceHash, @userHash, @app, @tenant, @scopes, @ends) ON CONFLICT DO NOTHING
                        """,
                        new
                        {
                            deviceHash,
                            userHash,
                            app = device.AppId.ToString(),
                            tenant = device.TenantId?.ToString(),
                            scopes = string.Join(' ', device.Scopes),
                            ends = Rows.Ticks(device.Ends),
                        }
                    ) == 1;
            },
            ct
        );

    /// <summary>The device that shows this code and still waits; null where there is none.</summary>
    public async Task<DeviceCode?> WaitingDeviceAsync(string userHash, CancellationToken ct)
    {
        await using var connection = database.Read();
        var row = await connection.QueryFirstOrDefaultAsync<DeviceRow>(
            new CommandDefinition(
                $"{DeviceRows} WHERE user_hash = @userHash AND state = 0 AND ends > @now",
                new { userHash, now = Rows.Ticks(time.GetUtcNow()) },
                cancellationToken: ct
            )
        );
        return row?.ToDevice();
    }

    /// <summary>Keeps what somebody decided; false where the device does not wait any more.</summary>
    /// <param name="account">Null where she refused.</param>
    public Task<bool> DecideDeviceAsync(
        string userHash,
        (Account Account, DateTimeOffset SignedIn)? account,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            write =>
                write.Execute(
                    """
                    UPDATE device_code
                    SET state = @state, tenant_id = @tenant, principal_id = @principal, signed_in = @signedIn
                    WHERE user_hash = @userHash AND state = 0 AND ends > @now
                    """,
                    new
                    {
                        userHash,
                        state = (int)(account is null ? DeviceState.Refused : DeviceState.Allowed),
                        tenant = account?.Account.TenantId.ToString(),
                        principal = account?.Account.Id.ToString(),
                        signedIn = account is { } who ? Rows.Ticks(who.SignedIn) : (long?)null,
                        now = Rows.Ticks(time.GetUtcNow()),
                    }
                ) == 1,
            ct
        );

    /// <summary>
    /// The device asks what became of it. One that was allowed or refused is told so once, and forgotten.
    /// </summary>
    /// <param name="appId">Another application's code is none.</param>
    /// <param name="interval">It asks too often where it asked within this time before.</param>
    /// <returns>Null where the code is unknown.</returns>
    public Task<(DeviceCode Device, bool IsTooOften)?> PollDeviceAsync(
        string deviceHash,
        Guid appId,
        TimeSpan interval,
        CancellationToken ct
    ) =>
        database.WriteAsync<(DeviceCode, bool)?>(
            write =>
            {
                var key = new { deviceHash, app = appId.ToString() };
                var row = write
                    .Query<DeviceRow>($"{DeviceRows} WHERE device_hash = @deviceHash AND app_id = @app", key)
                    .FirstOrDefault();
                if (row?.ToDevice() is not { } device)
                    return null;
                var now = time.GetUtcNow();
                var asked = write.Scalar<long?>("SELECT asked FROM device_code WHERE device_hash = @deviceHash", key);
                if (device.State != DeviceState.Waiting || device.Ends <= now)
                    write.Execute("DELETE FROM device_code WHERE device_hash = @deviceHash", key);
                else
                    write.Execute(
                        "UPDATE device_code SET asked = @now WHERE device_hash = @deviceHash",
                        new { deviceHash, now = Rows.Ticks(now) }
                    );
                return (device, asked is { } before && now - Rows.Instant(before) < interval);
            },
            ct
        );

    private sealed class DeviceRow
    {
        public required string App_id { get; init; }
        public string? For_tenant { get; init; }
        public required string Scopes { get; init; }
        public long Ends { get; init; }
        public long State { get; init; }
        public string? Tenant_id { get; init; }
        public string? Principal_id { get; init; }
        public long? Signed_in { get; init; }

        public DeviceCode ToDevice() =>
            new(
                Guid.Parse(App_id),
                For_tenant is null ? null : Guid.Parse(For_tenant),
                Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                Rows.Instant(Ends),
                (DeviceState)State,
                (Tenant_id, Principal_id, Signed_in) is ({ } tenant, { } principal, { } at)
                    ? (Guid.Parse(tenant), Guid.Parse(principal), Rows.Instant(at))
                    : null
            );
    }
}
