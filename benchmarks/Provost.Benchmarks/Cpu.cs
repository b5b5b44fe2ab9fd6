using System.Diagnostics;

namespace Provost.Benchmarks;

/// <summary>Processor time of one process, in its own code and in the kernel.</summary>
internal sealed record Cpu(TimeSpan User, TimeSpan Kernel)
{
    public static Cpu Of(Process process) => new(process.UserProcessorTime, process.PrivilegedProcessorTime);

    public static Cpu Ours()
    {
        using var process = Process.GetCurrentProcess();
        return Of(process);
    }

    public static Cpu operator -(Cpu later, Cpu earlier) =>
        new(later.User - earlier.User, later.Kernel - earlier.Kernel);
}
