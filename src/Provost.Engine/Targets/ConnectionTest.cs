namespace Provost.Engine.Targets;

/// <summary>
/// Judges the answer to the question for an object that cannot exist (ENT-CRE-4, scim-wire A.3). Pure.
/// </summary>
internal static class ConnectionTest
{
    public static TargetAnswer Judge(Asking asking, TargetAnswer answer)
    {
        if (!answer.Succeeded)
            return answer.Code == "WebExceptionProtocolError"
                ? answer with
                {
                    Code = "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
                }
                : answer;

        var asked = $"{asking.Method} {asking.Shown} was answered with";
        return Math.Max(answer.Objects.Count, answer.Total) switch
        {
            0 => new(TargetOutcome.Success, null, $"{asked} 200 and an empty list, as it should be."),
            1 => new(TargetOutcome.Success, null, $"{asked} 200 and one object. {Advice.OddHit}"),
            var hits => new(
                TargetOutcome.Incompatible,
                "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering",
                $"{asked} 200 and {hits} objects. {Advice.IgnoresFilters}"
            ),
        };
    }
}
