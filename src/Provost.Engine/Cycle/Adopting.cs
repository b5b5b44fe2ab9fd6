using System.Text.Json.Nodes;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Engine.Cycle;

/// <summary>Whether an account that was there before us may be taken over without asking a person. Pure.</summary>
internal static class Adopting
{
    /// <summary>The code of an object about whose account a person has to decide.</summary>
    public const string Code = "MatchNeedsDecision";

    /// <summary>Why a person has to decide, as a sentence; null where the account may be linked.</summary>
    /// <param name="values">What the account was looked up by, in the order of precedence.</param>
    public static string? Doubt(Adoption adoption, IReadOnlyList<MatchValue> values, TargetObject account) =>
        adoption switch
        {
            Adoption.Ask =>
                $"Account {account.Id} was there before. The application asks a person before it links one: "
                    + "provost links decide.",
            Adoption.WhenClear when Contradiction(values, account.Json) is { } other =>
                $"Account {account.Id} matches by {Hit(values, account.Json)}, but its {other.Path} is not "
                    + $"'{other.Value}'. Decide whether it belongs to this person: provost links decide.",
            _ => null,
        };

    /// <summary>A matching attribute of higher precedence than the hit in which something else stands.</summary>
    private static MatchValue? Contradiction(IReadOnlyList<MatchValue> values, JsonObject account) =>
        values
            .TakeWhile(v => !Holds(account, v))
            .FirstOrDefault(v => !ResourceValues.ReadOne(account, v.Path).IsNullOrEmpty);

    private static string Hit(IReadOnlyList<MatchValue> values, JsonObject account) =>
        values.FirstOrDefault(v => Holds(account, v))?.Path.Text ?? "a matching attribute";

    private static bool Holds(JsonObject account, MatchValue value) =>
        ResourceValues.ReadOne(account, value.Path).ToString().Equals(value.Value, StringComparison.OrdinalIgnoreCase);
}
