using System.Globalization;

namespace Provost.Engine.Targets;

/// <summary>Reads how long a target wants to be left alone (scim-wire A.11).</summary>
internal static class RetryAfters
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now) =>
        Parse(Header(response, "Retry-After"), now)
        ?? ((int)response.StatusCode == 429 ? Parse(Header(response, "RateLimit-Reset"), now) : null);

    /// <summary>Seconds or an HTTP date, between a second and an hour; null for what is neither.</summary>
    public static TimeSpan? Parse(string? text, DateTimeOffset now)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return Clamp(seconds > Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds));

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var date)
            ? Clamp(date - now)
            : null;
    }

    private static TimeSpan Clamp(TimeSpan span) =>
        TimeSpan.FromTicks(Math.Clamp(span.Ticks, Shortest.Ticks, Longest.Ticks));

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
