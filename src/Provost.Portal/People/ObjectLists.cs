using Provost.Engine.Directory;
using Provost.Portal.Parts;

namespace Provost.Portal.People;

/// <summary>Long lists of people and groups.</summary>
internal static class ObjectLists
{
    /// <param name="readAsync">Asks the directory.</param>
    /// <param name="query">What the list holds.</param>
    public static Task<LongList<DirectoryObject>> ReadAsync(
        Func<ObjectQuery, Task<Engine.Directory.ObjectPage>> readAsync,
        ObjectQuery query
    )
    {
        var rest = query with { Take = LongList.PageSize };
        return LongList.ReadAsync<DirectoryObject>(async _ =>
        {
            var page = await readAsync(rest);
            rest = rest with { After = page.Next };
            return new RowPage<DirectoryObject>(page.Objects, page.Next is not null);
        });
    }
}
