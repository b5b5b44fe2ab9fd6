namespace Provost.Engine.Expressions;

/// <summary>A function that is given the values of all its arguments.</summary>
internal delegate Evaluation StrictFunction(ReadOnlySpan<Value> arguments, EvaluationContext context);

/// <summary>A function that evaluates only the arguments that it needs.</summary>
internal delegate Evaluation LazyFunction(ReadOnlySpan<Evaluator> arguments, EvaluationContext context);

/// <summary>A function that an attribute mapping expression can call by name (ENT-EXP 5.2).</summary>
/// <param name="Meaning">One sentence for the reference page.</param>
/// <param name="Example">A call for the reference page, which shows what it gives for Ada.</param>
internal sealed record MappingFunction(string Name, Parameters Parameters, string Meaning, string Example)
{
    public MappingFunction(string name, string parameters, string meaning, string example, StrictFunction apply)
        : this(name, new Parameters(parameters), meaning, example) => Strict = apply;

    /// <summary>The names of the parameters in Graph's tree, where they are others (ENT-EXP-11).</summary>
    public Parameters Keys { get; init; } = Parameters;

    public StrictFunction? Strict { get; }

    public LazyFunction? Lazy { get; init; }

    /// <summary>
    /// Its value would be another one at every evaluation, so it flows only when the account is created.
    /// </summary>
    public bool OnCreationOnly { get; init; }

    /// <summary>Its value is a list of JSON objects.</summary>
    public bool GivesObjects { get; init; }
}
