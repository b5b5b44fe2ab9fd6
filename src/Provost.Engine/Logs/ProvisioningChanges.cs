using Provost.Engine.Synchronization;

namespace Provost.Engine.Logs;

/// <summary>The attributes that an entry of the log is about (ENT-LOG-5). Pure.</summary>
public static class ProvisioningChanges
{
    /// <param name="schema">Of the entry's version: it knows the names of what was sent when it was created.</param>
    public static IReadOnlyList<ModifiedProperty> Of(
        ProvisioningEntry entry,
        EntryBody body,
        SynchronizationSchema? schema
    ) =>
        entry.Action == ProvisioningAction.Create && body.Values.Count > 0
            ? Created(body, schema?.ObjectMappings.FirstOrDefault(m => m.Kind == entry.Kind))
            : body.Modified;

    private static IReadOnlyList<ModifiedProperty> Created(EntryBody body, ObjectMapping? mapping) =>
        mapping is null
            ? []
            :
            [
                .. MappingPlan
                    .Compile(mapping)
                    .Rules.Zip(body.Values, (rule, value) => new ModifiedProperty(rule.Target.Text, null, value))
                    .Where(p => p.NewValue is not null),
            ];
}
