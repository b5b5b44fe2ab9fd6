using Provost.Engine.Logs;
using Provost.Engine.Targets;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Targets;

/// <summary>The error codes of the provisioning log (ENT-LOG-7, ENT-LOG-8).</summary>
public sealed class ErrorCodeTests
{
    [Theory]
    [InlineData(Asked.Create, 400, "uniqueness", "taken", "EntryConflict")]
    [InlineData(Asked.Create, 409, null, "exists", "EntryConflict")]
    [InlineData(Asked.Patch, 412, null, "changed", "Conflict")]
    [InlineData(Asked.Patch, 429, null, "slow down", "TooManyRequests")]
    [InlineData(Asked.Patch, 500, null, "oops", "InternalServerError")]
    [InlineData(Asked.Patch, 403, null, "no admin", "InsufficientRights")]
    [InlineData(Asked.Delete, 405, null, "no DELETE", "MethodNotAllowed")]
    [InlineData(Asked.Patch, 501, null, "no PATCH", "NotImplemented")]
    [InlineData(Asked.Patch, 400, "mutability", "never", "NotPermitted")]
    [InlineData(Asked.Query, 401, null, "who?", "Unauthorized")]
    [InlineData(Asked.Create, 422, null, "too long", "UnprocessableEntity")]
    [InlineData(Asked.Get, 404, null, "gone", "InvalidAnchor")]
    [InlineData(Asked.Create, 400, "invalidValue", "userName is required", "MandatoryFieldsMissing")]
    [InlineData(Asked.Patch, 400, "invalidValue", "title must not be empty", "MissingValues")]
    [InlineData(Asked.Create, 400, "invalidPath", "no such attribute", "SchemaAttributeNotFound")]
    [InlineData(Asked.Create, 400, "invalidValue", "title takes a single value", "SchemaPropertyCanOnlyAcceptValue")]
    [InlineData(Asked.Create, 400, null, "the domain x is not allowed", "InvalidDomain")]
    [InlineData(Asked.Patch, 504, null, "late", "Timeout")]
    [InlineData(Asked.Create, 403, null, "no licences left", "LicenseLimitExceeded")]
    [InlineData(Asked.Query, 404, null, "no", "SystemForCrossDomainIdentityManagementServiceIncompatible")]
    [InlineData(Asked.Query, 400, null, "no", "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering")]
    [Rule(
        "ENT-LOG-8",
        Verdict.Improved,
        "An answer's code follows from its status, scimType and words, and its sentence says what was asked, what came "
            + "and what to do."
    )]
    internal void An_answer_of_the_target_has_its_code_and_the_code_a_remedy(
        Asked what,
        int status,
        string? scimType,
        string detail,
        string code
    )
    {
        var answer = Judge(what, Reply.Text(status, Scripted.Error(status, detail, scimType).Body ?? ""));

        Assert.Equal(code, answer.Code);
        Assert.NotEqual(Remedies.For("no such code"), Remedies.For(code));
    }

    [Fact]
    public void What_never_was_an_answer_of_a_SCIM_server_has_its_code_as_well()
    {
        var list = Judge(Asked.Get, Reply.Text(200, """{"totalResults":1,"Resources":[{"id":"7"}]}"""));
        var nobody = Judge(Asked.Get, Reply.Failed(Fault.Unreachable, "Connection refused"));

        Assert.Equal("SystemForCrossDomainIdentityManagementMultipleEntriesInResponse", list.Code);
        Assert.Equal("WebExceptionProtocolError", nobody.Code);
    }

    [Theory]
    [InlineData("DuplicateTargetEntries")]
    [InlineData("DuplicateSourceEntries")]
    [InlineData("ImportSkipped")]
    [InlineData("UnableToResolveReferenceAttributeValue")]
    [InlineData("CredentialsMissing")]
    [InlineData("InternalError")]
    public void The_codes_of_our_own_have_a_remedy_too(string code) =>
        Assert.NotEqual(Remedies.For("no such code"), Remedies.For(code));

    [Theory]
    [InlineData(ProvisioningStatus.Success, null, ErrorCategory.Success)]
    [InlineData(ProvisioningStatus.Skipped, "RedundantExport", ErrorCategory.Success)]
    [InlineData(ProvisioningStatus.Failure, "EntryConflict", ErrorCategory.NonServiceFailure)]
    [InlineData(ProvisioningStatus.Failure, "Timeout", ErrorCategory.NonServiceFailure)]
    [InlineData(ProvisioningStatus.Failure, "InternalError", ErrorCategory.Failure)]
    [Rule("ENT-LOG-7")]
    public void A_failure_is_ours_or_the_targets_and_the_datas(
        ProvisioningStatus status,
        string? code,
        ErrorCategory category
    ) => Assert.Equal(category, ErrorCategories.Of(status, code));

    private static TargetAnswer Judge(Asked what, Reply reply)
    {
        var url = new Uri("https://app.example/scim/Users");
        return Answers.Judge(
            new Asking(what, url, url.AbsoluteUri),
            reply,
            Given.Profile,
            new Exchanges(() => [Given.Secret], new HashSet<string>())
        );
    }
}
