namespace Provost.Engine.Logs;

/// <summary>Who changed what in directory or configuration, and when (ENT-LOG-15).</summary>
/// <param name="Caller">As in <see cref="Engine.Caller.Name"/>.</param>
public sealed record AuditEntry(long Number, DateTimeOffset Time, string Caller, string Activity, string Target);
