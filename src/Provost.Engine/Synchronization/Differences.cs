using System.Text;
using System.Text.Json.Nodes;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;
using Provost.Scim.Schemas;

namespace Provost.Engine.Synchronization;

/// <summary>What has to change in the target so that it agrees with the directory.</summary>
/// <param name="Changes">To be sent.</param>
/// <param name="NotSent">Differences in attributes that the target does not change after creation; for the log.</param>
public sealed record Differences(IReadOnlyList<AttributeChange> Changes, IReadOnlyList<AttributeChange> NotSent)
{
    /// <summary>
    /// Compares by type: booleans however they are written, texts without case unless the attribute is exact.
    /// </summary>
    /// <param name="current">The resource as the target shows it.</param>
    /// <param name="immutable">Attributes that cannot change, by kind: <c>Group:displayName</c>.</param>
    /// <param name="onlySoftDeleteDependent">
    /// Only what an expression over IsSoftDeleted decides: all that is written to an account that leaves (ENT-DEP-2).
    /// </param>
    public static Differences Between(
        MappedObject desired,
        JsonObject current,
        IReadOnlySet<string> immutable,
        bool onlySoftDeleteDependent = false
    )
    {
        var changes = new List<AttributeChange>();
        var notSent = new List<AttributeChange>();
        foreach (var rule in desired.Plan.Always)
        {
            if (onlySoftDeleteDependent && !rule.ReadsIsSoftDeleted)
                continue;

            if (Change(rule, desired, ResourceValues.ReadOne(current, rule.Target)) is not { } change)
                continue;
            var fixedSince =
                rule.Mutability == Mutability.Immutable
                || immutable.Contains($"{desired.Plan.Kind}:{rule.Target.Text}");
            (fixedSince ? notSent : changes).Add(change);
        }
        return new(changes, notSent);
    }

    /// <summary>
    /// A mapping of type None fills an empty target with its default and touches nothing else (ENT-MAP-1).
    /// </summary>
    private static AttributeChange? Change(AttributeRule rule, MappedObject desired, Value before)
    {
        if (rule.Expression is null)
            return before.IsNullOrEmpty && !rule.Default.IsNull ? new(rule.Target, before, rule.Default) : null;
        if (desired.Clears(rule))
            return before.IsNullOrEmpty ? null : new(rule.Target, before, Value.Null);

        var after = desired.ValueOf(rule);
        if (after.IsNull || AreEqual(rule, before, after))
            return null;
        return rule.AddsOnly
            ? Addition(rule, before, after)
            : new(rule.Target, before, after) { Form = rule.ReplacesAll ? ChangeForm.ReplacesAll : ChangeForm.Usual };
    }

    /// <summary>What the target does not have yet; what it has besides is not ours to judge.</summary>
    private static AttributeChange? Addition(AttributeRule rule, Value before, Value after)
    {
        var known = Keys(before).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = after.Elements.Where(e => !known.Contains(Key(e))).ToList();
        return missing.Count == 0 ? null : new(rule.Target, Value.Null, Value.Many(missing)) { Form = ChangeForm.Adds };
    }

    private static bool AreEqual(AttributeRule rule, Value before, Value after)
    {
        if (before.IsNullOrEmpty || after.IsNullOrEmpty)
            return before.IsNullOrEmpty && after.IsNullOrEmpty;

        var comparer = rule.CaseExact ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        return after.Kind switch
        {
            ValueKind.Boolean => bool.TryParse(before.ToString(), out var truth) && truth == after.AsBoolean,
            ValueKind.Instant => DateTimeOffset.TryParse(before.ToString(), out var date)
                && Value.Instant(date) == after,
            ValueKind.Number => Numbers.TryNumber(before, out var number) && number.Equals(after.AsNumber),
            ValueKind.Many => Keys(before).ToHashSet(comparer).SetEquals(Keys(after)),
            _ => comparer.Equals(before.ToString(), after.ToString()),
        };
    }

    private static IEnumerable<string> Keys(Value value) => value.Elements.Select(Key);

    /// <summary>Elements that are objects, such as roles, are the same if their <c>value</c> is.</summary>
    private static string Key(string element) =>
        element.StartsWith('{') && TargetJson.ReadObject(Encoding.UTF8.GetBytes(element)) is { } complex
            ? TargetJson.Scalar(complex["value"]) ?? element
            : element;
}
