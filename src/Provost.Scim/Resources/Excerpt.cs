namespace Provost.Scim.Resources;

/// <summary>What a client sent, short enough to be repeated in an error.</summary>
internal static class Excerpt
{
    private const int Length = 120;

    public static string Of(string text) => text.Length <= Length ? text : text[..Length] + "…";
}
