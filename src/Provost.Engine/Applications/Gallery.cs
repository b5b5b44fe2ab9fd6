using System.Collections.Frozen;
using System.Diagnostics;

namespace Provost.Engine.Applications;

/// <summary>
/// The applications that can be added, each a file in this folder that is read when it is first asked for.
/// </summary>
public static class Gallery
{
    private const string Folder = "gallery/";

    private static readonly FrozenDictionary<string, Lazy<GalleryTemplate>> Templates = typeof(Gallery)
        .Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(
            n => n[Folder.Length..^".json".Length],
            n => new Lazy<GalleryTemplate>(() => Read(n)),
            StringComparer.OrdinalIgnoreCase
        );

    private static readonly Lazy<IReadOnlyList<GalleryTemplate>> Sorted = new(() =>
        [.. Templates.Values.Select(t => t.Value).OrderBy(t => t.DisplayName, StringComparer.OrdinalIgnoreCase)]
    );

    public static GalleryTemplate Dialpad => Templates["dialpad"].Value;

    /// <summary>For any application that speaks SCIM 2.0 and has no entry of its own.</summary>
    public static GalleryTemplate Scim => Templates["scim"].Value;

    /// <summary>
    /// All entries by display name, those among them that cannot be added (<see cref="GalleryTemplate.Missing"/>).
    /// </summary>
    public static IReadOnlyList<GalleryTemplate> All => Sorted.Value;

    /// <summary>The entry with this id, null if there is none.</summary>
    public static GalleryTemplate? Find(string id) => Templates.GetValueOrDefault(id)?.Value;

    /// <summary>The entry that Graph knows by this <c>applicationTemplate</c> id, null if there is none.</summary>
    public static GalleryTemplate? Find(Guid templateId) => All.FirstOrDefault(t => t.TemplateId == templateId);

    private static GalleryTemplate Read(string resource)
    {
        // A part of the program's own memory, which nobody waits for.
        var stream = typeof(Gallery).Assembly.GetManifestResourceStream(resource) ?? throw new UnreachableException();
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return GalleryFile.Read(resource[Folder.Length..], json).ToTemplate();
    }
}
