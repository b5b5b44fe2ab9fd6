namespace Provost.Engine.Synchronization;

/// <summary>The right to run a job until an instant, and the number that fences out whoever held it before.</summary>
public sealed record Lease(long JobNumber, string Owner, long Epoch, DateTimeOffset Until);

/// <summary>Somebody else has taken the job over: nothing of what was about to be written was written.</summary>
public sealed class LeaseLostException(long jobNumber)
    : Exception($"Another engine has taken over job {jobNumber}; this one stops writing.");
