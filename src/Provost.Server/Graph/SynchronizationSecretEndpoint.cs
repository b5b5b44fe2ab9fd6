using System.Text.Json;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;
using Provost.Server.Hosting;

namespace Provost.Server.Graph;

/// <summary>
/// <c>…/synchronization/secrets</c> and the test of credentials (graph-api 5, rows 8, 15, 24 to 26, 6.2 and 6.5).
/// </summary>
internal static class SynchronizationSecretEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
        SynchronizationPaths.Below(below =>
            [
                new("GET", $"{below}/secrets", Operations.SynchronizationWrite, ListAsync),
                new("GET", $"{below}/secrets/$count", Operations.SynchronizationWrite, CountAsync),
                new("PUT", $"{below}/secrets", Operations.SynchronizationWrite, ReplaceAsync),
                new("POST", $"{below}/acquireAccessToken", Operations.SynchronizationWrite, AcquireAsync),
                new("POST", $"{below}/jobs/validateCredentials", Operations.SynchronizationWrite, ValidateAsync),
                new(
                    "POST",
                    $"{below}/jobs/{{job}}/validateCredentials",
                    Operations.SynchronizationWrite,
                    ValidateForJobAsync
                ),
            ]
        );

    public static void Write(Utf8JsonWriter json, SecretSet secrets)
    {
        foreach (var (key, value) in secrets.Masked)
        {
            json.WriteStartObject();
            json.WriteString("key", key.ToString());
            json.WriteString("value", value);
            json.WriteEndObject();
        }
    }

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        var secrets = await call.Installation.Jobs.SecretsAsync(application.Number, ct);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString(
                "@odata.context",
                $"{call.Root}/$metadata#servicePrincipals('{application.Id}')/synchronization/secrets"
            );
            json.WriteStartArray("value");
            Write(json, secrets);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<GraphAnswer> CountAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        return GraphAnswer.Text($"{(await call.Installation.Jobs.SecretsAsync(application.Number, ct)).Count}");
    }

    private static async Task<GraphAnswer> ReplaceAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        Addressed.RefuseGraph(application);
        var body = new GraphBody(call.Json());
        var given = Pairs(body, "value");
        body.Done("synchronization.secrets");
        await call.Installation.Jobs.SetSecretsAsync(
            call.Caller,
            application,
            stored => SecretSet.Replace(stored, given),
            ct
        );
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> AcquireAsync(GraphCall call, CancellationToken ct)
    {
        await Addressed.ApplicationAsync(call, ct);
        throw new GraphException(
            StatusCodes.Status501NotImplemented,
            "NotImplemented",
            "acquireAccessToken is not there yet. Put the code into the secrets (Oauth2AuthorizationCode): it is exchanged "
                + "at the first use."
        );
    }

    private static async Task<GraphAnswer> ValidateAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        var body = new GraphBody(call.Json());
        var template = body.Text("templateId") is { } id
            ? SynchronizationTemplateEndpoint.Find(application, id)
            : SynchronizationTemplateEndpoint.Of(application);
        var allowPrivate = call.Installation.AllowPrivateTargets;
        return await TestAsync(call, application, body, template.Schema, template.Profile, allowPrivate, ct);
    }

    private static async Task<GraphAnswer> ValidateForJobAsync(GraphCall call, CancellationToken ct)
    {
        var (application, job) = await Addressed.JobAsync(call, ct);
        var body = new GraphBody(call.Json(optional: true));
        body.Text("templateId");
        var allowPrivate = job.Settings.AllowPrivateAddresses;
        return await TestAsync(call, application, body, job.Schema, job.Settings.Profile, allowPrivate, ct);
    }

    private static async Task<GraphAnswer> TestAsync(
        GraphCall call,
        Application application,
        GraphBody body,
        SynchronizationSchema schema,
        TargetProfile profile,
        bool allowPrivate,
        CancellationToken ct
    )
    {
        var saved = body.Boolean("useSavedCredentials") ?? false;
        var given = body.Has("credentials") ? Pairs(body, "credentials") : [];
        body.Text("applicationIdentifier");
        body.Done("synchronizationJob.validateCredentials");
        var stored = await call.Installation.Jobs.SecretsAsync(application.Number, ct);
        TargetAnswer answer;
        try
        {
            var secrets = saved ? stored : SecretSet.Replace(stored, given);
            var connection =
                secrets.Connection(allowPrivate)
                ?? throw new EngineException(
                    saved
                        ? "No credentials are saved. Send them, or save them with PUT …/synchronization/secrets."
                        : "credentials: give BaseAddress (the Tenant URL) and SecretToken, or another way in."
                );
            // Saved ones are tested with the tokens that are in use: a refresh token works once.
            var session = saved
                ? call.Installation.Credentials.For(connection with { ApplicationNumber = application.Number })
                : new CredentialSession(connection, call.Installation.Time);
            answer = await Provisioning.TestAsync(call.Installation, schema, profile, connection, session, ct);
        }
        catch (EngineException refused)
        {
            throw Invalid("InvalidCredentials", refused.Message);
        }

        return answer.Succeeded
            ? GraphAnswer.NoContent
            : throw Invalid(
                answer.Code ?? "InvalidCredentials",
                answer.Detail ?? "The target refused the credentials."
            );
    }

    private static GraphException Invalid(string code, string message) =>
        new(StatusCodes.Status400BadRequest, code, message);

    private static List<KeyValuePair<SynchronizationSecret, string>> Pairs(GraphBody body, string name)
    {
        var pairs = new List<KeyValuePair<SynchronizationSecret, string>>();
        foreach (var pair in body.Objects(name) ?? throw body.Missing(name, "an array of key and value"))
        {
            pairs.Add(new(SynchronizationSecrets.Parse(pair.RequiredText("key")), pair.Text("value") ?? ""));
            pair.Done("microsoft.graph.synchronizationSecretKeyStringValuePair");
        }

        return pairs;
    }
}
