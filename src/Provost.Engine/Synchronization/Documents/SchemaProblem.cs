namespace Provost.Engine.Synchronization.Documents;

/// <summary>A mistake in a schema, or something that a person should look at.</summary>
/// <param name="Place">A path in the document, or the kind of object and the attribute.</param>
/// <param name="Message">What is wrong, and the remedy.</param>
/// <param name="IsWarning">The schema can be used all the same.</param>
public sealed record SchemaProblem(string Place, string Message, bool IsWarning = false)
{
    public override string ToString() => $"{(IsWarning ? "Note: " : "")}{Place}: {Message}";
}
