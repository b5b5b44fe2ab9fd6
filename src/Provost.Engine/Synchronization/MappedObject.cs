using System.Text.Json;
using Provost.Engine.Expressions;

namespace Provost.Engine.Synchronization;

/// <summary>What one object should look like in the target: a result for every rule of the plan.</summary>
public sealed class MappedObject
{
    private readonly Evaluation[] _results;

    internal MappedObject(MappingPlan plan, Evaluation[] results)
    {
        Plan = plan;
        _results = results;
    }

    public MappingPlan Plan { get; }

    /// <summary>An expression asked to leave the whole object out.</summary>
    public bool IgnoreObject => Array.Exists(_results, r => r.Kind == EvaluationKind.IgnoreObject);

    /// <summary>The rules that failed for this object, each with a sentence.</summary>
    public IEnumerable<(AttributeRule Rule, string Message)> Failures =>
        Plan
            .Rules.Where(r => _results[r.Index].Kind == EvaluationKind.Failed)
            .Select(r => (r, _results[r.Index].Message));

    /// <summary>
    /// The rules whose value has to be looked for among several (SelectUniqueValue), with the candidates.
    /// </summary>
    public IEnumerable<(AttributeRule Rule, IReadOnlyList<string> Candidates)> Open =>
        Plan
            .Rules.Where(r => _results[r.Index].Kind == EvaluationKind.Candidates)
            .Select(r => (r, _results[r.Index].Value.Elements));

    /// <summary>
    /// What the target requires and this object does not give: it cannot be created (ENT-TRM-6,
    /// <c>MandatoryFieldsMissing</c>).
    /// </summary>
    public IReadOnlyList<AttributeRule> MissingRequired =>
        [.. Plan.Rules.Where(r => r.Required && ValueOnCreation(r).IsNullOrEmpty)];

    /// <summary>Whether the directory has nothing for an attribute that is to be empty then.</summary>
    public bool Clears(AttributeRule rule) =>
        rule.ClearsWhenNull && _results[rule.Index] is { IsValue: true, Value.IsNullOrEmpty: true };

    public Evaluation ResultOf(AttributeRule rule) => _results[rule.Index];

    /// <summary>The value that should be in the target; null changes nothing there (ENT-MAP-5).</summary>
    public Value ValueOf(AttributeRule rule)
    {
        ref readonly var result = ref _results[rule.Index];
        return result.Kind switch
        {
            EvaluationKind.Value => result.Value,
            EvaluationKind.Candidates => rule.Fit(result.Value.Elements[0]),
            _ => Value.Null,
        };
    }

    /// <summary>
    /// As <see cref="ValueOf"/>, with the default in place of null: for a new account only (ENT-MAP-3).
    /// </summary>
    public Value ValueOnCreation(AttributeRule rule)
    {
        ref readonly var result = ref _results[rule.Index];
        return result is { IsValue: true, Value.IsNull: true } ? rule.Default : ValueOf(rule);
    }

    /// <summary>
    /// A text, such as a target's answer that repeats what was sent, without the values that are hidden.
    /// </summary>
    public string Hide(string text)
    {
        foreach (var rule in Plan.Rules.Where(r => r.Hidden))
        foreach (var value in ValueOnCreation(rule).Elements.Where(v => v.Length > 0))
            text = text.Replace(value, AttributeRule.Redacted, StringComparison.Ordinal)
                .Replace(JsonEncodedText.Encode(value).Value, AttributeRule.Redacted, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The same object with one candidate chosen.</summary>
    public MappedObject With(AttributeRule rule, string chosen)
    {
        var results = _results.ToArray();
        results[rule.Index] = rule.Fit(chosen);
        return new(Plan, results);
    }
}
