using System.Collections.Concurrent;

namespace Provost.Engine.Targets;

/// <summary>Gives each request its deadline, and uses the timers again: a cycle sends thousands a second.</summary>
internal sealed class Deadlines(TimeSpan span, TimeProvider time)
{
    private readonly ConcurrentBag<CancellationTokenSource> _spare = [];

    /// <summary>
    /// A deadline from now, which also follows <paramref name="ct"/>; dispose it when the request is over.
    /// </summary>
    public Deadline Start(CancellationToken ct)
    {
        if (_spare.TryTake(out var source))
            source.CancelAfter(span);
        else
            source = new CancellationTokenSource(span, time);
        return new Deadline(this, source, ct);
    }

    internal readonly struct Deadline(Deadlines owner, CancellationTokenSource source, CancellationToken ct)
        : IDisposable
    {
        private readonly CancellationTokenRegistration _outer = ct.UnsafeRegister(
            static s => _ = (s as CancellationTokenSource)?.CancelAsync(),
            source
        );

        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            _outer.Dispose();
            if (source.TryReset())
                owner._spare.Add(source);
            else
                source.Dispose();
        }
    }
}
