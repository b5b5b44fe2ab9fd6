using System.Text.RegularExpressions;

namespace Provost.Engine.Targets;

/// <summary>
/// Finds the reason behind a 400, 422 and the like, from <c>scimType</c> first and the target's words second.
/// </summary>
internal static partial class Refusals
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly string[] Required = ["required", "missing", "mandatory", "must be provided"];

    private static readonly string[] Empty = ["be empty", "be blank", "be null", "no value"];

    private static readonly string[] Single = ["single value", "single-valued", "only one value", "not be an array"];

    private static readonly string[] TooMany = ["tooMany", "too many", "maximum", "at most", "exceed", "limit"];

    public static bool IsNoLicense(int status, TargetError error) =>
        status == 402
        || (
            status is 400 or 403 or 409 or 422
            && License().IsMatch(error.Words ?? "")
            && Exhausted().IsMatch(error.Words ?? "")
        );

    public static TargetAnswer Judge(Asking asking, TargetError error)
    {
        if (asking.What == Asked.Query)
            return new(
                TargetOutcome.Refused,
                "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering",
                Advice.NoFilter
            );

        return error.ScimType?.ToUpperInvariant() switch
        {
            "UNIQUENESS" => new(TargetOutcome.Conflict, "EntryConflict", Advice.Conflict),
            "MUTABILITY" => new(TargetOutcome.Refused, "NotPermitted", Advice.Immutable),
            "NOTARGET" => new(TargetOutcome.Refused, "UnprocessableEntity", Advice.NoTarget),
            _ when IsPathless(asking, error) => new(TargetOutcome.Refused, "UnprocessableEntity", Advice.WithPaths),
            "INVALIDSYNTAX" when asking.What == Asked.Patch => new(
                TargetOutcome.Refused,
                "UnprocessableEntity",
                Advice.AnotherDialect
            ),
            "INVALIDPATH" => new(TargetOutcome.Refused, "SchemaAttributeNotFound", Advice.UnknownAttribute),
            _ when Says(error, Single) => new(
                TargetOutcome.Refused,
                "SchemaPropertyCanOnlyAcceptValue",
                Advice.OneValue
            ),
            _ when Says(error, Empty) => new(TargetOutcome.Refused, "MissingValues", Advice.MissingValue),
            _ when Says(error, Required) => new(TargetOutcome.Refused, "MandatoryFieldsMissing", Advice.MissingValue),
            _ when Says(error, ["domain"]) && Says(error, ["allowed", "permitted", "verified"]) => new(
                TargetOutcome.Refused,
                "InvalidDomain",
                Advice.Domain
            ),
            _ => new(TargetOutcome.Refused, "UnprocessableEntity", Advice.Refused),
        };
    }

    /// <summary>A batch of members that the target finds too long (scim-wire A.9), whatever it calls that.</summary>
    public static bool IsTooMany(TargetAnswer answer) =>
        answer.Exchange switch
        {
            { Status: 413 } => true,
            { Status: 400 or 422, ResponseBody: { } body } => Says(body, TooMany),
            _ => false,
        };

    public static bool IsNoTarget(TargetAnswer answer) =>
        answer.Exchange?.ResponseBody is { } body && Says(body, ["noTarget"]);

    /// <summary>
    /// Some servers (SCIMMY) cannot read a quote or a backslash in a filter, however it is escaped (ENT-MAP-21).
    /// </summary>
    public static bool IsFilterNotRead(TargetAnswer answer, string value) =>
        answer is { Outcome: TargetOutcome.Refused, Exchange.Status: 400 } && value.AsSpan().ContainsAny('"', '\\');

    /// <summary>Some targets take only one attribute in an operation without a path (AWS).</summary>
    private static bool IsPathless(Asking asking, TargetError error) =>
        asking.What == Asked.Patch
        && Says(error, ["path"])
        && Says(error, ["omitted", "required", "missing", "without"]);

    private static bool Says(TargetError error, string[] words) => error.Words is { } said && Says(said, words);

    private static bool Says(string said, string[] words) =>
        words.Any(w => said.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whole words: <c>licenseType</c> is an attribute, not a licence.</summary>
    [GeneratedRegex(@"\b(licen[cs]es?|seats?)\b", Options, 1000)]
    private static partial Regex License();

    [GeneratedRegex(
        @"\b(no|none|left|limit|exceed\w*|available|enough|insufficient|exhausted|maximum|run out|reached)\b",
        Options,
        1000
    )]
    private static partial Regex Exhausted();
}
