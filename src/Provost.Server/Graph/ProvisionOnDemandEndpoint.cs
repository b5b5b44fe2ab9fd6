using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Provost.Engine.Access;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Synchronization.Documents;
using Provost.Server.Hosting;

namespace Provost.Server.Graph;

/// <summary>
/// <c>POST …/jobs/{job}/provisionOnDemand</c>: one user, or one group with some of its members, now (graph-api 6.3).
/// </summary>
internal static class ProvisionOnDemandEndpoint
{
    private const int MostMembers = 5;

    private static readonly JsonSerializerOptions Embedded = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcInstant() },
    };

    public static IReadOnlyList<GraphRoute> Routes { get; } =
        SynchronizationPaths.Below(below =>
            [new("POST", $"{below}/jobs/{{job}}/provisionOnDemand", Operations.SynchronizationWrite, RunAsync)]
        );

    private static async Task<GraphAnswer> RunAsync(GraphCall call, CancellationToken ct)
    {
        var (_, job) = await Addressed.JobAsync(call, ct);
        var asked = Read(new GraphBody(call.Json()), job);
        var subjects = new List<DirectoryObject>();
        foreach (var subject in asked)
            subjects.Add(await FindAsync(call, subject, ct));
        Throttle(call);

        var results = await ProvisionOnDemand.RunAsync(call.Installation, job, subjects, ct);
        return Answer(call, results[0]);
    }

    /// <summary>What the answer is about comes first.</summary>
    private static List<Subject> Read(GraphBody body, SynchronizationJob job)
    {
        var parameters = One(body, "parameters");
        body.Done("synchronizationJob.provisionOnDemand");
        var rule = parameters.RequiredText("ruleId");
        if (!Rules(job).Contains(rule, StringComparer.OrdinalIgnoreCase))
        {
            throw GraphException.Malformed(
                $"parameters/0/ruleId: the schema has no rule '{rule}'. It has: {string.Join(", ", Rules(job))}.",
                "parameters/0/ruleId"
            );
        }

        var subject = One(parameters, "subjects");
        parameters.Done("microsoft.graph.synchronizationJobApplicationParameters");
        return [Read(subject), .. Linked(subject)];
    }

    private static IEnumerable<Subject> Linked(GraphBody subject)
    {
        if (subject.Object("links") is not { } links)
        {
            subject.Done("microsoft.graph.synchronizationJobSubject");
            return [];
        }

        subject.Done("microsoft.graph.synchronizationJobSubject");
        var members = links.Objects("members") ?? [];
        if (members.Count > MostMembers)
        {
            throw GraphException.Malformed(
                $"links/members: {members.Count} members were named; at most {MostMembers} are provisioned at once.",
                "links/members"
            );
        }

        if (links.Any("owners") is not null)
            throw GraphException.Malformed("links/owners: owners are not provisioned. Leave them out.", "links/owners");
        var manager = links.Object("manager");
        links.Done("microsoft.graph.synchronizationLinkedObjects");
        return [.. members.Concat(manager is null ? [] : [manager]).Select(Alone)];
    }

    private static Subject Alone(GraphBody body)
    {
        var subject = Read(body);
        body.Done("microsoft.graph.synchronizationJobSubject");
        return subject;
    }

    private static Subject Read(GraphBody body)
    {
        var id = body.RequiredText("objectId");
        var type = body.RequiredText("objectTypeName");
        return Enum.TryParse<ObjectKind>(type, ignoreCase: true, out var kind) && char.IsLetter(type[0])
            ? new(kind, id)
            : throw GraphException.Malformed(
                $"objectTypeName: '{type}' is not provisioned from here. Use User or Group.",
                "objectTypeName"
            );
    }

    private static GraphBody One(GraphBody body, string name) =>
        body.Objects(name) switch
        {
            [var one] => one,
            null or [] => throw body.Missing(name, "an array with one object"),
            var many => throw GraphException.Malformed(
                $"{name}: {many.Count} were sent; one is provisioned with a call, a group with up to {MostMembers} "
                    + "members in its links.",
                name
            ),
        };

    private static IReadOnlyList<string> Rules(SynchronizationJob job) =>
        [
            .. (SchemaDocument.Write(job.Schema, job.Id)["synchronizationRules"] as JsonArray ?? [])
                .Select(r => (r as JsonObject)?["id"]?.ToString())
                .OfType<string>(),
        ];

    private static async Task<DirectoryObject> FindAsync(GraphCall call, Subject subject, CancellationToken ct)
    {
        // Whoever may provision need not be allowed to read the directory.
        var service = call.Caller with
        {
            Grants = Grants.Everything,
        };
        return
            Guid.TryParseExact(subject.Id, "D", out _)
            && await call.Installation.Directory.FindAsync(service, subject.Kind, subject.Id, ct) is { } found
            ? found
            : throw GraphException.NoObject(subject.Id);
    }

    private static void Throttle(GraphCall call)
    {
        if (call.Installation.OnDemandCalls.Enter(call.Caller.TenantId) is not { } wait)
            return;
        throw new GraphException(
            StatusCodes.Status429TooManyRequests,
            "TooManyRequests",
            "Provisioning on demand takes 5 calls in 10 seconds. Try again after the time in Retry-After."
        )
        {
            RetryAfter = (int)Math.Ceiling(wait.TotalSeconds),
        };
    }

    /// <summary>Two documents as texts in a pair.</summary>
    private static GraphAnswer Answer(GraphCall call, OnDemandResult result) =>
        GraphAnswer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", $"{call.Root}/$metadata#microsoft.graph.stringKeyStringValuePair");
            json.WriteString("key", JsonSerializer.Serialize(result.Key, Embedded));
            json.WriteString("value", JsonSerializer.Serialize(result.Value, Embedded));
            json.WriteEndObject();
        });

    private readonly record struct Subject(ObjectKind Kind, string Id);

    private sealed class UtcInstant : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }
}
