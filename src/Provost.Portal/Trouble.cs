using Provost.Engine.Access;
using Provost.Portal.Parts;

namespace Provost.Portal;

/// <summary>Something that went wrong, for a person.</summary>
/// <param name="Sentence">What happened, why, and what to do.</param>
public sealed record Trouble(string Title, string Sentence)
{
    public static Trouble NotAllowed(AccessRefusedException refused) =>
        new(
            Labels.YouMayNotDoThis,
            refused.Operation.Roles.Count == 0
                ? refused.Message
                : Needed(
                    refused.Operation.Name,
                    string.Join(", ", refused.Operation.Roles.Select(Administrator.NameOf))
                )
        );

    private static string Needed(string operation, string roles) =>
        Labels.FormatToYouNeedOneOfTheseRoles(operation, roles);
}
