namespace Provost.Engine.Logs;

/// <summary>One step of an object's way, as the log shows it (<c>provisioningStep</c> in Graph, ENT-LOG-6).</summary>
/// <param name="Type">import, scoping, mapping, matching, processing, referenceResolution or export.</param>
/// <param name="Status">success, warning, failure or skipped.</param>
public sealed record ProvisioningStep(string Name, string Type, string Status, string Description);

/// <summary>The steps of an entry, told from what is stored. Pure.</summary>
public static class ProvisioningSteps
{
    public static IReadOnlyList<ProvisioningStep> Of(ProvisioningEntry entry, EntryBody body)
    {
        var steps = new List<ProvisioningStep> { Import(entry), Scoping(body) };
        if (body.Match is { } match)
            steps.Add(
                new(
                    "EntryImport",
                    "matching",
                    match.StartsWith("failed", StringComparison.Ordinal) ? "failure" : "success",
                    match
                )
            );

        var status = entry.Status switch
        {
            ProvisioningStatus.Success => "success",
            ProvisioningStatus.Warning => "warning",
            ProvisioningStatus.Skipped => "skipped",
            _ => "failure",
        };
        if (entry.Status == ProvisioningStatus.Skipped)
        {
            steps.Add(new("EntrySynchronizationSkip", "processing", status, body.Reason ?? entry.Code ?? ""));
            return steps;
        }

        var what = entry.Action switch
        {
            ProvisioningAction.Create => "Add",
            ProvisioningAction.Delete => "Delete",
            _ => "Update",
        };
        steps.Add(new($"EntrySynchronization{what}", "processing", "success", Planned(entry, body)));
        steps.Add(new($"EntryExport{what}", "export", status, body.Reason ?? entry.Code ?? ""));
        return steps;
    }

    private static ProvisioningStep Import(ProvisioningEntry entry) =>
        new(
            "EntryImport",
            "import",
            "success",
            $"Read {entry.Kind.ToString().ToLowerInvariant()} '{entry.Name}' from the directory."
        );

    private static ProvisioningStep Scoping(EntryBody body) =>
        new(
            "EntrySynchronizationScoping",
            "scoping",
            body.Path is null ? "skipped" : "success",
            $"IsActive: {body.IsActive}, Assigned: {body.IsAssigned}, HasRequiredRole: {body.HasRequiredRole}"
                + (body.Path is { } path ? $", in scope by {path}" : ", out of scope")
                + string.Concat(body.Filter.Select(clause => $"; {clause}"))
        );

    private static string Planned(ProvisioningEntry entry, EntryBody body) =>
        entry.Action switch
        {
            ProvisioningAction.Create => $"Create with {body.Values.Count(v => v is not null)} attributes.",
            ProvisioningAction.Delete => "Delete.",
            _ => body.Modified.Count == 1 ? "Change 1 attribute." : $"Change {body.Modified.Count} attributes.",
        };
}
