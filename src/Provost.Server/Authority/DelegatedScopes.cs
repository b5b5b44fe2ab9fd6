using Provost.Engine.Access;

namespace Provost.Server.Authority;

/// <summary>A permission as the consent page shows it.</summary>
/// <param name="NeedsAdministrator">Nobody else may allow it.</param>
public sealed record ScopeText(string Title, string Description, bool NeedsAdministrator);

/// <summary>What an application may ask for in the name of a person: OpenID Connect's scopes, and Graph's.</summary>
internal static class DelegatedScopes
{
    private static readonly Dictionary<string, ScopeText> Standard = new(StringComparer.Ordinal)
    {
        ["openid"] = new("Sign you in", "It learns which account you are.", false),
        ["profile"] = new("View your basic profile", "Your name and your user name.", false),
        ["email"] = new("View your mail address", "The address that the directory has for you.", false),
        ["offline_access"] = new(
            "Maintain access to data you have given it access to",
            "It can renew what it got while you are not there.",
            false
        ),
        ["User.Read"] = new("Sign you in and read your profile", "Your own entry of the directory.", false),
    };

    /// <summary>Without the name of the resource in front of them; unknown ones come out as the refusal.</summary>
    public static (IReadOnlyList<string> Scopes, AuthorityError? Refusal) Read(
        IEnumerable<string> asked,
        IReadOnlyCollection<string> resources
    )
    {
        List<string> scopes = [];
        foreach (var scope in asked.Distinct(StringComparer.Ordinal))
        {
            var name = resources.FirstOrDefault(r => scope.StartsWith($"{r}/", StringComparison.OrdinalIgnoreCase))
                is { } resource
                ? scope[(resource.Length + 1)..].TrimStart('/')
                : scope;
            // What the registration was allowed before; nothing is registered for delegation, so nothing is added.
            if (name == ".default")
                continue;
            if (!Standard.ContainsKey(name) && !Operations.Permissions.Contains(name, StringComparer.Ordinal))
                return ([], AuthorityError.UnknownScope(scope));
            scopes.Add(name);
        }

        return (scopes, null);
    }

    public static ScopeText Describe(string scope) =>
        Standard.TryGetValue(scope, out var text)
            ? text
            : new ScopeText(scope, "A permission of the management API, as far as your own roles go.", true);

    /// <summary>Whether the scope is about the management API and not about the sign-in.</summary>
    public static bool IsOfGraph(string scope) => scope == "User.Read" || !Standard.ContainsKey(scope);
}
