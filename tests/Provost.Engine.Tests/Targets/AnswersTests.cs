using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>The table of scim-wire A.11 with A.3 to A.8 and D, a row a case.</summary>
public sealed class AnswersTests
{
    private const string ScimError = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}""";
    private const string Page = "<!DOCTYPE html><html><body>Sign in</body></html>";
    private const string Incompatible = "SystemForCrossDomainIdentityManagementServiceIncompatible";
    private const string Filtering = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";
    private const string Multiple = "SystemForCrossDomainIdentityManagementMultipleEntriesInResponse";

    [Theory]
    [InlineData(Asked.Create, 201, """{"id":"7"}""", TargetOutcome.Success, null)]
    [InlineData(Asked.Create, 200, """{"ID":7}""", TargetOutcome.Success, null)]
    [InlineData(Asked.Create, 201, "", TargetOutcome.Unknown, Incompatible)]
    [InlineData(Asked.Create, 201, """{"userName":"ada"}""", TargetOutcome.Unknown, Incompatible)]
    [InlineData(Asked.Create, 201, """{"userName":"ad""", TargetOutcome.Unknown, Incompatible)]
    [InlineData(Asked.Create, 200, Page, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Query, 200, """{"totalResults":0}""", TargetOutcome.Success, null)]
    [InlineData(Asked.Query, 200, """{"Resources":null}""", TargetOutcome.Success, null)]
    [InlineData(Asked.Query, 200, "{}", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Query, 200, "[]", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Query, 204, "", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Query, 200, """{"Resources":"none"}""", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Query, 200, """{"Resources":[{"userName":"ada"}]}""", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Query, 200, Page, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Get, 200, """{"id":"7"}""", TargetOutcome.Success, null)]
    [InlineData(Asked.Get, 200, """{"userName":"ada"}""", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(
        Asked.Get,
        200,
        """{"totalResults":1,"Resources":[{"id":"7"}]}""",
        TargetOutcome.Incompatible,
        Multiple
    )]
    [InlineData(Asked.Get, 200, "", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Patch, 200, """{"id":"7"}""", TargetOutcome.Success, null)]
    [InlineData(Asked.Patch, 201, """{"id":"7"}""", TargetOutcome.Success, null)]
    [InlineData(Asked.Patch, 202, "", TargetOutcome.Success, null)]
    [InlineData(Asked.Patch, 204, "", TargetOutcome.Success, null)]
    [InlineData(Asked.Patch, 200, "fine", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Patch, 200, Page, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Delete, 200, "deleted", TargetOutcome.Success, null)]
    [InlineData(Asked.Delete, 204, "", TargetOutcome.Success, null)]
    [InlineData(Asked.Delete, 200, Page, TargetOutcome.Incompatible, Incompatible)]
    internal void A_success_is_one_only_with_what_was_asked_for(
        Asked what,
        int status,
        string body,
        TargetOutcome outcome,
        string? code
    ) => Judged(what, Reply.Text(status, body, "text/plain"), outcome, code);

    [Theory]
    [InlineData(Asked.Query, "", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Query, ScimError, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Create, ScimError, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Get, ScimError, TargetOutcome.NotFound, "InvalidAnchor")]
    [InlineData(Asked.Get, "", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Get, Page, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Get, """{"title":"Not Found","status":404}""", TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Patch, ScimError, TargetOutcome.NotFound, "InvalidAnchor")]
    [InlineData(Asked.Patch, Page, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Put, ScimError, TargetOutcome.NotFound, "InvalidAnchor")]
    [InlineData(Asked.Put, Page, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(Asked.Delete, ScimError, TargetOutcome.Success, null)]
    [InlineData(Asked.Delete, "", TargetOutcome.Success, null)]
    [InlineData(Asked.Delete, Page, TargetOutcome.Incompatible, Incompatible)]
    internal void Not_found_means_something_else_to_each_question(
        Asked what,
        string body,
        TargetOutcome outcome,
        string? code
    ) => Judged(what, Reply.Text(404, body, "application/problem+json"), outcome, code);

    [Fact]
    public void A_target_may_answer_404_to_a_query_where_its_profile_says_so()
    {
        var lenient = Given.Profile with { TreatQuery404AsEmpty = true };

        Assert.Equal(TargetOutcome.Success, Judge(Asked.Query, Reply.Text(404, ScimError), lenient).Outcome);
        Assert.Equal(TargetOutcome.Incompatible, Judge(Asked.Query, Reply.Text(404, Page), lenient).Outcome);
    }

    [Theory]
    [InlineData(301, TargetOutcome.Incompatible, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(401, TargetOutcome.Unauthorized, TargetOutcome.Unauthorized, "Unauthorized")]
    [InlineData(402, TargetOutcome.Refused, TargetOutcome.Refused, "LicenseLimitExceeded")]
    [InlineData(403, TargetOutcome.Refused, TargetOutcome.Refused, "InsufficientRights")]
    [InlineData(405, TargetOutcome.Refused, TargetOutcome.Refused, "MethodNotAllowed")]
    [InlineData(408, TargetOutcome.Unknown, TargetOutcome.Transient, "Timeout")]
    [InlineData(409, TargetOutcome.Conflict, TargetOutcome.Conflict, "EntryConflict")]
    [InlineData(412, TargetOutcome.Conflict, TargetOutcome.Conflict, "Conflict")]
    [InlineData(413, TargetOutcome.Refused, TargetOutcome.Refused, "UnprocessableEntity")]
    [InlineData(415, TargetOutcome.Incompatible, TargetOutcome.Incompatible, Incompatible)]
    [InlineData(418, TargetOutcome.Refused, TargetOutcome.Refused, "UnprocessableEntity")]
    [InlineData(422, TargetOutcome.Refused, TargetOutcome.Refused, "UnprocessableEntity")]
    [InlineData(429, TargetOutcome.Transient, TargetOutcome.Transient, "TooManyRequests")]
    [InlineData(500, TargetOutcome.Unknown, TargetOutcome.Transient, "InternalServerError")]
    [InlineData(501, TargetOutcome.Refused, TargetOutcome.Refused, "NotImplemented")]
    [InlineData(502, TargetOutcome.Unknown, TargetOutcome.Transient, "InternalServerError")]
    [InlineData(503, TargetOutcome.Unknown, TargetOutcome.Transient, "InternalServerError")]
    [InlineData(504, TargetOutcome.Unknown, TargetOutcome.Transient, "Timeout")]
    [InlineData(599, TargetOutcome.Unknown, TargetOutcome.Transient, "InternalServerError")]
    public void A_refusal_of_a_create_leaves_doubt_where_that_of_a_change_does_not(
        int status,
        TargetOutcome create,
        TargetOutcome patch,
        string code
    )
    {
        Judged(Asked.Create, Reply.Text(status, ""), create, code);
        Judged(Asked.Patch, Reply.Text(status, ""), patch, code);
    }

    [Fact]
    public void A_target_that_says_when_to_come_back_has_not_begun()
    {
        var reply = new Reply { Status = 503, RetryAfter = TimeSpan.FromSeconds(2) };

        var answer = Judged(Asked.Create, reply, TargetOutcome.Transient, "InternalServerError");
        Assert.Equal(TimeSpan.FromSeconds(2), answer.RetryAfter);
    }

    [Theory]
    [InlineData(400, "uniqueness", "taken", TargetOutcome.Conflict, "EntryConflict")]
    [InlineData(400, "mutability", "displayName cannot change", TargetOutcome.Refused, "NotPermitted")]
    [InlineData(400, "invalidPath", "no such attribute", TargetOutcome.Refused, "SchemaAttributeNotFound")]
    [InlineData(400, "invalidSyntax", "unknown op Replace", TargetOutcome.Refused, "UnprocessableEntity")]
    [InlineData(400, "noTarget", "nothing matches", TargetOutcome.Refused, "UnprocessableEntity")]
    [InlineData(400, "invalidValue", "userName is required", TargetOutcome.Refused, "MandatoryFieldsMissing")]
    [InlineData(400, "invalidValue", "not a phone number", TargetOutcome.Refused, "UnprocessableEntity")]
    [InlineData(400, null, "The domain fabrikam.example is not allowed", TargetOutcome.Refused, "InvalidDomain")]
    [InlineData(400, null, "No licenses left in this office", TargetOutcome.Refused, "LicenseLimitExceeded")]
    [InlineData(403, null, "Seat limit reached", TargetOutcome.Refused, "LicenseLimitExceeded")]
    [InlineData(409, null, "no licence available", TargetOutcome.Refused, "LicenseLimitExceeded")]
    [InlineData(400, "invalidValue", "licenseType X is not available", TargetOutcome.Refused, "UnprocessableEntity")]
    [InlineData(422, null, "name too long", TargetOutcome.Refused, "UnprocessableEntity")]
    public void A_code_follows_from_the_scim_type_or_the_words(
        int status,
        string? scimType,
        string detail,
        TargetOutcome outcome,
        string code
    )
    {
        var body = Scripted.Error(status, detail, scimType).Body ?? "";

        var answer = Judged(Asked.Patch, Reply.Text(status, body), outcome, code);
        Assert.Contains($"was answered with {status} and \"{detail}\". ", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_that_is_refused_says_that_the_attribute_cannot_be_filtered_on()
    {
        var body = Scripted.Error(400, "unsupported", "invalidFilter").Body ?? "";

        var answer = Judged(Asked.Query, Reply.Text(400, body), TargetOutcome.Refused, Filtering);
        Assert.EndsWith("choose another matching attribute in the mappings.", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fault.LeaseLost, false, TargetOutcome.Transient, "LeaseLost")]
    [InlineData(Fault.Paused, false, TargetOutcome.NotSent, "TooManyRequests")]
    [InlineData(Fault.Stopped, false, TargetOutcome.NotSent, "Stopped")]
    [InlineData(Fault.Blocked, false, TargetOutcome.Incompatible, "TargetAddressNotAllowed")]
    [InlineData(Fault.Unreachable, false, TargetOutcome.Transient, "WebExceptionProtocolError")]
    [InlineData(Fault.Broken, false, TargetOutcome.Transient, "WebExceptionProtocolError")]
    [InlineData(Fault.Broken, true, TargetOutcome.Unknown, "WebExceptionProtocolError")]
    [InlineData(Fault.TimedOut, false, TargetOutcome.Transient, "Timeout")]
    [InlineData(Fault.TimedOut, true, TargetOutcome.Unknown, "Timeout")]
    [InlineData(Fault.TooLong, true, TargetOutcome.Unknown, "WebExceptionProtocolError")]
    internal void A_create_without_an_answer_is_in_doubt_only_if_it_may_have_arrived(
        Fault fault,
        bool arrived,
        TargetOutcome outcome,
        string code
    ) => Judged(Asked.Create, Reply.Failed(fault, "why", arrived), outcome, code);

    [Theory]
    [InlineData(Fault.Broken, TargetOutcome.Transient)]
    [InlineData(Fault.TimedOut, TargetOutcome.Transient)]
    [InlineData(Fault.TooLong, TargetOutcome.Incompatible)]
    internal void What_can_be_repeated_is_never_in_doubt(Fault fault, TargetOutcome outcome) =>
        Assert.Equal(outcome, Judge(Asked.Patch, Reply.Failed(fault, "why", true)).Outcome);

    [Fact]
    public void A_detail_says_what_was_asked_what_came_and_what_to_do()
    {
        var rows = new (Asked What, Reply Reply)[]
        {
            (Asked.Query, Reply.Text(404, ScimError)),
            (Asked.Query, Reply.Text(200, Page)),
            (Asked.Query, Reply.Text(200, "{}")),
            (Asked.Get, Reply.Text(404, ScimError)),
            (Asked.Create, Reply.Text(401, "")),
            (Asked.Create, Reply.Text(409, """{"status":409,"detail":"exists"}""")),
            (Asked.Create, Reply.Text(400, "Missing userName", "text/plain")),
            (Asked.Create, Reply.Text(201, "")),
            (Asked.Patch, Reply.Text(404, Page)),
            (Asked.Patch, Reply.Text(501, "")),
            (Asked.Patch, Reply.Text(400, """{"detail":"path may be omitted only for a single attribute"}""")),
            (Asked.Delete, new Reply { Status = 302, Location = "/login" }),
            (Asked.Create, Reply.Failed(Fault.Unreachable, "Connection refused (app.example:443)")),
            (Asked.Create, Reply.Failed(Fault.TimedOut, "20 s", true)),
            (Asked.Patch, Reply.Failed(Fault.LeaseLost)),
        };

        Approved.Matches(string.Join("\n\n", rows.Select(r => Judge(r.What, r.Reply).Detail)));
    }

    private static TargetAnswer Judged(Asked what, Reply reply, TargetOutcome outcome, string? code)
    {
        var answer = Judge(what, reply);
        Assert.Equal((outcome, code), (answer.Outcome, answer.Code));
        Assert.Equal(answer.Succeeded, answer.Detail is null && answer.Exchange is null);
        return answer;
    }

    private static TargetAnswer Judge(Asked what, Reply reply, TargetProfile? profile = null)
    {
        var url = new Uri("https://app.example/scim/Users");
        return Answers.Judge(
            new Asking(what, url, url.AbsoluteUri),
            reply,
            profile ?? Given.Profile,
            new Exchanges(() => [Given.Secret], new HashSet<string>())
        );
    }
}
