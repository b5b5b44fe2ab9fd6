namespace Provost.Engine.Directory;

/// <summary>Managers who, through others or at once, would be their own. Pure.</summary>
public static class CircularManagers
{
    /// <summary>
    /// The objects whose manager closes a circle, each circle once, in the order of the file. Without these references
    /// nobody is above herself.
    /// </summary>
    public static IReadOnlyList<ImportedObject> In(IReadOnlyList<ImportedObject> objects)
    {
        var people = objects
            .Where(o => o.Kind == ObjectKind.User)
            .GroupBy(o => o.Anchor, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var closing = new List<ImportedObject>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new HashSet<string>(StringComparer.Ordinal);
        foreach (var begin in people.Values)
        {
            path.Clear();
            for (var at = begin; done.Add(at.Anchor); )
            {
                path.Add(at.Anchor);
                if (at.ManagerAnchor is not { } anchor || !people.TryGetValue(anchor, out var manager))
                    break;
                if (path.Contains(anchor))
                    closing.Add(at);
                at = manager;
            }
        }

        return closing;
    }
}
