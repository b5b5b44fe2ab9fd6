namespace Provost.Server.Graph;

/// <summary>Names that people give to applications.</summary>
internal static class DisplayNames
{
    private const int Longest = 256;

    public static string Check(string name) =>
        name.Trim() is { Length: > 0 and <= Longest } trimmed && !trimmed.Any(char.IsControl)
            ? trimmed
            : throw GraphException.BadRequest(
                $"displayName has to be a text of 1 to {Longest} characters, all of them printable.",
                "displayName"
            );
}
