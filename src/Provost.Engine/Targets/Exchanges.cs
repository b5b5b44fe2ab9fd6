using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Provost.Engine.Targets;

/// <summary>
/// Makes the record of a failing exchange: credentials and passwords are taken out, then bodies are cut at 4 KiB.
/// </summary>
/// <param name="secrets">What must not be read, as it is at the moment.</param>
/// <param name="sensitive">Names of attributes that are taken out like passwords, with all their parts.</param>
internal sealed partial class Exchanges(Func<IEnumerable<string>> secrets, IReadOnlySet<string> sensitive)
{
    private const int MaxLength = 4096;

    /// <summary>What is searched for secrets: more than is shown, so that the cut cannot leave half of one.</summary>
    private const int MaxSearched = 2 * MaxLength;
    private const string Hidden = "(not shown)";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    public Exchange Record(Asking asking, Reply reply) =>
        new(
            asking.Method.Method,
            Hide(asking.Shown),
            asking.Body.IsEmpty ? null : Request(asking.Body.Span),
            reply.Status,
            reply.Body.IsEmpty ? null : Response(reply.Body.Span)
        );

    /// <summary>Takes the secrets and everything that calls itself a password out of a text.</summary>
    public string Hide(string text)
    {
        var shown = secrets().Aggregate(text, (seen, secret) => seen.Replace(secret, Hidden, StringComparison.Ordinal));
        return Password().Replace(Bearer().Replace(shown, $"${{name}}{Hidden}"), $"${{name}}\"{Hidden}\"");
    }

    private string Request(ReadOnlySpan<byte> body)
    {
        if (TargetJson.ReadObject(body) is not { } root)
            return Response(body);

        foreach (var operation in (root["Operations"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (TargetJson.Scalar(operation["path"]) is { } path && IsHidden(path))
                operation["value"] = Hidden;
        }
        HideIn(root);
        return Shorten(root.ToJsonString(TargetJson.Readable));
    }

    private string Response(ReadOnlySpan<byte> body)
    {
        if (sensitive.Count == 0 || TargetJson.ReadObject(body) is not { } root)
            return Shorten(Encoding.UTF8.GetString(body));
        HideIn(root);
        return Shorten(root.ToJsonString(TargetJson.Readable));
    }

    private bool IsHidden(string path) =>
        path.Contains("password", StringComparison.OrdinalIgnoreCase)
        || (TargetPath.TryParse(path, out var parsed, out _) && sensitive.Contains(parsed.Name));

    /// <summary>A name stands alone, behind a URN, or in front of a part of it: <c>name.givenName</c>.</summary>
    private void HideIn(JsonNode? node)
    {
        if (node is JsonArray elements)
            foreach (var element in elements)
                HideIn(element);
        if (node is not JsonObject complex || sensitive.Count == 0)
            return;
        foreach (var (name, value) in complex.ToList())
        {
            if (IsHidden(name))
                complex[name] = Hidden;
            else
                HideIn(value);
        }
    }

    private string Shorten(string text)
    {
        var shown = Hide(text.Length > MaxSearched ? text[..MaxSearched] : text);
        return shown.Length > MaxLength ? shown[..MaxLength] + "…" : shown;
    }

    [GeneratedRegex("""(?<name>"[^"]*password[^"]*"\s*:\s*)("([^"\\]|\\.)*"|[^,}\]\s]+)""", Options, 1000)]
    private static partial Regex Password();

    [GeneratedRegex("""(?<name>bearer\s+)[A-Za-z0-9._~+/=-]{16,}""", Options, 1000)]
    private static partial Regex Bearer();
}
