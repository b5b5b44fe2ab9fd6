using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Provost.Server.Graph;

/// <summary>Values as Graph writes them (graph-api 1, "JSON").</summary>
internal static class Wire
{
    /// <summary>In UTC with a Z, in whole seconds where there are no parts of one.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static void Instant(Utf8JsonWriter json, string name, DateTimeOffset? instant)
    {
        if (instant is { } known)
            json.WriteString(name, Instant(known));
        else
            json.WriteNull(name);
    }

    /// <summary>Where Graph has no null: what never happened did so in the year 1.</summary>
    public static void InstantOrNever(Utf8JsonWriter json, string name, DateTimeOffset? instant) =>
        json.WriteString(name, Instant(instant ?? DateTimeOffset.MinValue));

    /// <summary>ISO 8601: <c>PT40M</c>.</summary>
    public static string Duration(TimeSpan duration) => XmlConvert.ToString(duration);
}
