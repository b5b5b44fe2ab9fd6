using System.Net;
using Provost.Engine.Directory;

namespace Provost.Engine.Targets;

/// <summary>
/// The SCIM base of a target as an administrator typed it, taken apart (scim-wire A.1, A.2): Entra's flags choose the
/// dialect and never go on the wire, other query parameters go along with every request.
/// </summary>
public sealed class TenantUrl
{
    private readonly string _base;
    private readonly string _query;

    private TenantUrl(string @base, string query, PatchDialect? dialect)
    {
        _base = @base;
        _query = query;
        Dialect = dialect;
        Users = Build("/Users");
        Groups = Build("/Groups");
        Schemas = Build("/Schemas");
        ResourceTypes = Build("/ResourceTypes");
    }

    /// <summary>The dialect that a flag in the URL asks for, null without one.</summary>
    public PatchDialect? Dialect { get; }

    internal Uri Users { get; }

    internal Uri Groups { get; }

    internal Uri Schemas { get; }

    internal Uri ResourceTypes { get; }

    /// <summary>Reads a tenant URL; <c>http</c> is taken only where private addresses are allowed.</summary>
    public static TenantUrl Parse(string text, bool allowPrivateAddresses = false)
    {
        var typed = text.Trim();
        if (!Uri.TryCreate(typed, UriKind.Absolute, out var url) || url.Host.Length == 0)
            throw Problem(Shape(typed), "Enter the SCIM base address, such as https://app.example/scim.");
        if (url.Scheme != Uri.UriSchemeHttps && !(allowPrivateAddresses && url.Scheme == Uri.UriSchemeHttp))
            throw Problem(
                $"an address that starts with '{url.Scheme}:'",
                url.Scheme == Uri.UriSchemeHttp
                    ? "Enter one that starts with https://, or set AllowPrivateAddresses for a target on this network."
                    : "Enter one that starts with https://."
            );
        if (url.UserInfo.Length > 0)
            throw Problem("an address with a user name or password in it", "Take it out and enter the secret token.");
        if (url.Fragment.Length > 0)
            throw Problem("an address with a fragment, the part after '#'", "Take that part out.");

        var (kept, dialect) = Flags(url.Query);
        var path = url.GetComponents(UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        var start = url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return new TenantUrl(path.Length == 0 ? start : $"{start}/{path}", kept, dialect);
    }

    /// <summary>
    /// The base without its query, for people: parameters that an administrator added may be secrets.
    /// </summary>
    public override string ToString() => _base;

    internal Uri Collection(ObjectKind kind) => kind == ObjectKind.Group ? Groups : Users;

    internal Uri Query(ObjectKind kind, string parameters) => Build($"{Name(kind)}?{parameters}");

    /// <summary>Dots are encoded too: an id of two dots must not climb to the resource above.</summary>
    internal Uri Resource(ObjectKind kind, string id, string parameters = "")
    {
        var segment = id is "." or ".." ? id.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(id);
        return Build($"{Name(kind)}/{segment}{(parameters.Length > 0 ? "?" : "")}{parameters}");
    }

    /// <summary><paramref name="url"/> without the parameters of the tenant URL.</summary>
    internal string Shown(Uri url) =>
        _query.Length == 0 ? url.OriginalString : url.OriginalString[..^(_query.Length + 1)];

    private static string Name(ObjectKind kind) => kind == ObjectKind.Group ? "/Groups" : "/Users";

    private Uri Build(string rest)
    {
        var text =
            _query.Length == 0 ? _base + rest
            : rest.Contains('?', StringComparison.Ordinal) ? $"{_base}{rest}&{_query}"
            : $"{_base}{rest}?{_query}";

        // Everything is escaped already; Uri would undo some of it ("%7E", "%2E%2E").
        return new Uri(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static (string Kept, PatchDialect? Dialect) Flags(string query)
    {
        var kept = new List<string>();
        PatchDialect? dialect = null;
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Flag(WebUtility.UrlDecode(part.Split('=', 2)[0])) is { } flag)
                dialect = flag;
            else
                kept.Add(part);
        }
        return (string.Join('&', kept), dialect);
    }

    private static PatchDialect? Flag(string name) =>
        name.TrimEnd('/').ToUpperInvariant() switch
        {
            "AADOPTSCIM062020" or "AZUREADSCIMPATCH062020" => PatchDialect.EntraFolded,
            "AZUREADSCIMPATCH2017" => PatchDialect.EntraLegacy,
            _ => null,
        };

    private static string Shape(string typed) =>
        typed.Length == 0 ? "empty"
        : typed.Contains(' ', StringComparison.Ordinal) ? $"{typed.Length} characters with blanks, no address"
        : typed.Contains("://", StringComparison.Ordinal) ? "an address that cannot be read"
        : $"{typed.Length} characters without 'https://'";

    private static EngineException Problem(string shape, string remedy) => new($"Tenant URL: it is {shape}. {remedy}");
}
