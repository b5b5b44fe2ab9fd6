using System.Collections.Immutable;
using Provost.Engine.Logs;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>
/// The secrets of an application by key (<c>synchronizationSecretKeyStringValuePair</c>); they exist before any job and
/// without one. Immutable; its text never holds a value.
/// </summary>
public sealed class SecretSet : IEquatable<SecretSet>
{
    /// <summary>What stands in the place of a value that is not shown; given back, it keeps the stored one.</summary>
    public const string Mask = "*";

    /// <summary>In characters; a private key or a long token has a tenth of it.</summary>
    private const int LongestValue = 32 * 1024;

    private readonly ImmutableSortedDictionary<SynchronizationSecret, string> _values;

    private SecretSet(ImmutableSortedDictionary<SynchronizationSecret, string> values, CredentialSettings settings) =>
        (_values, Settings) = (values, settings);

    public static SecretSet Empty { get; } =
        new(ImmutableSortedDictionary<SynchronizationSecret, string>.Empty, CredentialSettings.None);

    /// <summary>What Provost keeps beside Graph's keys.</summary>
    public CredentialSettings Settings { get; }

    public int Count => _values.Count;

    /// <summary>In the order of the keys' numbers.</summary>
    public IEnumerable<KeyValuePair<SynchronizationSecret, string>> Values => _values;

    /// <summary>For people and for the wire: values of secret keys as <see cref="Mask"/>.</summary>
    public IEnumerable<KeyValuePair<SynchronizationSecret, string>> Masked =>
        _values.Select(v => v.Key.IsSecret() ? KeyValuePair.Create(v.Key, Mask) : v);

    /// <summary>The value of a key, null where there is none.</summary>
    public string? this[SynchronizationSecret key] => _values.GetValueOrDefault(key);

    /// <summary>With another value of a key; null or nothing takes it away.</summary>
    public SecretSet With(SynchronizationSecret key, string? value) =>
        new(string.IsNullOrEmpty(value) ? _values.Remove(key) : _values.SetItem(key, value), Settings);

    public SecretSet With(CredentialSettings settings) => new(_values, settings);

    /// <summary>
    /// <c>PUT …/synchronization/secrets</c> (graph-api 6.5): what is given replaces what is stored, the empty text
    /// deletes, and <see cref="Mask"/> keeps the stored value. A new secret has another end than the one before, so
    /// the known one is forgotten.
    /// </summary>
    /// <exception cref="EngineException">A key comes twice, or a value cannot be one.</exception>
    public static SecretSet Replace(SecretSet stored, IReadOnlyList<KeyValuePair<SynchronizationSecret, string>> given)
    {
        if (given.GroupBy(g => g.Key).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
            throw new EngineException($"{twice}: the key is given twice. Give it once.");

        var replaced = given.Aggregate(Empty.With(stored.Settings), (set, g) => set.With(g.Key, Checked(stored, g)));
        return replaced.HasSecretsOf(stored)
            ? replaced
            : replaced.With(stored.Settings with { Expires = null, RefreshTokenExpires = null });
    }

    /// <summary>
    /// For the audit: the keys whose values differ. Of a secret only <see cref="Mask"/> is told, old and new alike.
    /// </summary>
    public static IReadOnlyList<ModifiedProperty> Changes(SecretSet before, SecretSet after)
    {
        string? Shown(SecretSet set, SynchronizationSecret key) =>
            set[key] is { } value ? (key.IsSecret() ? Mask : value) : null;

        return
        [
            .. before
                ._values.Keys.Union(after._values.Keys)
                .Where(key => before[key] != after[key])
                .Select(key => new ModifiedProperty($"{key}", Shown(before, key), Shown(after, key))),
        ];
    }

    /// <summary>The first day on which what is stored does not let in any more; null where nobody said.</summary>
    public DateOnly? Expires()
    {
        DateOnly?[] known =
        [
            Settings.Expires,
            Day(Settings.RefreshTokenExpires),
            this[SynchronizationSecret.SecretToken] is { } token ? Day(JsonWebToken.Expires(token)) : null,
        ];
        return known.Min();
    }

    public bool Equals(SecretSet? other) =>
        other is not null && Settings == other.Settings && _values.SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as SecretSet);

    public override int GetHashCode() => HashCode.Combine(_values.Count, Settings);

    public override string ToString() => $"{Count} secrets (values not shown)";

    private static string Checked(SecretSet stored, KeyValuePair<SynchronizationSecret, string> given) =>
        given switch
        {
            { Key: SynchronizationSecret.None } => throw new EngineException(
                "None is no key of a secret. Leave it out."
            ),
            { Value.Length: > LongestValue } => throw new EngineException(
                $"{given.Key}: the value has {given.Value.Length} characters. Give {LongestValue} at most."
            ),
            { Value: Mask } => stored[given.Key]
                ?? throw new EngineException(
                    $"{given.Key}: '{Mask}' keeps the stored value, and none is stored. Give the value."
                ),
            _ => given.Value,
        };

    private bool HasSecretsOf(SecretSet other) =>
        this[SynchronizationSecret.SecretToken] == other[SynchronizationSecret.SecretToken]
        && this[SynchronizationSecret.ClientSecret] == other[SynchronizationSecret.ClientSecret]
        && this[SynchronizationSecret.Oauth2ClientSecret] == other[SynchronizationSecret.Oauth2ClientSecret]
        && this[SynchronizationSecret.Oauth2RefreshToken] == other[SynchronizationSecret.Oauth2RefreshToken];

    private static DateOnly? Day(DateTimeOffset? instant) =>
        instant is { } known ? DateOnly.FromDateTime(known.UtcDateTime) : null;
}
