namespace Provost.Engine.Logs;

/// <summary>Whose fault an outcome is, in Graph's words (ENT-LOG-7).</summary>
public enum ErrorCategory
{
    /// <summary>Provost's own.</summary>
    Failure,

    /// <summary>The directory's data, the configuration's or the application's.</summary>
    NonServiceFailure,
    Success,
}

/// <summary>Tells whose fault an entry of the log speaks of. Pure.</summary>
public static class ErrorCategories
{
    public static ErrorCategory Of(ProvisioningStatus status, string? code) =>
        (status, code) switch
        {
            (not ProvisioningStatus.Failure, _) => ErrorCategory.Success,
            (_, "InternalError" or "LeaseLost") => ErrorCategory.Failure,
            _ => ErrorCategory.NonServiceFailure,
        };
}
