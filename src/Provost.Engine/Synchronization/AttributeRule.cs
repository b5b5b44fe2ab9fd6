using Provost.Engine.Expressions;
using Provost.Engine.Targets;
using Provost.Scim.Schemas;

namespace Provost.Engine.Synchronization;

/// <summary>One attribute mapping, made ready: the compiled expression and what is known of its target.</summary>
public sealed class AttributeRule
{
    /// <summary>What stands in the log in place of a hidden value.</summary>
    public const string Redacted = "[Redact]";

    private const long LargestExact = 9_007_199_254_740_991;
    private readonly SlotType _type;
    private readonly bool _takesSeveral;

    internal AttributeRule(
        int index,
        AttributeMapping mapping,
        CompiledExpression? expression,
        TargetAttribute? listed = null
    )
    {
        Index = index;
        Mapping = mapping;
        Expression = expression;
        Listed = listed;
        _type = TargetSlots.TypeOf(mapping.Target, listed);
        _takesSeveral = listed is { MultiValued: true } && !TargetSlots.IsList(mapping.Target);
        PathHash = Fingerprint.Of(mapping.Target.Text);
        CaseExact = listed?.CaseExact ?? TargetSlots.IsCaseExact(mapping.Target);
        Mutability = listed?.Mutability ?? TargetSlots.MutabilityOf(mapping.Target);
        Hidden = listed is { Sensitive: true } || expression is { Redacts: true } || Mutability == Mutability.WriteOnly;
        OnCreationOnly =
            mapping.FlowType == FlowType.ObjectAddOnly
            || expression is { OnCreationOnly: true }
            || Mutability == Mutability.WriteOnly;
        AddsOnly =
            mapping.FlowType == FlowType.MultiValueAddOnly
            || expression?.Source is Expression.Call("AppRoleAssignmentsComplex", _);
        ReplacesAll = expression?.Source is Expression.Call("AssertiveAppRoleAssignmentsComplex", _);
        var text = string.IsNullOrEmpty(mapping.DefaultValue) && Required ? listed?.DefaultValue : mapping.DefaultValue;
        Default = string.IsNullOrEmpty(text) ? default : Fit(text);
    }

    /// <summary>Its place among the rules of its plan.</summary>
    public int Index { get; }

    public AttributeMapping Mapping { get; }

    public TargetPath Target => Mapping.Target;

    /// <summary>Null for a mapping of type None: it leaves the target alone unless that is empty (ENT-MAP-1).</summary>
    public CompiledExpression? Expression { get; }

    /// <summary>Written where the source gives null, when the account is created (ENT-MAP-3).</summary>
    public Value Default { get; }

    public bool IsMatching => Mapping.MatchingPriority > 0;

    public bool ReadsIsSoftDeleted => Expression is { ReadsIsSoftDeleted: true };

    public bool OnCreationOnly { get; }

    /// <summary>Several values of which the target keeps those that we do not have (ENT-MAP-4, MAP-36).</summary>
    public bool AddsOnly { get; }

    /// <summary>Whether a difference in case alone is a difference (ENT-TRM-7).</summary>
    public bool CaseExact { get; }

    /// <summary>All of them are replaced, those that somebody else put there included (ENT-MAP-37).</summary>
    public bool ReplacesAll { get; }

    /// <summary>Without a value for it no object is created (ENT-TRM-6).</summary>
    public bool Required => Listed is { Required: true };

    /// <summary>A value that disappears in the directory is taken away from the target, too (ours).</summary>
    public bool ClearsWhenNull => Mapping.ClearsWhenNull;

    /// <summary>Its value stands nowhere but in the request; elsewhere <see cref="Redacted"/> does.</summary>
    public bool Hidden { get; }

    /// <summary>
    /// An immutable attribute is not changed after creation; one that is only written is not compared.
    /// </summary>
    public Mutability Mutability { get; }

    /// <summary>What the target attribute list says; null where it is silent.</summary>
    internal TargetAttribute? Listed { get; }

    internal long PathHash { get; }

    /// <summary>The value of the expression, in the form that the target's attribute takes.</summary>
    internal Evaluation Evaluate(EvaluationContext context)
    {
        if (Expression is null)
            return Value.Null;
        var result = Expression.Evaluate(context);
        result = result.IsValue ? Fit(result.Value) : result;
        return Hidden && result.Kind == EvaluationKind.Failed
            ? Evaluation.Failed("its value cannot be used; the attribute is hidden, so it is not shown.")
            : result;
    }

    /// <summary>A text in the form that the target's attribute takes, null if it has none.</summary>
    internal Value Fit(string text) =>
        Fit(Value.Text(text)) is { IsValue: true, Value: var fitting } ? fitting : Value.Null;

    /// <summary>
    /// Booleans travel as text through expressions and leave as booleans (ENT-EXP-7), numbers and dates likewise; one
    /// slot takes one value.
    /// </summary>
    private Evaluation Fit(Value value)
    {
        if (value.Kind is ValueKind.Text or ValueKind.Null && _type is SlotType.One or SlotType.Any && !_takesSeveral)
            return value;
        if (_takesSeveral)
            return value.Kind is ValueKind.Null or ValueKind.Many ? value : Value.Many([value.ToString()]);
        if (value.Kind == ValueKind.Many && _type != SlotType.Any)
            value = value.Elements is [var first, ..] ? Value.Text(first) : Value.Null;

        return (_type, value.Kind) switch
        {
            (_, ValueKind.Null or ValueKind.Many) => value,
            (SlotType.Boolean, ValueKind.Boolean) => value,
            (SlotType.Boolean, _) => bool.TryParse(value.ToString(), out var truth)
                ? Value.Boolean(truth)
                : Evaluation.Failed($"{Target} takes True or False, not {TextFunctions.Shown(value)}."),
            (SlotType.Integer or SlotType.DateTime, _) when value.IsNullOrEmpty => Value.Null,
            (SlotType.Integer, _) => Numbers.TryWhole(value, out var number)
                ? Whole(number)
                : Evaluation.Failed($"{Target} takes a whole number, not {TextFunctions.Shown(value)}."),
            (SlotType.DateTime, _) => FilterInstant.TryRead(value.ToString(), out var date)
                ? Value.Instant(date)
                : Evaluation.Failed(
                    $"{Target} takes a date such as 2026-03-01T09:00:00Z, not {TextFunctions.Shown(value)}."
                ),
            (SlotType.One, ValueKind.Boolean or ValueKind.Number) => Value.Text(value.ToString()),
            _ => value,
        };
    }

    /// <summary>A number that JSON's readers would round is not sent at all.</summary>
    private Evaluation Whole(long number) =>
        Math.Abs(number) <= LargestExact
            ? Value.Number(number)
            : Evaluation.Failed($"{Target} takes whole numbers up to {LargestExact}; map it as a String.");
}
