namespace Dialpad.Companies;

/// <summary>What a company's API key is worth at an instant.</summary>
internal enum ApiKeyState
{
    Valid,
    OwnerIsNoAdministrator,
    Expired,
    Revoked,
}

/// <summary>A company's API key; its value is not part of it.</summary>
internal sealed record ApiKey
{
    /// <summary>The scopes that the vendor documents; none of them is needed for SCIM.</summary>
    public static readonly string[] KnownScopes =
    [
        "calls:list",
        "change_log",
        "conference:read",
        "message_content_export",
        "message_content_export:all",
        "recordings_export",
        "screen_pop",
    ];

    public required string Id { get; init; }
    public required long CompanyId { get; init; }
    public required string Name { get; init; }
    public required string OwnerMail { get; init; }
    public required bool OwnerIsAdministrator { get; init; }
    public required byte[] Hash { get; init; }
    public required byte[] Sealed { get; init; }
    public required string LastFour { get; init; }

    /// <summary>Separated by blanks.</summary>
    public required string Scopes { get; init; }
    public required long CreatedMs { get; init; }
    public long? ExpiresMs { get; init; }
    public long? RevokedMs { get; init; }

    public DateTimeOffset Created => DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs);

    public DateTimeOffset? Expires => ExpiresMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    public ApiKeyState State(DateTimeOffset now) =>
        this switch
        {
            { RevokedMs: not null } => ApiKeyState.Revoked,
            { Expires: { } expires } when expires <= now => ApiKeyState.Expired,
            { OwnerIsAdministrator: false } => ApiKeyState.OwnerIsNoAdministrator,
            _ => ApiKeyState.Valid,
        };
}
