using Provost.Engine.Access;

namespace Provost.Server.Graph;

internal delegate Task<GraphAnswer> GraphHandler(GraphCall call, CancellationToken ct);

/// <summary>
/// One operation of the API. There is no route without an operation: what nobody allowed is refused.
/// </summary>
/// <param name="Template">Segments below the version; <c>{name}</c> stands for any one.</param>
internal sealed record GraphRoute(string Method, string Template, Operation Operation, GraphHandler Handler)
{
    public string[] Segments { get; } = Template.Split('/');

    /// <summary>The placeholders' values where the address is of this shape, null where it is not.</summary>
    public IReadOnlyDictionary<string, string>? Match(IReadOnlyList<string> address)
    {
        if (address.Count != Segments.Length)
            return null;
        Dictionary<string, string>? keys = null;
        for (var at = 0; at < Segments.Length; at++)
        {
            if (Segments[at] is ['{', .. var name, '}'])
                (keys ??= new(StringComparer.Ordinal)).Add(name, address[at]);
            else if (!Segments[at].Equals(address[at], StringComparison.OrdinalIgnoreCase))
                return null;
        }

        return keys ?? Empty;
    }

    /// <summary>How many segments are literal: the more, the earlier it is tried.</summary>
    public int Literals => Segments.Count(s => s[0] != '{');

    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>(
        StringComparer.Ordinal
    );
}
