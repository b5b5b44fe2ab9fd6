using Provost.Engine.Access;

namespace Provost.Portal;

/// <summary>Something that went wrong, for a person.</summary>
/// <param name="Sentence">What happened, why, and what to do.</param>
public sealed record Trouble(string Title, string Sentence)
{
    public static Trouble NotAllowed(AccessRefusedException refused) =>
        new(
            "You may not do this",
            refused.Operation.Roles.Count == 0
                ? refused.Message
                : $"To {refused.Operation.Name} you need one of these roles: "
                    + $"{string.Join(", ", refused.Operation.Roles.Select(Administrator.NameOf))}. "
                    + "A Global Administrator can give it to you."
        );
}
