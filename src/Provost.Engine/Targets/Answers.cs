namespace Provost.Engine.Targets;

/// <summary>
/// Judges what came back (scim-wire A.4 to A.8, A.11) and says it in a sentence: what was asked, what came, what to do.
/// Pure.
/// </summary>
internal static class Answers
{
    private const string Incompatible = "SystemForCrossDomainIdentityManagementServiceIncompatible";

    public static TargetAnswer Judge(Asking asking, Reply reply, TargetProfile profile, Exchanges exchanges)
    {
        var answer = reply.IsSuccess ? Success(asking, reply) : Failure(asking, reply, profile);
        if (reply.Lingers)
            answer = answer with { Lingers = true };
        if (answer.Succeeded)
            return answer;

        var asked = $"{asking.Method} {asking.Shown}";
        var doubt = answer.Outcome == TargetOutcome.Unknown ? Advice.InDoubt : "";
        return answer with
        {
            Detail = exchanges.Hide($"{asked} {Came(reply)}. {doubt}{answer.Detail}"),
            RetryAfter = reply.RetryAfter,
            Exchange = exchanges.Record(asking, reply),
        };
    }

    private static TargetAnswer Success(Asking asking, Reply reply)
    {
        if (reply.IsHtml)
            return new(TargetOutcome.Incompatible, Incompatible, Advice.Html);

        return asking.What switch
        {
            Asked.Delete => TargetAnswer.Ok,
            Asked.Create => TargetJson.ReadId(reply.Body.Span) is { } id
                ? new(TargetOutcome.Success) { Objects = [new TargetObject(id, [])] }
                : new(TargetOutcome.Unknown, Incompatible, Advice.NoId),
            Asked.Query => AnswerBodies.ReadList(reply.Body.Span) is var (objects, total)
                ? new(TargetOutcome.Success) { Objects = objects, Total = total }
                : new(TargetOutcome.Incompatible, Incompatible, Advice.NoList),
            Asked.Get => AnswerBodies.ReadOne(reply.Body.Span) is { } found
                ? new(TargetOutcome.Success) { Objects = [found], Total = 1 }
                : NoResource(reply),
            // Nothing is read from it, but what is neither empty nor JSON came from something else than a SCIM server.
            _ => reply.Body.IsEmpty || TargetJson.ReadObject(reply.Body.Span) is not null
                ? TargetAnswer.Ok
                : new(TargetOutcome.Incompatible, Incompatible, Advice.NoResource),
        };
    }

    private static TargetAnswer NoResource(Reply reply) =>
        AnswerBodies.ReadList(reply.Body.Span) is not null
            ? new(
                TargetOutcome.Incompatible,
                "SystemForCrossDomainIdentityManagementMultipleEntriesInResponse",
                Advice.ListForOne
            )
            : new(TargetOutcome.Incompatible, Incompatible, Advice.NoResource);

    private static TargetAnswer Failure(Asking asking, Reply reply, TargetProfile profile) =>
        reply.Fault == Fault.None ? Refusal(asking, reply, profile) : NoAnswer(asking, reply);

    private static TargetAnswer NoAnswer(Asking asking, Reply reply)
    {
        var lost = !asking.Repeatable && reply.MayHaveArrived ? TargetOutcome.Unknown : TargetOutcome.Transient;
        return reply.Fault switch
        {
            Fault.LeaseLost => new(TargetOutcome.Transient, "LeaseLost", Advice.LeaseLost),
            Fault.Paused => new(TargetOutcome.NotSent, "TooManyRequests", Advice.TooMany),
            Fault.Stopped => new(TargetOutcome.NotSent, "Stopped", Advice.Stopped),
            Fault.Blocked => new(TargetOutcome.Incompatible, "TargetAddressNotAllowed", Advice.Blocked),
            Fault.TokenRefused => new(TargetOutcome.Unauthorized, "CredentialsRefused", Advice.NothingBefore),
            Fault.TokenUnavailable => new(TargetOutcome.Transient, "TokenUnavailable", Advice.Blocked),
            Fault.Unreachable => new(TargetOutcome.Transient, "WebExceptionProtocolError", Advice.Unreachable),
            Fault.TimedOut => new(lost, "Timeout", Advice.Timeout),
            Fault.TooLong when asking.What != Asked.Create => new(
                TargetOutcome.Incompatible,
                Incompatible,
                Advice.NoResource
            ),
            _ => new(lost, "WebExceptionProtocolError", Advice.Broken),
        };
    }

