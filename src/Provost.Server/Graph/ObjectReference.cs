using System.Text.Json;

namespace Provost.Server.Graph;

/// <summary><c>{"@odata.id":"https://host/v1.0/directoryObjects/{id}"}</c>: a reference in a request.</summary>
internal static class ObjectReference
{
    /// <summary>
    /// The id that it ends in, whatever host and collection stand before: clients write their own cloud's address
    /// (graph-api 3.1).
    /// </summary>
    public static Guid Read(JsonElement body) =>
        body.TryGetProperty("@odata.id", out var given) && given.ValueKind == JsonValueKind.String
            ? Id(given.GetString() ?? "")
            : throw GraphException.BadRequest(
                "Not a valid reference update: send {\"@odata.id\":\"https://host/v1.0/directoryObjects/{id}\"}.",
                "@odata.id"
            );

    public static Guid Id(string reference) =>
        GraphPath.Segments(reference) is [.., var last] && Guid.TryParseExact(last, "D", out var id)
            ? id
            : throw GraphException.BadRequest(
                $"Not a valid reference update: '{reference}' does not end in the id of an object.",
                "@odata.id"
            );
}
