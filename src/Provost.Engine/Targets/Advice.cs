namespace Provost.Engine.Targets;

/// <summary>What a person can do about an answer; the last part of every sentence in the log.</summary>
internal static class Advice
{
    public const string Html =
        "A web page came instead of SCIM: check the Tenant URL; it usually ends with /scim, and no sign-in page "
        + "may be in front.";
    public const string InDoubt = "Whether it was carried out is not known, so it is looked up before anything else. ";
    public const string NoId = "A create has to return the id of what it made.";
    public const string NoList =
        "A SCIM server answers a query with a ListResponse, an empty one where nothing matches: check the Tenant URL.";
    public const string NoResource = "That is no answer of a SCIM server: check the Tenant URL and what answers there.";
    public const string ListForOne = "One resource was asked for by its id: the SCIM server has to return that alone.";
    public const string QueryNotFound =
        "A SCIM server answers a query that finds nothing with 200 and an empty list: check the Tenant URL, "
        + "or switch on 'treat 404 to a query as empty' for this target.";
    public const string NoEndpoint = "There is no SCIM server at this address: check the Tenant URL.";
    public const string Gone =
        "The account was deleted in the application: it is matched again, and created if it is not there.";
    public const string NotFoundByWebServer =
        "The answer does not come from a SCIM server, so the account is taken to be there still: check the Tenant URL, "
        + "and whether the application supports this request.";
    public const string Unauthorized =
        "The application refuses the secret token: check that it was copied completely and has not expired or "
        + "been revoked, and check that the account that owns the key has administrator permissions.";
    public const string InsufficientRights =
        "The application knows the secret token but does not allow this: check the rights and scopes of the key, and "
        + "that the account that owns it has administrator permissions.";
    public const string NoScimJson =
        "The application does not take application/scim+json: its SCIM server is not usable.";
    public const string Conflict =
        "Another account in the application has this value: change the value, or match on it so that the account "
        + "is taken over.";
    public const string Changed =
        "The object was changed in the application meanwhile: it is read again in the next cycle.";
    public const string TooLarge = "The request is larger than the application takes: send fewer members a request.";
    public const string TooMany = "The application asks to slow down: it is tried again later. A lower rate may help.";
    public const string Unavailable = "The application is not available at the moment: it is tried again later.";
    public const string Timeout =
        "The application is too slow: it is tried again later. If it lasts, ask the application's operator, or "
        + "allow more time.";
    public const string ServerError =
        "The application has a fault: it is tried again later. If it lasts, show the answer to the application's "
        + "operator.";
    public const string Redirect =
        "Only redirects 307 and 308 within the same origin are followed: enter the final address as Tenant URL.";
    public const string StillThere =
        "The object itself is there: what the request speaks of is not, or the application cannot change it this way.";
    public const string IgnoresFilters =
        "Nothing can have this value, so the application ignores the filter; people would be matched to the "
        + "wrong accounts. The application has to support filters with eq on the matching attribute.";
    public const string OddHit =
        "Nothing should have this value: check that the application's filter works before anybody is provisioned.";
    public const string LeaseLost = "Another process has taken this job over; it goes on there.";
    public const string Stopped = "The cycle was stopped; it goes on with the next one.";
    public const string Blocked = "Nothing was sent.";
    public const string NothingBefore = "Nothing is sent before that.";
    public const string Unreachable =
        "Check the Tenant URL, that the application is up, and that this machine can reach it.";
    public const string Broken = "It is tried again later. If it lasts, look for what closes connections on the way.";
    public const string NoLicense = "Buy licences in the application, free one there, or assign fewer people.";
    public const string NoFilter =
        "The application cannot filter on this attribute: choose another matching attribute in the mappings.";
    public const string Immutable =
        "The application does not let this attribute change after creation: take the change back, or set its "
        + "mapping to flow on creation only.";
    public const string NoTarget =
        "The value that was to be changed is not there in the application: it is read again in the next cycle.";
    public const string WithPaths =
        "The application wants a path in every operation: use the dialect 'compliant' or 'entraLegacy', and take "
        + "the flag "
        + "aadOptscim062020 out of the Tenant URL.";
    public const string AnotherDialect =
        "The application does not understand this form of PATCH: try another dialect in the target's profile "
        + "('compliant', "
        + "'entraLegacy', 'put').";
    public const string UnknownAttribute =
        "The application does not know the attribute: correct the target attribute in the mappings.";
    public const string MissingValue =
        "Fill the value in the directory, or give its mapping an expression or a default value.";
    public const string OneValue =
        "The application takes a single value here: map a single value, or choose one with an expression.";
    public const string Domain = "Use an address of a domain that the application permits, or permit this one there.";
    public const string Refused =
        "Correct the value in the directory or its mapping; it is tried again in later cycles.";

    public static string NoMethod(Asking asking) =>
        asking.What == Asked.Patch
            ? "The application does not support PATCH here: set the dialect 'put' in the target's profile."
            : $"The application does not support {asking.Method} here: check the Tenant URL and the target's profile.";
}
