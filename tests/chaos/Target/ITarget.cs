using System.Text.Json.Nodes;

namespace Provost.Chaos.Target;

/// <summary>What accounts are compared in.</summary>
internal interface ITarget
{
    string Token { get; }

    bool IsQuiet { get; }

    /// <summary>No faults any more.</summary>
    Task HealAsync(CancellationToken ct);

    Task<IReadOnlyList<JsonObject>> ReadAsync(bool groups, CancellationToken ct);

    /// <summary>What it was asked, as far as it notes that.</summary>
    IReadOnlyList<Seen> Seen(Func<Seen, bool> which);
}