    private static TargetAnswer Refusal(Asking asking, Reply reply, TargetProfile profile)
    {
        var error = AnswerBodies.ReadError(reply);
        if (reply.Status is 404 or 410)
            return Missing(asking, reply, error, profile);
        if (Refusals.IsNoLicense(reply.Status, error))
            return new(TargetOutcome.Refused, "LicenseLimitExceeded", Advice.NoLicense);

        var unsure = asking.Repeatable ? TargetOutcome.Transient : TargetOutcome.Unknown;
        return reply.Status switch
        {
            401 => new(TargetOutcome.Unauthorized, "Unauthorized", Advice.Unauthorized),
            403 => new(TargetOutcome.Refused, "InsufficientRights", Advice.InsufficientRights),
            405 => new(NoMethod(asking), "MethodNotAllowed", Advice.NoMethod(asking)),
            406 or 415 => new(TargetOutcome.Incompatible, Incompatible, Advice.NoScimJson),
            408 => new(unsure, "Timeout", Advice.Timeout),
            409 => new(TargetOutcome.Conflict, "EntryConflict", Advice.Conflict),
            412 => new(TargetOutcome.Conflict, "Conflict", Advice.Changed),
            413 => new(TargetOutcome.Refused, "UnprocessableEntity", Advice.TooLarge),
            429 => new(TargetOutcome.Transient, "TooManyRequests", Advice.TooMany),
            501 => new(NoMethod(asking), "NotImplemented", Advice.NoMethod(asking)),
            // A server that says when to come back has not begun.
            503 when reply.RetryAfter is not null => new(
                TargetOutcome.Transient,
                "InternalServerError",
                Advice.Unavailable
            ),
            502 or 503 => new(unsure, "InternalServerError", Advice.Unavailable),
            504 => new(unsure, "Timeout", Advice.Timeout),
            >= 500 => new(unsure, "InternalServerError", Advice.ServerError),
            >= 400 => Refusals.Judge(asking, error),
            >= 300 => new(TargetOutcome.Incompatible, Incompatible, Advice.Redirect),
            _ => new(TargetOutcome.Incompatible, Incompatible, Advice.NoResource),
        };
    }

    /// <summary>
    /// Without reading nothing can be done at all; a kind of write that is missing leaves the others (scim-wire A.11).
    /// </summary>
    private static TargetOutcome NoMethod(Asking asking) =>
        asking.What is Asked.Query or Asked.Get ? TargetOutcome.Incompatible : TargetOutcome.Refused;

    /// <summary>
    /// 404 means something else to each question: no SCIM server (query, create), gone (read, write), done (delete).
    /// Only an error in SCIM's form says that the object is gone; a page of a web server must not lead to a new
    /// account.
    /// </summary>
    private static TargetAnswer Missing(Asking asking, Reply reply, TargetError error, TargetProfile profile) =>
        asking.What switch
        {
            Asked.Delete when !reply.IsHtml => TargetAnswer.Ok,
            Asked.Query when error.IsScim && profile.TreatQuery404AsEmpty => new(TargetOutcome.Success),
            Asked.Query => new(TargetOutcome.Incompatible, Incompatible, Advice.QueryNotFound),
            Asked.Create => new(TargetOutcome.Incompatible, Incompatible, Advice.NoEndpoint),
            _ when error.IsScim => new(TargetOutcome.NotFound, "InvalidAnchor", Advice.Gone),
            _ => new(TargetOutcome.Incompatible, Incompatible, Advice.NotFoundByWebServer),
        };

    private static string Came(Reply reply)
    {
        var error = AnswerBodies.ReadError(reply);
        var words = error.Words is null ? "" : $" and {error.Words}";
        return reply.Fault switch
        {
            Fault.None when reply.Location is { } to => $"was answered with {reply.Status}, a redirect to {to}",
            Fault.None when reply.Body.IsEmpty => $"was answered with {reply.Status} and no body",
            Fault.None when reply.IsSuccess && !reply.IsHtml =>
                $"was answered with {reply.Status} and a body that does not fit",
            Fault.None => $"was answered with {reply.Status}{words}",
            Fault.LeaseLost or Fault.Paused or Fault.Stopped => "was not sent",
            Fault.Blocked or Fault.TokenRefused or Fault.TokenUnavailable =>
                $"was not sent: {reply.Reason?.TrimEnd('.')}",
            Fault.Unreachable => $"found no target: {reply.Reason?.TrimEnd('.')}",
            Fault.TimedOut => $"got no answer in time ({reply.Reason})",
            Fault.TooLong => $"was answered with {reply.Reason}",
            _ => $"got no complete answer: {reply.Reason?.TrimEnd('.')}",
        };
    }
}
