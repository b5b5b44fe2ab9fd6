namespace Provost.Engine.Synchronization;

/// <summary>
/// Somebody changed the job after it was read: nothing of what was about to be written was written. Read it again.
/// </summary>
public sealed class JobChangedException(long jobNumber) : Exception($"Job {jobNumber} was changed meanwhile.");
