namespace Provost.Chaos.Target;

/// <summary>How a request can go wrong.</summary>
internal enum Fault
{
    None,

    /// <summary>The work is done, and the connection cut in place of an answer.</summary>
    LoseAnswer,

    /// <summary>The connection is cut, and the work done a while later.</summary>
    Late,

    /// <summary>The connection is cut, and nothing done.</summary>
    Drop,

    /// <summary>429 with Retry-After.</summary>
    TooMany,

    /// <summary>429 without.</summary>
    TooManyPlain,
    Error500,
    Error503,

    /// <summary>The work is done, and the answer is 500.</summary>
    Error500After,
    Unauthorized,

    /// <summary>A page of HTML, and nothing done.</summary>
    Html,

    /// <summary>The work is done, and half of the answer's JSON comes.</summary>
    Truncated,

    /// <summary>Wrong totalResults and itemsPerPage.</summary>
    WrongPages,

    /// <summary>The answer takes a while.</summary>
    Slow,
}

/// <summary>A fault that waits for the next request that fits.</summary>
internal sealed record ArmedFault(Fault Fault, string? Method, string? Path, double Seconds)
{
    public bool Fits(string method, string path) =>
        (Method is null || Method == method)
        && (Path is null || path.Contains(Path, StringComparison.Ordinal))
        && (Fault != Fault.WrongPages || method == "GET");

    public static Fault Parse(string name) =>
        name switch
        {
            "lose-answer" => Fault.LoseAnswer,
            "late" => Fault.Late,
            "drop" => Fault.Drop,
            "429" => Fault.TooMany,
            "429-plain" => Fault.TooManyPlain,
            "500" => Fault.Error500,
            "503" => Fault.Error503,
            "500-after" => Fault.Error500After,
            "401" => Fault.Unauthorized,
            "html" => Fault.Html,
            "truncated" => Fault.Truncated,
            "wrong-pages" => Fault.WrongPages,
            "slow" => Fault.Slow,
            _ => throw new FormatException($"There is no fault '{name}'."),
        };
}

/// <summary>A request as the target saw it.</summary>
internal sealed record Seen(double At, string Method, string Path, string Body, string Outcome, string? Id)
{
    public bool IsWrite => Method != "GET";

    public override string ToString() =>
        $"{At, 7:0.00}s {Method} {Path} {Outcome}{(Body.Length > 0 ? $" {Body}" : "")}";
}
