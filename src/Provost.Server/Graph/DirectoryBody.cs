using System.Globalization;
using System.Text.Json;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Server.Graph;

/// <summary>The properties of a user or group in a request, checked against the table of properties.</summary>
/// <param name="Attributes">What is to be set; null takes an attribute away.</param>
internal sealed record DirectoryBody(IReadOnlyDictionary<string, Value> Attributes, bool? AccountEnabled)
{
    /// <summary>
    /// Reads all of the body. What is unknown, cannot be written, has another type or is too long is an error that
    /// names the property.
    /// </summary>
    public static DirectoryBody Read(ObjectKind kind, GraphBody body)
    {
        var attributes = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in body.Names.ToList())
        {
            if (DirectoryProperties.Find(kind, name) is not { Writable: true } property)
                continue;
            switch (property.Name)
            {
                case "accountEnabled":
                    break;
                case "passwordProfile":
                    CheckPassword(body);
                    break;
                default:
                    Take(body, property, attributes);
                    break;
            }
        }

        var enabled = kind == ObjectKind.User ? body.Boolean("accountEnabled") : null;
        if (enabled is null && kind == ObjectKind.User && body.Has("accountEnabled"))
            throw Invalid("accountEnabled", "it is true or false and cannot be taken away");
        body.Done($"microsoft.graph.{kind.ToString().ToLowerInvariant()}");
        Check(kind, attributes);
        return new DirectoryBody(attributes, enabled);
    }

    private static void Take(GraphBody body, DirectoryProperty property, Dictionary<string, Value> attributes)
    {
        var name = property.Name;
        switch (property.Type)
        {
            case PropertyType.Boolean:
                attributes[name] = body.Boolean(name) is { } truth ? Value.Boolean(truth) : Value.Null;
                break;
            case PropertyType.Instant:
                attributes[name] = body.Instant(name) is { } instant ? Value.Instant(instant) : Value.Null;
                break;
            case PropertyType.Texts:
                attributes[name] = Texts(name, body.Texts(name) ?? []);
                break;
            case PropertyType.Objects:
                attributes[name] = Identities(body.Objects(name) ?? []);
                break;
            case PropertyType.Complex:
                TakeParts(body, property, attributes);
                break;
            default:
                attributes[name] = Text(name, body.Text(name), property.Longest);
                break;
        }
    }

    /// <summary>What is not named stays: extension attributes merge one by one (graph-api 3.1).</summary>
    private static void TakeParts(GraphBody body, DirectoryProperty property, Dictionary<string, Value> attributes)
    {
        if (body.Object(property.Name) is not { } parts)
        {
            foreach (var attribute in property.Parts.Values)
                attributes[attribute] = Value.Null;
            return;
        }

        foreach (var (part, attribute) in property.Parts.Where(p => parts.Has(p.Key)))
            attributes[attribute] = Text($"{property.Name}/{part}", parts.Text(part), 0);
        parts.Done($"microsoft.graph.{property.Name}");
    }

    private static Value Text(string name, string? text, int longest)
    {
        if (text is null)
            return Value.Null;
        var most = longest == 0 ? DirectoryProperties.LongestText : longest;
        if (text.Length == 0)
            throw Invalid(name, "it is an empty text; send null to take the value away");
        if (text.Length > most)
        {
            throw Invalid(
                name,
                string.Create(CultureInfo.InvariantCulture, $"it has {text.Length} characters, and {most} are the most")
            );
        }

        return Value.Text(text);
    }

    private static Value Texts(string name, IReadOnlyList<string> texts)
    {
        var most = name == "businessPhones" ? 1 : DirectoryProperties.MostValues;
        if (texts.Count > most)
        {
            throw Invalid(
                name,
                string.Create(CultureInfo.InvariantCulture, $"it has {texts.Count} values, and {most} is the most")
            );
        }

        foreach (var text in texts)
            Text(name, text, 0);
        return texts.Count == 0 ? Value.Null : Value.Many(texts);
    }

    private static Value Identities(IReadOnlyList<GraphBody> identities)
    {
        if (identities.Count > DirectoryProperties.MostValues)
            throw Invalid("identities", "there are too many values");
        var texts = new List<string>();
        foreach (var identity in identities)
        {
            var parts = new OrderedDictionary<string, string?>(StringComparer.Ordinal)
            {
                ["signInType"] = identity.Text("signInType"),
                ["issuer"] = identity.Text("issuer"),
                ["issuerAssignedId"] = identity.Text("issuerAssignedId"),
            };
            identity.Done("microsoft.graph.objectIdentity");
            foreach (var (part, text) in parts)
                Text($"identities/{part}", text, 0);
            texts.Add(JsonSerializer.Serialize(parts));
        }

        return texts.Count == 0 ? Value.Null : Value.Many(texts);
    }

    /// <summary>Nobody signs in with it here, so it is looked at and forgotten.</summary>
    private static void CheckPassword(GraphBody body)
    {
        if (body.Object("passwordProfile") is not { } profile)
            return;
        Text("passwordProfile/password", profile.Text("password"), 256);
        profile.Boolean("forceChangePasswordNextSignIn");
        profile.Boolean("forceChangePasswordNextSignInWithMfa");
        profile.Done("microsoft.graph.passwordProfile");
    }

    private static void Check(ObjectKind kind, Dictionary<string, Value> attributes)
    {
        if (attributes.TryGetValue("displayName", out var displayName) && displayName.IsNull)
            throw Invalid("displayName", "it cannot be taken away");
        if (kind == ObjectKind.Group)
        {
            if (
                attributes
                    .GetValueOrDefault("groupTypes")
                    .Elements.Contains("DynamicMembership", StringComparer.OrdinalIgnoreCase)
            )
                throw Invalid("groupTypes", "groups with dynamic membership are not supported; add members instead");
            return;
        }

        if (attributes.TryGetValue("userPrincipalName", out var name) && !IsPrincipalName(name.ToString()))
            throw Invalid("userPrincipalName", "it has the form ada@contoso.example, without blanks");
        if (attributes.GetValueOrDefault("usageLocation") is { IsNull: false } place && !IsCountry(place.ToString()))
            throw Invalid("usageLocation", "it is a country of two letters, such as DE (ISO 3166)");
        if (attributes.GetValueOrDefault("userType").ToString() is not ("" or "Member" or "Guest"))
            throw Invalid("userType", "it is Member or Guest");
    }

    private static bool IsPrincipalName(string text) =>
        text.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && !text.Any(c => char.IsWhiteSpace(c) || c == '/');

    private static bool IsCountry(string text) => text.Length == 2 && text.All(char.IsAsciiLetter);

    private static GraphException Invalid(string name, string reason) =>
        GraphException.BadRequest($"Invalid value specified for property '{name}': {reason}.", name);
}
