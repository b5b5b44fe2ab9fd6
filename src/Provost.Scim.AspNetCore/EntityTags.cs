namespace Provost.Scim.AspNetCore;

/// <summary>Compares the versions of <c>If-Match</c> and <c>If-None-Match</c>, weakly (RFC 9110 §8.8.3.2).</summary>
internal static class EntityTags
{
    public static bool Match(ReadOnlySpan<char> header, string? version)
    {
        foreach (var range in header.Split(','))
        {
            var tag = header[range].Trim();
            if (tag is "*" || (version is not null && Opaque(tag).SequenceEqual(Opaque(version))))
                return true;
        }
        return false;
    }

    /// <summary>Clients leave out the <c>W/</c> and even the quotes.</summary>
    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag) =>
        (tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase) ? tag[2..] : tag).Trim('"');
}
