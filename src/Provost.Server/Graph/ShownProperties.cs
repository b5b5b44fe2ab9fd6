using Provost.Engine.Directory;

namespace Provost.Server.Graph;

/// <summary>
/// Which properties of users and of groups an answer shows: <c>$select</c>, or those Graph shows unasked.
/// </summary>
internal sealed record ShownProperties(
    IReadOnlyList<DirectoryProperty> OfUsers,
    IReadOnlyList<DirectoryProperty> OfGroups
)
{
    private static readonly ShownProperties Default = new(
        [.. DirectoryProperties.Of(ObjectKind.User).Where(p => p.Default)],
        [.. DirectoryProperties.Of(ObjectKind.Group).Where(p => p.Default)]
    );

    public IReadOnlyList<DirectoryProperty> Of(ObjectKind kind) => kind == ObjectKind.User ? OfUsers : OfGroups;

    /// <summary>With one more property, for users and groups.</summary>
    public ShownProperties With(string name) =>
        new(
            Named(ObjectKind.User, [.. OfUsers.Select(p => p.Name), name]),
            Named(ObjectKind.Group, [.. OfGroups.Select(p => p.Name), name])
        );

    /// <summary>A name that neither users nor groups have is an error (graph-api 1).</summary>
    /// <param name="kind">Both kinds where null: an object shows those of the names that its kind has.</param>
    public static ShownProperties From(ObjectKind? kind, IReadOnlyList<string>? select)
    {
        if (select is null || select.Contains("*", StringComparer.Ordinal))
            return Default;
        foreach (var name in select)
        {
            if (
                (kind == ObjectKind.Group || DirectoryProperties.Find(ObjectKind.User, name) is null)
                && (kind == ObjectKind.User || DirectoryProperties.Find(ObjectKind.Group, name) is null)
            )
            {
                throw GraphException.BadRequest(
                    $"Could not find a property named '{name}' on type "
                        + $"'microsoft.graph.{kind?.ToString().ToLowerInvariant() ?? "directoryObject"}'.",
                    name
                );
            }
        }

        return new ShownProperties(Named(ObjectKind.User, select), Named(ObjectKind.Group, select));
    }

    /// <summary>In the order of the request; <c>id</c> is always there.</summary>
    private static List<DirectoryProperty> Named(ObjectKind kind, IReadOnlyList<string> select) =>
        [
            .. select
                .Prepend("id")
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(name => DirectoryProperties.Find(kind, name))
                .OfType<DirectoryProperty>(),
        ];
}
