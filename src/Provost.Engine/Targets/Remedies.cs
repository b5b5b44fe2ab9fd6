using Provost.Engine.Targets.OAuth;

namespace Provost.Engine.Targets;

/// <summary>What a person can do about an error code of the provisioning log (ENT-LOG-8).</summary>
public static class Remedies
{
    private const string Ours = "This is a fault of Provost: it is tried again; please report the entry of the log.";
    private const string Rights = Advice.InsufficientRights;

    /// <summary>A sentence or two, without the particulars of one answer.</summary>
    public static string For(string code) =>
        code switch
        {
            "EntryConflict" => Advice.Conflict,
            "Conflict" => Advice.Changed,
            "TooManyRequests" => Advice.TooMany,
            "InternalServerError" => Advice.ServerError,
            "InsufficientRights" => Rights,
            "MethodNotAllowed" or "NotImplemented" =>
                "The application does not support this request: check the Tenant URL and the target's profile.",
            "NotPermitted" => Advice.Immutable,
            "Unauthorized" => Advice.Unauthorized,
            "UnprocessableEntity" => Advice.Refused,
            "WebExceptionProtocolError" => Advice.Unreachable,
            "InvalidAnchor" => Advice.Gone,
            "MandatoryFieldsMissing" or "MissingValues" => Advice.MissingValue,
            "SchemaAttributeNotFound" => Advice.UnknownAttribute,
            "SchemaPropertyCanOnlyAcceptValue" => Advice.OneValue,
            "InvalidDomain" => Advice.Domain,
            "Timeout" => Advice.Timeout,
            "LicenseLimitExceeded" => Advice.NoLicense,
            "DuplicateTargetEntries" =>
                "Remove the duplicates in the application, match on another attribute, or say which account is meant: "
                    + "provost links decide.",
            "DuplicateSourceEntries" =>
                "Two objects of the directory have the same matching value: change one of them.",
            "ImportSkipped" => "Fill one of the matching attributes in the directory.",
            "UnableToResolveReferenceAttributeValue" =>
                "Bring the manager or member into scope; the reference is written by itself then.",
            "SystemForCrossDomainIdentityManagementMultipleEntriesInResponse" => Advice.ListForOne,
            "SystemForCrossDomainIdentityManagementServiceIncompatible" => Advice.NoResource,
            "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering" => Advice.NoFilter,
            "CredentialsMissing" or "CredentialsUnusable" =>
                "Enter the Tenant URL and the Secret Token: provost apps connect.",
            "CredentialsRefused" =>
                "The authorization server gives no access token: enter credentials that it accepts: provost apps "
                    + "credentials.",
            "TokenUnavailable" => TokenAdvice.Unavailable,
            "RemovalNotConfirmed" =>
                "The application accepts the removal and does not carry it out: look at the account there, and tell its "
                    + "operator.",
            "MatchNeedsDecision" or "DoubtfulCreation" =>
                "Say whose account it is: provost links candidates, then provost links decide.",
            "CreationUnsettled" or "AnswerLost" =>
                "Nothing to do: Provost asks the application until it knows whether the request was carried out.",
            "ScopingFilterFailed" => "Correct the filter, or the value that it cannot be evaluated for.",
            "TooManyDeletes" => "Look at who is to lose access: provost staged list, then approve or reject.",
            "InternalError" => Ours,
            _ => "The log entry says what was asked and what came back: provost logs --status Failure.",
        };
}
