namespace Provost.Engine.Targets.OAuth;

/// <summary>What a token endpoint said, judged.</summary>
internal abstract record TokenAnswer
{
    private TokenAnswer() { }

    /// <param name="RefreshToken">Null where the one that was sent stays valid.</param>
    public sealed record Granted(AccessToken Token, string? RefreshToken, DateTimeOffset? RefreshTokenEnds)
        : TokenAnswer;

    /// <summary>The credentials do not get a token, however often one asks.</summary>
    /// <param name="Error">RFC 6749 §5.2, null where the answer holds none.</param>
    /// <param name="Sentence">What was asked, what came back, what to do; without secrets.</param>
    public sealed record Refused(string? Error, string Sentence) : TokenAnswer;

    /// <summary>Worth another try later.</summary>
    public sealed record Unavailable(string Sentence, TimeSpan? RetryAfter = null) : TokenAnswer;

    public sealed override string ToString() => GetType().Name;
}
