using Key = Provost.Engine.Synchronization.SynchronizationSecret;

namespace Provost.Engine.Synchronization;

/// <summary>
/// A stored secret goes only to the origin (scheme, host and port) that it was entered for: whoever may change an
/// address may not have what somebody else entered sent there. Pure.
/// </summary>
public static class SecretOrigins
{
    private static readonly Key[] OfTheTarget = [Key.BaseAddress];

    /// <summary>What is shown to the token endpoint gets tokens, which are shown to the target.</summary>
    private static readonly Key[] OfBoth = [Key.BaseAddress, Key.Oauth2TokenExchangeUri];

    /// <summary>Whether both addresses, or none, are of one origin; what is no address is compared as text.</summary>
    public static bool AreSame(string? one, string? other) =>
        string.Equals(Of(one), Of(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses to keep a stored value of this key where an address that it goes to is of another origin.</summary>
    internal static void ThrowIfMoved(Key key, SecretSet stored, SecretSet next)
    {
        if (Moved(key, stored, next) is { } address)
            throw EnterAgain(key, address);
    }

    /// <summary>The address whose origin is another one than before; null where there is none.</summary>
    internal static Key? Moved(Key key, SecretSet stored, SecretSet next)
    {
        foreach (var address in AddressesOf(key))
            if (next[address] is not null && !AreSame(stored[address], next[address]))
                return address;
        return null;
    }

    internal static bool AnyMoved(SecretSet stored, SecretSet next) =>
        Moved(Key.Oauth2ClientSecret, stored, next) is not null;

    internal static EngineException EnterAgain(Key key, Key address) =>
        new(
            $"{key}: the stored value was entered for another {address}, and is sent to no other host, scheme or port. "
                + "Enter the secret again for this address, or empty it."
        );

    private static Key[] AddressesOf(Key key) =>
        key
            is Key.ClientSecret
                or Key.Oauth2ClientSecret
                or Key.ConsumerSecret
                or Key.Oauth2RefreshToken
                or Key.Oauth2AuthorizationCode
            ? OfBoth
            : OfTheTarget;

    private static string? Of(string? address) =>
        Uri.TryCreate(address?.Trim(), UriKind.Absolute, out var uri)
            ? $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}"
            : address?.Trim();
}
