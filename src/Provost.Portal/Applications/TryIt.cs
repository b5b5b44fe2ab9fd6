using System.Security.Cryptography;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Portal.Applications;

/// <summary>What an expression gives for a real person.</summary>
internal static class TryIt
{
    public static string Shown(CompiledExpression expression, DirectoryObject person, DateTimeOffset now)
    {
        var result = expression.Evaluate(
            new EvaluationContext(
                person,
                isSoftDeleted: person.DeletedAt is not null || !person.AccountEnabled,
                now,
                RandomNumberGenerator.GetInt32
            )
        );
        return result switch
        {
            { Kind: EvaluationKind.Failed } failed => $"⚠ {failed.Message}",
            { Value.Elements: [] } => "(nothing)",
            { Value: var value } => string.Join("; ", value.Elements),
        };
    }
}
