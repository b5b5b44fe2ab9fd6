namespace Provost.Engine.Targets;

/// <summary>
/// Walks a list by what really comes (scim-wire A.10, D): totals lie, pages are cut short, and some targets ignore
/// <c>startIndex</c> and begin again.
/// </summary>
internal sealed class Paging(int pageSize)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _startIndex = 1;
    private bool _ended;

    /// <summary>The parameters of the next page, null after the last.</summary>
    public string? Next => _ended ? null : $"startIndex={_startIndex}&count={pageSize}";

    /// <summary>The objects of a page that were not on one before.</summary>
    public IReadOnlyList<TargetObject> Take(TargetAnswer page)
    {
        var objects = page.Objects;
        var repeats = objects.Count > 0 && _seen.Contains(objects[0].Id);
        _startIndex += objects.Count;

        // A full page is asked after even where the total says it was the last: some give the size of the page as
        // total.
        _ended = objects.Count == 0 || repeats || (_startIndex > page.Total && objects.Count < pageSize);
        return [.. objects.Where(o => _seen.Add(o.Id))];
    }
}
