using System.Text.Json.Nodes;

namespace Provost.Scim;

/// <summary>
/// A request that cannot be answered, as a client sees it (RFC 7644 §3.12). The message is the <c>detail</c>.
/// </summary>
public sealed class ScimException : Exception
{
    /// <summary>The schema of the error body.</summary>
    public const string ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

    /// <summary>An error with any status; the factories below name the ones that the RFC knows.</summary>
    public ScimException(int status, string? scimType, string detail)
        : base(detail)
    {
        Status = status;
        ScimType = scimType;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The error keyword of RFC 7644 table 9, where there is one.</summary>
    public string? ScimType { get; }

    /// <summary>400: the filter cannot be read, or an attribute cannot be compared in that way.</summary>
    public static ScimException InvalidFilter(string detail) => new(400, "invalidFilter", detail);

    /// <summary>400: the path of a PATCH operation cannot be read or names nothing in the schema.</summary>
    public static ScimException InvalidPath(string detail) => new(400, "invalidPath", detail);

    /// <summary>400: the path of a PATCH operation matched nothing to work on.</summary>
    public static ScimException NoTarget(string detail) => new(400, "noTarget", detail);

    /// <summary>400: a required value is missing, or a value has the wrong type.</summary>
    public static ScimException InvalidValue(string detail) => new(400, "invalidValue", detail);

    /// <summary>400: the body is not JSON, or not of the shape that the request asks for.</summary>
    public static ScimException InvalidSyntax(string detail) => new(400, "invalidSyntax", detail);

    /// <summary>400: a read-only or immutable attribute would change.</summary>
    public static ScimException Mutability(string detail) => new(400, "mutability", detail);

    /// <summary>400: the filter matches more than the server is willing to return.</summary>
    public static ScimException TooMany(string detail) => new(400, "tooMany", detail);

    /// <summary>401: no credential, or one that is not accepted.</summary>
    public static ScimException Unauthorized(string detail) => new(401, null, detail);

    /// <summary>403: the credential does not allow this.</summary>
    public static ScimException Forbidden(string detail) => new(403, null, detail);

    /// <summary>404: there is no such resource or endpoint.</summary>
    public static ScimException NotFound(string detail) => new(404, null, detail);

    /// <summary>409: another resource has this value already.</summary>
    public static ScimException Uniqueness(string detail) => new(409, "uniqueness", detail);

    /// <summary>412: the resource is not in the version that the client named.</summary>
    public static ScimException PreconditionFailed(string detail) => new(412, null, detail);

    /// <summary>413: more operations or bytes than the server takes at once.</summary>
    public static ScimException TooLarge(string detail) => new(413, null, detail);

    /// <summary>429: the client has to slow down.</summary>
    public static ScimException TooManyRequests(string detail) => new(429, null, detail);

    /// <summary>501: the server does not offer this part of the protocol.</summary>
    public static ScimException NotImplemented(string detail) => new(501, null, detail);

    /// <summary>The error body; <c>status</c> is a string, as the RFC wants it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["schemas"] = new JsonArray(ErrorSchema), ["status"] = Status.ToString() };
        if (ScimType is not null)
            json["scimType"] = ScimType;

        json["detail"] = Message;
        return json;
    }
}
