namespace Provost.Engine.Logs;

/// <summary>How many entries of the provisioning log an hour has with the same status and code.</summary>
/// <param name="Hour">The beginning of the hour, UTC.</param>
/// <param name="Code">The error or skip code (ENT-LOG-8, ENT-LOG-9); null where the entries have none.</param>
public sealed record Activity(DateTimeOffset Hour, ProvisioningStatus Status, string? Code, long Count);
