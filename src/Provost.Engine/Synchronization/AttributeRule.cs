using Provost.Engine.Expressions;
using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>One attribute mapping, made ready: the compiled expression and what is known of its target.</summary>
public sealed class AttributeRule
{
    private readonly SlotType _type;

    internal AttributeRule(int index, AttributeMapping mapping, CompiledExpression? expression)
    {
        Index = index;
        Mapping = mapping;
        Expression = expression;
        _type = TargetSlots.TypeOf(mapping.Target);
        PathHash = Fingerprint.Of(mapping.Target.Text);
        CaseExact = TargetSlots.IsCaseExact(mapping.Target);
        OnCreationOnly =
            mapping.FlowType == FlowType.ObjectAddOnly
            || expression is { OnCreationOnly: true }
            || TargetSlots.IsWriteOnly(mapping.Target);
        AddsOnly =
            mapping.FlowType == FlowType.MultiValueAddOnly
            || expression?.Source is Expression.Call("AppRoleAssignmentsComplex", _);
        Default = string.IsNullOrEmpty(mapping.DefaultValue) ? default : Fit(mapping.DefaultValue);
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

    internal long PathHash { get; }

    /// <summary>The value of the expression, in the form that the target's attribute takes.</summary>
    internal Evaluation Evaluate(EvaluationContext context)
    {
        if (Expression is null)
            return Value.Null;
        var result = Expression.Evaluate(context);
        return result.IsValue ? Fit(result.Value) : result;
    }

    /// <summary>A text in the form that the target's attribute takes, null if it has none.</summary>
    internal Value Fit(string text) =>
        Fit(Value.Text(text)) is { IsValue: true, Value: var fitting } ? fitting : Value.Null;

    /// <summary>
    /// Booleans travel as text through expressions and leave as booleans (ENT-EXP-7); one slot takes one value.
    /// </summary>
    private Evaluation Fit(Value value)
    {
        if (value.Kind is ValueKind.Text or ValueKind.Null && _type != SlotType.Boolean)
            return value;
        if (value.Kind == ValueKind.Many && _type is SlotType.Boolean or SlotType.One)
            value = value.Elements is [var first, ..] ? Value.Text(first) : Value.Null;

        return (_type, value.Kind) switch
        {
            (_, ValueKind.Null or ValueKind.Many) => value,
            (SlotType.Boolean, ValueKind.Boolean) => value,
            (SlotType.Boolean, _) => bool.TryParse(value.ToString(), out var truth)
                ? Value.Boolean(truth)
                : Evaluation.Failed($"{Target} takes True or False, not {TextFunctions.Shown(value)}."),
            (SlotType.One, ValueKind.Boolean or ValueKind.Number) => Value.Text(value.ToString()),
            _ => value,
        };
    }
}
