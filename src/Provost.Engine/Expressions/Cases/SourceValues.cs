using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provost.Engine.Expressions.Cases;

/// <summary>
/// Sample values to evaluate an expression for: a JSON object of attributes, with the special names of ENT-EXP-14.
/// </summary>
public sealed class SourceValues
{
    private const string NowName = "$now";
    private const string ExistingName = "$existing";
    private const string DefaultDomainName = "$defaultDomain";
    private readonly Dictionary<string, Value> _values = new(StringComparer.OrdinalIgnoreCase);

    private SourceValues(JsonObject inputs)
    {
        foreach (var (name, node) in inputs)
            switch (name)
            {
                case NowName:
                    Now = Instant(node);
                    break;
                case ExistingName:
                    Existing = EvaluationJson.Read(node).Elements.ToHashSet(StringComparer.OrdinalIgnoreCase);
                    break;
                case DefaultDomainName:
                    DefaultDomain = node?.ToString();
                    break;
                default:
                    _values[name] = EvaluationJson.Read(node);
                    break;
            }
    }

    public static SourceValues None { get; } = new([]);

    /// <summary><c>$now</c>: the instant that the clock stands at; null if it is not said.</summary>
    public DateTimeOffset? Now { get; }

    /// <summary><c>$existing</c>: the values that the target has already, compared without case.</summary>
    public IReadOnlySet<string> Existing { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary><c>$defaultDomain</c>: what DefaultDomain gives.</summary>
    public string? DefaultDomain { get; }

    /// <summary>Reads a JSON object: <c>{"mail":"ada@contoso.example","proxyAddresses":["a","b"]}</c>.</summary>
    /// <exception cref="EngineException">It is no JSON object, or <c>$now</c> is no instant.</exception>
    public static SourceValues Parse(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is JsonObject inputs)
                return new(inputs);
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException)
        {
            throw new EngineException($"The inputs are no JSON: {broken.Message}", broken);
        }
        throw new EngineException("The inputs have to be a JSON object, for example {\"givenName\":\"Ada\"}.");
    }

    internal static SourceValues Of(JsonObject inputs) => new(inputs);

    /// <param name="now">The instant if the values do not say one.</param>
    public EvaluationContext Context(DateTimeOffset now, Func<int, int> random) =>
        new(name => _values.GetValueOrDefault(name), Now ?? now, random) { DefaultDomain = DefaultDomain };

    private static DateTimeOffset Instant(JsonNode? node) =>
        DateTimeOffset.TryParse(
            node?.ToString(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var now
        )
            ? now
            : throw new EngineException(
                $"$now has to be an instant such as 2026-03-01T08:30:00Z, not '{node?.ToString() ?? "null"}'."
            );
}
