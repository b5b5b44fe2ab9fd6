namespace Provost.Engine.Directory;

/// <summary>An organisation with a directory of its own.</summary>
/// <param name="Domain">Its domain in small letters, <c>contoso.example</c>: its other name in addresses.</param>
public sealed record Tenant(Guid Id, string DisplayName, string Domain);
