using System.Text.Json.Nodes;
using Provost.Scim.Schemas;

namespace Provost.Scim.Messages;

/// <summary>What a server can do, as it publishes it (RFC 7643 §5). Publish only what holds.</summary>
public sealed record ServiceProviderConfig
{
    /// <summary>Most resources on a page.</summary>
    public int MaxResults { get; init; } = 1000;

    /// <summary>Resources on a page when the client does not say.</summary>
    public int DefaultPageSize { get; init; } = 100;

    /// <summary>Whether passwords can be set.</summary>
    public bool ChangePassword { get; init; }

    /// <summary>Help for people.</summary>
    public string? DocumentationUri { get; init; }

    /// <summary>How clients authenticate; the first is the preferred one.</summary>
    public IReadOnlyList<AuthenticationScheme> AuthenticationSchemes { get; init; } =
    [AuthenticationScheme.BearerToken];

    /// <summary>The resource, without <c>meta.location</c>, which the web layer knows.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["schemas"] = new JsonArray(CoreSchemas.ServiceProviderConfig.Id) };
        if (DocumentationUri is not null)
            json["documentationUri"] = DocumentationUri;

        json["patch"] = Supported(true);
        json["bulk"] = new JsonObject
        {
            ["supported"] = false,
            ["maxOperations"] = 0,
            ["maxPayloadSize"] = 0,
        };
        json["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = MaxResults };
        json["changePassword"] = Supported(ChangePassword);
        json["sort"] = Supported(false);
        json["etag"] = Supported(true);
        json["pagination"] = new JsonObject
        {
            ["cursor"] = false,
            ["index"] = true,
            ["defaultPaginationMethod"] = "index",
            ["defaultPageSize"] = DefaultPageSize,
            ["maxPageSize"] = MaxResults,
        };
        json["authenticationSchemes"] = new JsonArray([
            .. AuthenticationSchemes.Select((scheme, i) => scheme.ToJson(primary: i == 0)),
        ]);
        json["meta"] = new JsonObject { ["resourceType"] = "ServiceProviderConfig" };
        return json;
    }

    private static JsonObject Supported(bool supported) => new() { ["supported"] = supported };
}

/// <summary>A way to authenticate (RFC 7643 §5).</summary>
/// <param name="Type">The kind: <c>oauthbearertoken</c>, <c>oauth2</c>, <c>httpbasic</c>.</param>
/// <param name="Name">The name to show.</param>
/// <param name="Description">What it is.</param>
/// <param name="SpecUri">The specification.</param>
public sealed record AuthenticationScheme(string Type, string Name, string Description, string? SpecUri)
{
    /// <summary>A secret token in the <c>Authorization</c> header (RFC 6750).</summary>
    public static AuthenticationScheme BearerToken { get; } =
        new(
            "oauthbearertoken",
            "Bearer token",
            "A secret token in the Authorization header.",
            "https://www.rfc-editor.org/info/rfc6750"
        );

    internal JsonObject ToJson(bool primary)
    {
        var json = new JsonObject
        {
            ["type"] = Type,
            ["name"] = Name,
            ["description"] = Description,
        };
        if (SpecUri is not null)
            json["specUri"] = SpecUri;

        json["primary"] = primary;
        return json;
    }
}
