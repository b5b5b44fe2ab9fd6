namespace Provost.Engine.Tests.Rules;

/// <summary>What we do about a rule of the specification.</summary>
internal enum Verdict
{
    /// <summary>As Entra does.</summary>
    Kept,

    /// <summary>What the rule wants, and better, or with a choice.</summary>
    Improved,

    /// <summary>Otherwise, on purpose.</summary>
    DeliberatelyNot,

    /// <summary>Not yet: it belongs to the management API or the portal.</summary>
    Later,
}

/// <summary>
/// Marks the test that shows a rule of the specification (<c>ENT-SCO-2</c>); on the assembly, a rule that no test can
/// show. <c>docs/rules.md</c> is made from these.
/// </summary>
/// <param name="rule">The rule's number.</param>
/// <param name="why">For everything but a rule that is kept: in which way, and why, in a sentence.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class RuleAttribute(string rule, Verdict verdict = Verdict.Kept, string why = "") : Attribute
{
    public string Rule { get; } = rule;

    public Verdict Verdict { get; } = verdict;

    public string Why { get; } = why;
}
