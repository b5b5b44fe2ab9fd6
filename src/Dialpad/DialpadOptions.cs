namespace Dialpad;

/// <summary>How the server runs.</summary>
internal sealed record DialpadOptions
{
    public required string DataDirectory { get; init; }

    /// <summary>Port 0 takes any free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>Requests a second for each company, 0 for no limit.</summary>
    public int RateLimit { get; init; } = 20;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
