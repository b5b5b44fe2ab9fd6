using System.Buffers.Text;
using System.Text;

namespace Provost.Server.Graph;

/// <summary>The opaque texts in links: base64url of something readable.</summary>
internal static class PageTokens
{
    public static GraphException Expired =>
        new(
            StatusCodes.Status400BadRequest,
            "Directory_ExpiredPageToken",
            "The $skiptoken is not one that this server gave out. Begin with the first page."
        );

    public static string Write(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>Null where it is no such text.</summary>
    public static string? Read(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
