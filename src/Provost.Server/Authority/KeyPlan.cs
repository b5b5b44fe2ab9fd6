namespace Provost.Server.Authority;

/// <summary>
/// Which signing key is used when. A new key is published a day before it signs, so that whoever keeps the key set for
/// a day knows it in time, and a replaced one stays published until no token that it signed can be valid.
/// </summary>
/// <param name="Signs">When the key that signs was made; null where it is still to be made.</param>
/// <param name="NewKey">Whether a key is to be made now.</param>
/// <param name="Retired">When the keys were made that can go.</param>
internal sealed record KeyPlan(DateTimeOffset? Signs, bool NewKey, IReadOnlySet<DateTimeOffset> Retired)
{
    /// <summary>How long a key signs before the next one is made.</summary>
    public static readonly TimeSpan Signing = TimeSpan.FromDays(90);

    /// <summary>How long a key stays published, counted from when it was made.</summary>
    public static readonly TimeSpan Kept = Signing + TimeSpan.FromDays(3);

    private static readonly TimeSpan PublishedBefore = TimeSpan.FromDays(1);

    /// <param name="created">When the keys were made.</param>
    public static KeyPlan For(IReadOnlyCollection<DateTimeOffset> created, DateTimeOffset now)
    {
        var usable = created.Where(c => now - c < Kept).ToList();
        var ready = usable.Where(c => now - c >= PublishedBefore).ToList();
        var signs =
            ready.Count > 0 ? ready.Max()
            : usable.Count > 0 ? usable.Min()
            : (DateTimeOffset?)null;
        return new KeyPlan(
            signs,
            usable.Count == 0 || now - usable.Max() >= Signing,
            created.Where(c => now - c >= Kept).ToHashSet()
        );
    }
}
