namespace Provost.Portal.Parts;

/// <summary>A page of rows.</summary>
public sealed record RowPage<TRow>(IReadOnlyList<TRow> Rows, bool HasMore);

public static class LongList
{
    /// <summary>So many rows are read at once.</summary>
    public const int PageSize = 60;

    /// <summary>Everything that there is, at once.</summary>
    public static LongList<TRow> Whole<TRow>(IReadOnlyList<TRow> rows)
        where TRow : class => new(_ => Task.FromResult(new RowPage<TRow>([], false)), new RowPage<TRow>(rows, false));

    /// <summary>A list of which the first page is read.</summary>
    /// <param name="readAsync">Reads the page after the row given; the first page after null.</param>
    public static async Task<LongList<TRow>> ReadAsync<TRow>(Func<TRow?, Task<RowPage<TRow>>> readAsync)
        where TRow : class => new(readAsync, await readAsync(null));

    /// <summary>A list of which the first page is read.</summary>
    /// <param name="readAsync">Reads so many rows after the row given, or those that there are.</param>
    public static Task<LongList<TRow>> ReadAsync<TRow>(Func<TRow?, int, Task<IReadOnlyList<TRow>>> readAsync)
        where TRow : class =>
        ReadAsync<TRow>(async last =>
        {
            var rows = await readAsync(last, PageSize + 1);
            return new RowPage<TRow>([.. rows.Take(PageSize)], rows.Count > PageSize);
        });
}

/// <summary>
/// Rows that are read page by page, as far as somebody has scrolled. How many there are in all is not asked: counting
/// a million entries costs a scan.
/// </summary>
/// <param name="readAsync">Reads the page after the row given.</param>
/// <param name="first">The first page.</param>
public sealed class LongList<TRow>(Func<TRow, Task<RowPage<TRow>>> readAsync, RowPage<TRow> first)
    where TRow : class
{
    private readonly List<TRow> _rows = [.. first.Rows];
    private Task _reading = Task.CompletedTask;

    /// <summary>What was read up to now.</summary>
    public IReadOnlyList<TRow> Rows => _rows;

    public bool HasMore { get; private set; } = first.HasMore;

    /// <summary>Rises whenever rows come or go.</summary>
    public int Version { get; private set; }

    /// <summary>Reads until there are so many rows, or all. Who asks while a page is being read waits for that page.</summary>
    public async Task ReadToAsync(int count)
    {
        while (_rows.Count < count && HasMore)
        {
            if (_reading.IsCompleted)
                _reading = ReadAsync();
            await _reading;
        }
    }

    /// <summary>Puts new rows on top.</summary>
    public void Prepend(IEnumerable<TRow> rows)
    {
        _rows.InsertRange(0, rows);
        Version++;
    }

    private async Task ReadAsync()
    {
        var page = await readAsync(_rows[^1]);
        _rows.AddRange(page.Rows);
        HasMore = page.HasMore;
        Version++;
    }
}
