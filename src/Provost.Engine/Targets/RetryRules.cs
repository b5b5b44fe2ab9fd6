namespace Provost.Engine.Targets;

/// <summary>
/// When a request is worth sending again within the cycle, and after how long (scim-wire A.11). Pure.
/// </summary>
internal static class RetryRules
{
    public const int MaxTries = 5;

    /// <summary>A longer wait than this is the next cycle's business.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The wait before the next try, null when there is none. <paramref name="jitter"/> is between 0 and 1.
    /// </summary>
    public static TimeSpan? Wait(Asking asking, Reply reply, int tries, double jitter)
    {
        if (tries >= MaxTries || !MayRepeat(asking, reply))
            return null;

        var wait = reply.RetryAfter ?? BackOff(tries, jitter);
        return wait > LongestWait ? null : wait;
    }

    /// <summary>Whether the answer asks everybody to slow down, not only this request.</summary>
    public static bool IsThrottled(Reply reply) => reply is { Status: 429 } or { Status: 503, RetryAfter: not null };

    /// <summary>1, 2, 4 … seconds, up to half as much again, so that workers do not come back in step.</summary>
    public static TimeSpan BackOff(int tries, double jitter) =>
        TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, tries - 1) * (1 + (jitter / 2))));

    /// <summary>
    /// A create goes out again only if it surely was not carried out; what is repeatable does on every hiccup.
    /// </summary>
    private static bool MayRepeat(Asking asking, Reply reply) =>
        reply.Fault switch
        {
            Fault.Unreachable or Fault.TokenUnavailable => true,
            Fault.Broken or Fault.TimedOut => asking.Repeatable || !reply.MayHaveArrived,
            Fault.None when IsThrottled(reply) => true,
            Fault.None => asking.Repeatable && reply.Status is 408 or 500 or 502 or 503 or 504,
            _ => false,
        };
}
