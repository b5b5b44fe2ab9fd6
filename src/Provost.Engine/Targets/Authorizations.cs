using System.Text;

namespace Provost.Engine.Targets;

/// <summary>Writes the header <c>Authorization</c>. Pure.</summary>
internal static class Authorizations
{
    /// <summary>RFC 6750 §2.1: visible ASCII, so that nothing in a token ends the header and begins another one.</summary>
    public static string Bearer(string token) => $"Bearer {Visible("SecretToken", token).Trim()}";

    /// <summary>The token, with the blanks around it that copying brings along.</summary>
    /// <param name="name">Of the field that it was entered in, for the sentence.</param>
    /// <exception cref="EngineException">There is something else in it than visible ASCII; it is not shown.</exception>
    public static string Visible(string name, string token) =>
        token.Trim().All(c => c is > ' ' and < (char)127)
            ? token
            : throw new EngineException(
                $"{name}: a token has visible ASCII characters only, and this one has a blank, a line break or another "
                    + "character in it. Copy it again, as one line."
            );

    /// <summary>RFC 7617 §2, in UTF-8.</summary>
    public static string Basic(string user, string password) => $"Basic {Encoded(user, password)}";

    public static string Encoded(string user, string password) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
