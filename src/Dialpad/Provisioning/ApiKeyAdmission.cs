using Dialpad.Companies;
using Dialpad.Storage;
using Provost.Scim.AspNetCore;

namespace Dialpad.Provisioning;

/// <summary>Who may use SCIM: whoever brings an API key of an administrator. It says which company is meant.</summary>
internal sealed partial class ApiKeyAdmission(
    Database database,
    RateLimit rateLimit,
    TimeProvider time,
    ILogger<ApiKeyAdmission> log
)
{
    /// <summary>Looks the key up anew for each request, so that revoking one works at once.</summary>
    public async ValueTask<Admission> AdmitAsync(HttpContext http)
    {
        if (BearerToken.Of(http) is not { } value)
            return new Admission.Unauthorized("Send an API key of your company: Authorization: Bearer <key>.");

        await using var db = await database.ReadAsync(http.RequestAborted);
        var key = await ApiKeys.FindByValueAsync(db, value, http.RequestAborted);
        var admission = key is null
            ? new Admission.Unauthorized(
                "This is no API key of any company here. Check that the whole value was copied."
            )
            : Judge(key);
        if (admission is Admission.Unauthorized or Admission.Forbidden)
            Refused(key?.Id ?? "that nobody has", admission.GetType().Name);
        return admission;
    }

    private Admission Judge(ApiKey key) =>
        key.State(time.GetUtcNow()) switch
        {
            ApiKeyState.Revoked => new Admission.Unauthorized(
                $"The API key '{key.Name}' was revoked. Have an administrator make a new one."
            ),
            ApiKeyState.Expired => new Admission.Unauthorized(
                $"The API key '{key.Name}' expired on {key.Expires:yyyy-MM-dd HH:mm} UTC. "
                    + "Have an administrator make a new one."
            ),
            ApiKeyState.OwnerIsNoAdministrator => new Admission.Forbidden(
                $"The API key '{key.Name}' belongs to {key.OwnerMail}, who is no administrator any more. "
                    + "Make the owner an administrator again, or take the key of another administrator."
            ),
            _ => rateLimit.Count(key.CompanyId) is { } wait
                ? new Admission.Throttled("Too many requests of this company in one second. Come again later.", wait)
                : new Admission.Granted(new DialpadStore(database, key.CompanyId, time)),
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request with the key {Key} was refused: {Admission}")]
    private partial void Refused(string key, string admission);
}
