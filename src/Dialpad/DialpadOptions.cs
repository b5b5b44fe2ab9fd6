namespace Dialpad;

/// <summary>How the server runs.</summary>
internal sealed record DialpadOptions
{
    public required string DataDirectory { get; init; }

    /// <summary>Port 0 takes any free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>Requests a second for each company, 0 for no limit.</summary>
    public int RateLimit { get; init; } = 20;

    /// <summary>Where people have their work accounts; null where nobody can sign in.</summary>
    public WorkAccounts? WorkAccounts { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The identity provider that people sign in with, and what this application is there.</summary>
/// <param name="Authority">The base, such as https://localhost:5443; every tenant of it may sign in.</param>
/// <param name="CaFile">A certificate authority that is trusted beside the system's, as PEM; null for none.</param>
internal sealed record WorkAccounts(Uri Authority, string ClientId, string ClientSecret, string? CaFile);
