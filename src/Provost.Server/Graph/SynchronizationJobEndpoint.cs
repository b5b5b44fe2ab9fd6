using System.Text.Json;
using System.Xml;
using Provost.Engine.Access;
using Provost.Engine.Applications;
using Provost.Engine.Synchronization;
using Provost.Server.Hosting;

namespace Provost.Server.Graph;

/// <summary><c>…/synchronization/jobs</c>: a job's life (graph-api 5, rows 6 to 14, and 6.1).</summary>
internal static class SynchronizationJobEndpoint
{
    public static IReadOnlyList<GraphRoute> Routes { get; } =
        SynchronizationPaths.Below(below =>
            [
                new("GET", below, Operations.SynchronizationRead, ContainerAsync),
                new("GET", $"{below}/jobs", Operations.SynchronizationRead, ListAsync),
                new("GET", $"{below}/jobs/$count", Operations.SynchronizationRead, CountAsync),
                new("POST", $"{below}/jobs", Operations.SynchronizationWrite, CreateAsync),
                new("GET", $"{below}/jobs/{{job}}", Operations.SynchronizationRead, GetAsync),
                new("PATCH", $"{below}/jobs/{{job}}", Operations.SynchronizationWrite, UpdateAsync),
                new("DELETE", $"{below}/jobs/{{job}}", Operations.SynchronizationWrite, DeleteAsync),
                new("POST", $"{below}/jobs/{{job}}/start", Operations.SynchronizationWrite, StartAsync),
                new("POST", $"{below}/jobs/{{job}}/pause", Operations.SynchronizationWrite, PauseAsync),
                new("POST", $"{below}/jobs/{{job}}/restart", Operations.SynchronizationWrite, RestartAsync),
            ]
        );

