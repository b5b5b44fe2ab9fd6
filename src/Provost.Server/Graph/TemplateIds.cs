using Provost.Engine.Applications;

namespace Provost.Server.Graph;

/// <summary>The ids of gallery entries in Graph (<c>applicationTemplate.id</c>).</summary>
internal static class TemplateIds
{
    /// <summary>Null for an application that comes from no gallery.</summary>
    public static string? Of(string templateId) =>
        templateId.Length > 0 && Gallery.Find(templateId) is { } template ? template.TemplateId.ToString() : null;
}
