namespace Dialpad.Offices;

/// <summary>What a creation request says about the new user's office.</summary>
internal sealed record OfficeWish(
    string? OfficeName,
    string? PhysicalDeliveryOfficeName,
    string? Department,
    string? Country
);

/// <summary>Which office takes a new user.</summary>
internal abstract record OfficeChoice
{
    private OfficeChoice() { }

    public sealed record Found(Office Office) : OfficeChoice;

    /// <summary>The company refuses users whose office is not known.</summary>
    public sealed record Mismatch(string Reason) : OfficeChoice;

    /// <summary>No office has a licence for one more.</summary>
    public sealed record Full : OfficeChoice;
}

/// <summary>The order in which a new user's office is looked for: by name, by country, the best match.</summary>
internal static class OfficeMatching
{
    public const string BestMatch = "best-match";
    public const string Refuse = "refuse";

    public static readonly string[] Mismatches = [BestMatch, Refuse];
    public static readonly string[] Fields = ["officeName", "physicalDeliveryOfficeName", "department"];

    /// <param name="offices">All offices, each with its free licences of the type that the user is to get.</param>
    /// <param name="field">The attribute that names the office, or null for any of the three in their order.</param>
    /// <param name="takesLicence">False for a user who is created suspended.</param>
    public static OfficeChoice Choose(
        OfficeWish wish,
        IReadOnlyList<Office> offices,
        string? field,
        string mismatch,
        bool takesLicence
    )
    {
        var named = Named(wish, field).ToList();
        if (Best(offices.Where(o => named.Contains(o.Name, StringComparer.OrdinalIgnoreCase)), named) is { } byName)
            return new OfficeChoice.Found(byName);
        if (named.Count > 0 && mismatch == Refuse)
            return new OfficeChoice.Mismatch($"No office is called {string.Join(" or ", named.Select(n => $"'{n}'"))}");

        var inCountry = offices.Where(o => string.Equals(o.Country, wish.Country, StringComparison.OrdinalIgnoreCase));
        if (Best(inCountry, []) is { } byCountry)
            return new OfficeChoice.Found(byCountry);
        if (mismatch == Refuse)
            return new OfficeChoice.Mismatch("The user names no office, nor a country that has one");

        return Best(offices.Where(o => !takesLicence || o.Free > 0), []) is { } best
            ? new OfficeChoice.Found(best)
            : new OfficeChoice.Full();
    }

    private static IEnumerable<string> Named(OfficeWish wish, string? field)
    {
        string?[] values = [wish.OfficeName, wish.PhysicalDeliveryOfficeName, wish.Department];
        return Fields
            .Zip(values)
            .Where(f => field is null || f.First == field)
            .Select(f => f.Second)
            .Where(v => !string.IsNullOrWhiteSpace(v))
            .OfType<string>();
    }

    /// <summary>The one that was named first; else one with room, the primary one, the one with most room.</summary>
    private static Office? Best(IEnumerable<Office> offices, List<string> named) =>
        offices
            .OrderBy(o => named.FindIndex(n => string.Equals(n, o.Name, StringComparison.OrdinalIgnoreCase)))
            .ThenByDescending(o => o.Free > 0)
            .ThenByDescending(o => o.IsPrimary)
            .ThenByDescending(o => o.Free)
            .ThenBy(o => o.Id)
            .FirstOrDefault();
}
