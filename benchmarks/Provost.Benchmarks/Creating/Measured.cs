using System.Diagnostics;

namespace Provost.Benchmarks.Creating;

/// <summary>One run of one loop: how long, and what it cost each process.</summary>
internal sealed record Measured(int Users, TimeSpan Took, Cpu Client, Cpu Sink, long Allocated, TimeSpan Paused)
{
    public double Rate => Users / Took.TotalSeconds;

    public static async Task<Measured> OfAsync(int users, SinkProcess sink, Func<Task> run)
    {
        // What the run before left behind is not this run's cost.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (client, other, since) = (Cpu.Ours(), sink.Cpu, Stopwatch.GetTimestamp());
        var (allocated, paused) = (GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        await run();
        return new Measured(
            users,
            Stopwatch.GetElapsedTime(since),
            Cpu.Ours() - client,
            sink.Cpu - other,
            GC.GetTotalAllocatedBytes() - allocated,
            GC.GetTotalPauseDuration() - paused
        );
    }

    /// <summary>Microseconds a user, own code and kernel: <c>22+18</c>.</summary>
    public static string Cost(IReadOnlyList<Measured> runs, Func<Measured, Cpu> of)
    {
        double PerUser(Func<Cpu, TimeSpan> part) =>
            Spread.Of(runs.Select(r => part(of(r)).TotalMicroseconds / r.Users)).Median;
        return $"{PerUser(c => c.User):N0}+{PerUser(c => c.Kernel):N0}";
    }
}