    private static async Task<GraphAnswer> ContainerAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        var secrets = await call.Installation.Jobs.SecretsAsync(application.Number, ct);
        return GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString(
                "@odata.context",
                $"{call.Root}/$metadata#servicePrincipals('{application.Id}')/synchronization/$entity"
            );
            json.WriteString("id", application.Id);
            json.WriteStartArray("secrets");
            SynchronizationSecretEndpoint.Write(json, secrets);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<GraphAnswer> ListAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        return JsonCollection.Answer(
            call,
            $"servicePrincipals('{application.Id}')/synchronization/jobs",
            JobResource.Properties,
            await WritersAsync(call, application, ct)
        );
    }

    private static async Task<GraphAnswer> CountAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        return JsonCollection.Count(call, JobResource.Properties, await WritersAsync(call, application, ct));
    }

    private static async Task<IReadOnlyList<Action<Utf8JsonWriter>>> WritersAsync(
        GraphCall call,
        Application application,
        CancellationToken ct
    ) =>
        await call.Installation.Jobs.FindAsync(application.Id, ct) is { } job
            ? [Writer(call, await JobView.ReadAsync(call, job, ct))]
            : [];

    private static async Task<GraphAnswer> GetAsync(GraphCall call, CancellationToken ct)
    {
        var (application, job) = await Addressed.JobAsync(call, ct);
        return await ShownAsync(call, application, job, StatusCodes.Status200OK, ct);
    }

    private static async Task<GraphAnswer> CreateAsync(GraphCall call, CancellationToken ct)
    {
        var application = await Addressed.ApplicationAsync(call, ct);
        Addressed.RefuseGraph(application);
        var body = new GraphBody(call.Json());
        var template = SynchronizationTemplateEndpoint.Find(application, body.RequiredText("templateId"));
        var settings = Read(body, new JobSettings { AllowPrivateAddresses = call.Installation.AllowPrivateTargets });
        body.Done("microsoft.graph.synchronizationJob");
        if (await call.Installation.Jobs.FindAsync(application.Id, ct) is { } other)
        {
            throw GraphException.Conflict(
                $"{application.DisplayName} has the job {other.Id} already; the template {template.Id} allows one."
            );
        }

        if (application.TemplateId.Length == 0)
        {
            await call.Installation.Applications.UpdateAsync(
                call.Caller with
                {
                    Grants = Grants.Everything,
                },
                application.Id,
                (Application now) => now with { TemplateId = template.Id },
                ct
            );
        }

        await Provisioning.CreateJobAsync(call.Installation, call.Caller, application, template, settings, ct);
        var job = await call.Installation.Jobs.FindAsync(application.Id, ct);
        var answer = await ShownAsync(call, application, job!, StatusCodes.Status201Created, ct);
        return answer with
        {
            Location = $"{call.Root}/servicePrincipals/{application.Id}/synchronization/jobs/{job!.Id}",
        };
    }

    private static async Task<GraphAnswer> UpdateAsync(GraphCall call, CancellationToken ct)
    {
        var (_, job) = await Addressed.JobAsync(call, ct);
        var body = new GraphBody(call.Json());
        await call.Installation.Jobs.SetSettingsAsync(call.Caller, job.Number, Changed, ct);
        return GraphAnswer.NoContent;

        JobSettings Changed(JobSettings now)
        {
            var settings = Read(body, now);
            // Clients that send the whole job back send what cannot be changed as well.
            foreach (var shown in (string[])["id", "templateId", "status", "schema"])
                body.Any(shown);
            body.Done("microsoft.graph.synchronizationJob");
            return settings;
        }
    }

    private static async Task<GraphAnswer> DeleteAsync(GraphCall call, CancellationToken ct)
    {
        var (_, job) = await Addressed.JobAsync(call, ct);
        await Provisioning.PauseAsync(call.Installation, call.Caller, job, ct);
        await call.Installation.Jobs.DeleteAsync(call.Caller, job.Number, ct);
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> StartAsync(GraphCall call, CancellationToken ct)
    {
        var (application, job) = await Addressed.JobAsync(call, ct);
        await Provisioning.StartAsync(call.Installation, call.Caller, application, job, ct);
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> PauseAsync(GraphCall call, CancellationToken ct)
    {
        var (_, job) = await Addressed.JobAsync(call, ct);
        await Provisioning.PauseAsync(call.Installation, call.Caller, job, ct);
        return GraphAnswer.NoContent;
    }

    private static async Task<GraphAnswer> RestartAsync(GraphCall call, CancellationToken ct)
    {
        var (application, job) = await Addressed.JobAsync(call, ct);
        var body = new GraphBody(call.Json(optional: true));
        var criteria = body.Object("criteria");
        body.Done("synchronizationJob.restart");
        var scope = criteria?.Text("resetScope") is { Length: > 0 } text ? Scope(text) : (ResetScope?)null;
        criteria?.Done("microsoft.graph.synchronizationJobRestartCriteria");
        await Provisioning.RestartAsync(call.Installation, call.Caller, application, job, scope, ct);
        return GraphAnswer.NoContent;
    }

    /// <summary>Names of <see cref="ResetScope"/>, with commas; blanks after them are allowed.</summary>
    private static ResetScope Scope(string text)
    {
        var scope = ResetScope.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (
                name.Length == 0
                || !char.IsLetter(name[0])
                || !Enum.TryParse<ResetScope>(name, ignoreCase: true, out var one)
            )
            {
                throw GraphException.BadRequest(
                    $"'{name}' is no value of resetScope. Its values: {string.Join(", ", Enum.GetNames<ResetScope>())}.",
                    "criteria/resetScope"
                );
            }

            scope |= one;
        }

        return scope;
    }

    private static JobSettings Read(GraphBody body, JobSettings settings)
    {
        if (body.Object("schedule") is { } schedule)
        {
            if (schedule.Text("interval") is { } interval)
                settings = settings with { Interval = Interval(interval) };
            schedule.Any("state");
            schedule.Any("expiration");
            schedule.Done("microsoft.graph.synchronizationSchedule");
        }

        foreach (var pair in body.Objects("synchronizationJobSettings") ?? [])
        {
            settings = JobSettingNames.With(settings, pair.RequiredText("name"), pair.Text("value") ?? "");
            pair.Done("microsoft.graph.keyValuePair");
        }

        return settings;
    }

    private static TimeSpan Interval(string text)
    {
        try
        {
            var interval = XmlConvert.ToTimeSpan(text);
            if (interval >= TimeSpan.Zero && interval <= TimeSpan.FromDays(365))
                return interval;
        }
        catch (Exception refused) when (refused is FormatException or OverflowException)
        {
            // Said below, with what it has to look like.
        }

        throw GraphException.BadRequest(
            $"schedule/interval: '{text}' is no duration from PT0S (follow every change at once) to P365D, such as "
                + "PT40M.",
            "schedule/interval"
        );
    }

    private static async Task<GraphAnswer> ShownAsync(
        GraphCall call,
        Application application,
        SynchronizationJob job,
        int status,
        CancellationToken ct
    ) =>
        JsonCollection.One(
            call,
            $"servicePrincipals('{application.Id}')/synchronization/jobs/$entity",
            JobResource.Properties,
            Writer(call, await JobView.ReadAsync(call, job, ct)),
            status
        );

    private static Action<Utf8JsonWriter> Writer(GraphCall call, JobView view) =>
        json =>
        {
            JobResource.Write(json, view);
            if (call.Query.Expand is not { } expand)
                return;
            if (!expand.Equals("schema", StringComparison.OrdinalIgnoreCase))
                throw GraphException.UnsupportedQuery($"$expand '{expand}' is not supported. A job expands schema.");
            json.WritePropertyName("schema");
            AddressedSchema.DocumentOf(view.Job.Schema, view.Job.Id).WriteTo(json);
        };
}
