namespace Provost.Engine.Directory;

/// <summary>A group that counts, and a group whose direct members it stands for: itself, or one inside it.</summary>
public sealed record Reach(long Root, long Group);

/// <summary>
/// Which groups lie inside which, at any depth. Computed from the whole graph each time: counting the ways to a group
/// leaks where groups contain each other. Pure.
/// </summary>
public static class Reachability
{
    /// <param name="roots">The groups that count.</param>
    /// <param name="inside">The groups that are direct members of a group.</param>
    public static IReadOnlySet<Reach> Of(IEnumerable<long> roots, ILookup<long, long> inside)
    {
        var reached = new HashSet<Reach>();
        var open = new Stack<long>();
        foreach (var root in roots)
        {
            open.Push(root);
            while (open.TryPop(out var group))
            {
                if (!reached.Add(new Reach(root, group)))
                    continue;
                foreach (var member in inside[group])
                    open.Push(member);
            }
        }

        return reached;
    }
}
