using System.Security.Cryptography;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;

namespace Provost.Portal.Applications;

/// <summary>What an expression gives for a real person.</summary>
internal static class TryIt
{
    /// <summary>The value of one mapping, without what depends on the account.</summary>
    public static string Shown(AttributeMapping mapping, DirectoryObject person, DateTimeOffset now)
    {
        if (mapping.Source is not { } source)
            return mapping.DefaultValue ?? Texts.Nothing;
        var parsed = Expression.TryParse(source);
        return parsed.Compiled is { } compiled ? Shown(compiled, person, now) : parsed.Message ?? "";
    }

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
            { Value.Elements: [] } => Texts.Nothing,
            { Value: var value } => string.Join("; ", value.Elements),
        };
    }
}
