using System.Text;

namespace Provost.Engine.Targets;

/// <summary>Writes the header <c>Authorization</c>. Pure.</summary>
internal static class Authorizations
{
    public static string Bearer(string token) => $"Bearer {token.Trim()}";

    /// <summary>RFC 7617 §2, in UTF-8.</summary>
    public static string Basic(string user, string password) => $"Basic {Encoded(user, password)}";

    public static string Encoded(string user, string password) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
