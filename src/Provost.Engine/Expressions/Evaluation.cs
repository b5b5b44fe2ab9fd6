namespace Provost.Engine.Expressions;

/// <summary>What became of evaluating an expression for one object.</summary>
public enum EvaluationKind
{
    Value,

    /// <summary>Leave this attribute out (IgnoreFlowIfNullOrEmpty, IgnoreAttributeFlow).</summary>
    IgnoreFlow,

    /// <summary>Leave the whole object out (IgnoreObjectFlow).</summary>
    IgnoreObject,

    /// <summary>
    /// Several values, of which the first one that the target does not have yet is meant (SelectUniqueValue).
    /// </summary>
    Candidates,

    /// <summary>The expression cannot be evaluated for this object; a message says why.</summary>
    Failed,
}

/// <summary>
/// The result of an expression: a value in most cases, else one of the outcomes of <see cref="EvaluationKind"/>.
/// </summary>
public readonly record struct Evaluation
{
    private Evaluation(EvaluationKind kind, Value value)
    {
        Kind = kind;
        Value = value;
    }

    public EvaluationKind Kind { get; }

    /// <summary>The value, the candidates as a list, or null.</summary>
    public Value Value { get; }

    public static Evaluation IgnoreFlow { get; } = new(EvaluationKind.IgnoreFlow, default);

    public static Evaluation IgnoreObject { get; } = new(EvaluationKind.IgnoreObject, default);

    public bool IsValue => Kind == EvaluationKind.Value;

    /// <summary>Why it failed; empty otherwise.</summary>
    public string Message => Kind == EvaluationKind.Failed ? Value.ToString() : "";

    public static implicit operator Evaluation(Value value) => new(EvaluationKind.Value, value);

    public static Evaluation FromValue(Value value) => value;

    public static Evaluation Candidates(IReadOnlyList<string> values) =>
        new(EvaluationKind.Candidates, Value.Many(values));

    public static Evaluation Failed(string message) => new(EvaluationKind.Failed, Value.Text(message));
}
