using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Provost.Scim.Resources;

/// <summary>Versions of resources as weak ETags (RFC 7644 §3.14).</summary>
public static class Versions
{
    /// <summary>
    /// The version of a state: a hash of everything but <c>meta</c>, so that the same state has the same version
    /// however it is rendered.
    /// </summary>
    public static string Of(ScimResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            for (var i = 0; i < resource.Json.Count; i++)
            {
                var (name, value) = resource.Json.GetAt(i);
                if (value is null || name.Equals("meta", StringComparison.OrdinalIgnoreCase))
                    continue;

                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return $"W/\"{Convert.ToHexStringLower(hash[..10])}\"";
    }

    /// <summary>
    /// Whether a header of entity tags names this version: <c>*</c> names any, and weak and strong tags are compared
    /// alike.
    /// </summary>
    public static bool Matches(string header, string? version)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.AsSpan().Trim() is "*")
            return true;
        if (version is null)
            return false;

        foreach (var range in header.AsSpan().Split(','))
        {
            if (Opaque(header.AsSpan()[range]).SequenceEqual(Opaque(version)))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Refuses a write with <c>412</c> when the client's <c>If-Match</c> names another version; without a header every
    /// version will do.
    /// </summary>
    public static void Require(string? ifMatch, string? version)
    {
        if (!string.IsNullOrWhiteSpace(ifMatch) && !Matches(ifMatch, version))
            throw ScimException.PreconditionFailed(
                "The resource has changed: it is not in the version of If-Match. Read it again and repeat the change."
            );
    }

    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag)
    {
        tag = tag.Trim();
        return (tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase) ? tag[2..] : tag).Trim('"');
    }
}
