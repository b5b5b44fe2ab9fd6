namespace Provost.Engine.Expressions;

/// <summary>One part of an expression and what it gave, as an editor shows it.</summary>
/// <param name="Expression">An attribute, a call or a comparison; constants are not steps.</param>
/// <param name="Depth">How many parts it stands in: 0 for the whole expression.</param>
/// <param name="Result">What it gave; null where Redact hides it.</param>
public sealed record EvaluationStep(Expression Expression, int Depth, Evaluation? Result);

/// <summary>An evaluation with its steps.</summary>
/// <param name="Result">As <see cref="CompiledExpression.Evaluate"/> gives it: Redact hides nothing here.</param>
/// <param name="Steps">
/// In the order in which they were evaluated, so a part comes before what it stands in. A branch that was not chosen
/// is not among them.
/// </param>
/// <param name="IsRedacted">
/// Whoever shows the result shows <c>[Redact]</c> instead; the message of a failure has no value in it.
/// </param>
public sealed record EvaluationTrace(Evaluation Result, IReadOnlyList<EvaluationStep> Steps, bool IsRedacted);
