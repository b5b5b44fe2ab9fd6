using Provost.Engine.Access;

namespace Provost.Storage;

/// <summary>What an application got tokens for; every token of it names it.</summary>
/// <param name="SessionId">The browser's session that it ends with; null for a device.</param>
/// <param name="Epoch">Of the account at the sign-in.</param>
public sealed record SignInGrant(string Id, Guid TenantId, Guid AppId, Guid PrincipalId, string? SessionId, long Epoch);

/// <summary>Whether an application, and a person at it, is let in now.</summary>
public enum Admission
{
    Admitted,

    /// <summary>The application is not in the tenant, or was deleted.</summary>
    Gone,

    /// <summary>Its service principal has <c>accountEnabled: false</c>.</summary>
    Disabled,

    /// <summary>It wants assignments, and the person has none.</summary>
    NotAssigned,
}

/// <summary>Whoever a token speaks for, as of now.</summary>
/// <param name="Name">Of the person; empty for an application that acts by itself.</param>
/// <param name="Permissions">Of the application that acts by itself.</param>
public sealed record LiveCaller(string Name, IReadOnlyList<DirectoryRole> Roles, IReadOnlySet<string> Permissions);

/// <summary>What somebody allowed an application.</summary>
/// <param name="ClientId">The id of its service principal.</param>
/// <param name="PrincipalId">Null where it holds for everybody of the tenant.</param>
public sealed record GivenConsent(Guid ClientId, Guid AppId, string DisplayName, Guid? PrincipalId, string Scopes);
