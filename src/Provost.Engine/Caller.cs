namespace Provost.Engine;

/// <summary>Who asks. Every call that changes or reads something for a person carries one.</summary>
/// <param name="TenantId">The tenant that the caller belongs to, and the only one that the call may touch.</param>
/// <param name="Name">
/// How the caller appears in audit and log, for example <c>console</c> or <c>admin@contoso.example</c>.
/// </param>
public sealed record Caller(Guid TenantId, string Name);
