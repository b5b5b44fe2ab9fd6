using System.Globalization;
using System.Text.Json;
using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary>
/// What a <c>$skiptoken</c> or <c>$deltatoken</c> of a delta says: everything that the next request needs, so that the
/// server keeps nothing and a restart loses nothing (graph-api 3.4).
/// </summary>
/// <param name="Select">The names as they were given; null where none were.</param>
internal sealed record DeltaToken(
    Guid TenantId,
    ObjectKind Kind,
    DateTimeOffset Issued,
    DeltaPosition Position,
    IReadOnlyList<string>? Select,
    IReadOnlyList<Guid> Ids,
    int Size
)
{
    /// <summary>How long the changes can be asked for (graph-api 3.4).</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public string Write() => PageTokens.Write(JsonSerializer.Serialize(this));

    /// <summary>
    /// One that is too old, of another collection or tenant, or not ours: begin again with a full pass.
    /// </summary>
    public static DeltaToken Read(string text, GraphCall call, ObjectKind kind)
    {
        var token = Parsed(text);
        var now = call.Installation.Time.GetUtcNow();
        return
            token is { Position: not null, Ids: not null }
            && token.TenantId == call.Caller.TenantId
            && token.Kind == kind
            && token.Size is > 0 and <= DeltaEndpoint.LargestPage
            && now - token.Issued <= Lifetime
            ? token
            : throw Lost(call, kind);
    }

    public static GraphException Lost(GraphCall call, ObjectKind kind) =>
        new(
            StatusCodes.Status410Gone,
            "syncStateNotFound",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The sync state of this token is not found: it is older than {Lifetime.TotalDays} days, or of another "
            ) + $"place. Begin again with {call.Root}/{DeltaEndpoint.Collection(kind)}/delta."
        );

    private static DeltaToken? Parsed(string text)
    {
        try
        {
            return PageTokens.Read(text) is { } json ? JsonSerializer.Deserialize<DeltaToken>(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
