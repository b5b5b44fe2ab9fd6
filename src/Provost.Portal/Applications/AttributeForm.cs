using Provost.Engine.Synchronization;

namespace Provost.Portal.Applications;

/// <summary>An attribute mapping while somebody edits it.</summary>
public sealed class AttributeForm
{
    /// <summary>Null for a new one.</summary>
    public AttributeMapping? Before { get; private init; }

    public string Target { get; set; } = "";

    public string Source { get; set; } = "";

    public string Default { get; set; } = "";

    public int Matching { get; set; }

    public FlowType When { get; set; }

    public bool Clears { get; set; }

    public static AttributeForm Of(AttributeMapping? before) =>
        before is null
            ? new AttributeForm()
            : new AttributeForm
            {
                Before = before,
                Target = before.Target.Text,
                Source = before.Source ?? "",
                Default = before.DefaultValue ?? "",
                Matching = before.MatchingPriority,
                When = before.FlowType,
                Clears = before.ClearsWhenNull,
            };
}
