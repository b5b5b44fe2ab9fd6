namespace Provost.Chaos;

/// <summary>What is otherwise than it has to be.</summary>
/// <param name="Key">The person or group that it is about.</param>
/// <param name="Account">The account that it is about.</param>
internal sealed record Difference(string App, string? Key, string What, string? Account = null)
{
    public override string ToString() => $"{App}: {(Key is null ? "" : $"{Key} ")}{What}";
}
