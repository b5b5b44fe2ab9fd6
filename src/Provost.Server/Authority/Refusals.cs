using Provost.Engine;
using Provost.Engine.Logs;
using Provost.Storage.Sqlite;

namespace Provost.Server.Authority;

/// <summary>
/// Keeps in the audit what was refused: calls that somebody may not make, and sign-ins that failed. At most so many a
/// minute, so that nobody fills the disk by being refused.
/// </summary>
internal sealed class Refusals(SqliteAuthority store, TimeProvider time)
{
    public const int MostInAMinute = 120;

    private readonly Lock _lock = new();
    private long _minute;
    private int _said;

    /// <param name="activity">What was tried.</param>
    /// <param name="target">What it was tried on.</param>
    public async Task SayAsync(Caller caller, string activity, string target, CancellationToken ct)
    {
        if (!IsRoom())
            return;
        await store.RefusedAsync(caller, new(AuditCategory.DirectoryManagement, activity, Short(target)), ct);
    }

    private bool IsRoom()
    {
        var minute = time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
        lock (_lock)
        {
            if (minute != _minute)
                (_minute, _said) = (minute, 0);
            return ++_said <= MostInAMinute;
        }
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..200];
}
