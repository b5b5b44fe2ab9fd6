namespace Provost.Server.Graph;

/// <summary>An answer that is an error, with Graph's status and code (graph-api 1, table of errors).</summary>
internal sealed class GraphException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>The property that is wrong.</summary>
    public string? Target { get; init; }

    public IReadOnlyList<ErrorDetail> Details { get; init; } = [];

    /// <summary>Whole seconds until it is worth another try; only with 429 and 503.</summary>
    public int? RetryAfter { get; init; }

    public static GraphException BadRequest(string message, string? target = null) =>
        new(StatusCodes.Status400BadRequest, "Request_BadRequest", message) { Target = target };

    public static GraphException Malformed(string message, string? target = null) =>
        new(StatusCodes.Status400BadRequest, "BadRequest", message) { Target = target };

    public static GraphException UnsupportedQuery(string message) =>
        new(StatusCodes.Status400BadRequest, "Request_UnsupportedQuery", message);

    /// <summary>Nothing is wrong with the request; clients send it again later.</summary>
    public static GraphException Unavailable(string message) =>
        new(StatusCodes.Status503ServiceUnavailable, "serviceNotAvailable", message);

    /// <summary>For objects of the directory.</summary>
    public static GraphException NoObject(string id) =>
        new(
            StatusCodes.Status404NotFound,
            "Request_ResourceNotFound",
            $"Resource '{id}' does not exist or one of its queried reference-property objects are not present."
        );

    /// <summary>For jobs, templates and everything else that is no object of the directory.</summary>
    public static GraphException Nothing(string message) =>
        new(StatusCodes.Status404NotFound, "ResourceNotFound", message);

    public static GraphException Conflict(string message) => new(StatusCodes.Status409Conflict, "Conflict", message);

    /// <summary>Another object has this value of a property that is unique.</summary>
    public static GraphException Taken(string property)
    {
        var message = $"Another object with the same value for property {property} already exists.";
        return new(StatusCodes.Status400BadRequest, "Request_BadRequest", message)
        {
            Details = [new ErrorDetail("ObjectConflict", message, property)],
        };
    }
}

/// <summary>One of several things that are wrong.</summary>
internal sealed record ErrorDetail(string Code, string Message, string? Target);
