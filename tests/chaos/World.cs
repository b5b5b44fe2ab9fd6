using System.Diagnostics;
using System.Text.Json.Nodes;
using Provost.Chaos.Engine;
using Provost.Chaos.Model;
using Provost.Chaos.Script;
using Provost.Chaos.Target;

namespace Provost.Chaos;

/// <summary>An application as the program knows it, with the target that it provisions to.</summary>
internal sealed record Application(AppSpec Spec, string ServicePrincipal, string Job, ITarget Target)
{
    public string Name => Spec.Name;

    public string JobPath => $"/servicePrincipals/{ServicePrincipal}/synchronization/jobs/{Job}";
}

/// <summary>Everything that a round has: the program, its API, the model, the targets.</summary>
internal sealed class World : IAsyncDisposable
{
    private const string Template = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

    private readonly List<IAsyncDisposable> _owned = [];
    private readonly Dictionary<string, OwnTarget> _own = [];
    private readonly Stopwatch _since = Stopwatch.StartNew();

    private World(ChaosOptions options, Scenario scenario, string folder, Installation installation)
    {
        (Options, Scenario, Folder, Installation) = (options, scenario, folder, installation);
        Graph = new Graph(installation);
    }

    public ChaosOptions Options { get; }

    public Scenario Scenario { get; }

    public string Folder { get; }

    public Installation Installation { get; }

    public Graph Graph { get; }

    public Company Company { get; } = new();

    public Dictionary<string, Application> Apps { get; } = [];

    public IEnumerable<OwnTarget> Own => _own.Values;

    public Tally Tally { get; } = new();

    /// <summary>Seconds since the round began.</summary>
    public double Now => _since.Elapsed.TotalSeconds;

    public static async Task<World> CreateAsync(
        ChaosOptions options,
        Scenario scenario,
        string folder,
        CancellationToken ct
    )
    {
        var installation = await Installation.PrepareAsync(options.Program, folder, ct);
        var world = new World(options, scenario, folder, installation);
        try
        {
            await world.OpenAsync(ct);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public OwnTarget? OwnTarget(string app) => _own.GetValueOrDefault(app);

    public async ValueTask DisposeAsync()
    {
        await Installation.DisposeAsync();
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
        Graph.Dispose();
    }

    private async Task OpenAsync(CancellationToken ct)
    {
        foreach (var spec in Scenario.Apps.Where(a => !a.Sample))
            _own[spec.Name] = new OwnTarget(spec.Name, spec.Unique, () => Now);
        var host = await TargetHost.StartAsync(_own, ct);
        _owned.Add(host);
        await Installation.StartAsync(ct);
        foreach (var spec in Scenario.Apps)
        {
            var target = TargetOf(spec);
            var address = target is SampleTarget sample ? sample.Address : $"{host.Address}/{spec.Name}/scim";
            Apps[spec.Name] = await AddAsync(spec, target, address, ct);
            Company.Put(new AppState(spec.Name, spec.Nested, spec.Deletes));
        }
    }

    private ITarget TargetOf(AppSpec spec)
    {
        if (!spec.Sample)
            return _own[spec.Name];
        var folder = Directory.CreateDirectory(Path.Combine(Folder, spec.Name));
        var sample = new SampleTarget(Options.Sample, folder.FullName, spec.Quirks);
        _owned.Add(sample);
        return sample;
    }

    private async Task<Application> AddAsync(AppSpec spec, ITarget target, string address, CancellationToken ct)
    {
        var made = await DoAsync(
            "POST",
            $"/applicationTemplates/{Template}/instantiate",
            new JsonObject { ["displayName"] = spec.Name },
            ct
        );
        var principal = made.Json!["servicePrincipal"]!["id"]!.ToString();
        var below = $"/servicePrincipals/{principal}/synchronization";
        var job = (await DoAsync("POST", $"{below}/jobs", new JsonObject { ["templateId"] = "scim" }, ct))["id"]!;
        var secrets = new JsonArray(Pair("BaseAddress", address), Pair("SecretToken", target.Token));
        await DoAsync("PUT", $"{below}/secrets", new JsonObject { ["value"] = secrets }, ct);

        // The guard would hold back what the chaos removes, and wait for a person.
        var settings = new JsonArray(
            Setting("QuarantineTooManyDeletesThreshold", "1000000"),
            Setting("NestedGroups", $"{spec.Nested}")
        );
        await DoAsync("PATCH", $"{below}/jobs/{job}", new JsonObject { ["synchronizationJobSettings"] = settings }, ct);
        var application = new Application(spec, principal, job, target);
        await SchemaEdit.ClearAsync(Graph, application, ct);
        if (spec.Deletes)
            await Operations.PolicyAsync(this, spec.Name, "Delete", ct);
        return application;
    }

    private async Task<Answer> DoAsync(string method, string path, JsonNode body, CancellationToken ct)
    {
        var answer = await Graph.AskAsync(method, path, body, ct);
        return answer.Succeeded
            ? answer
            : throw new InvalidOperationException($"{method} {path}: {answer.Status} {answer.Json?.ToJsonString()}");
    }

    private static JsonObject Pair(string key, string value) => new() { ["key"] = key, ["value"] = value };

    private static JsonObject Setting(string name, string value) => new() { ["name"] = name, ["value"] = value };
}

/// <summary>What happened in a round.</summary>
internal sealed class Tally
{
    private int _acknowledged;
    private int _refused;
    private int _lost;

    public int Acknowledged => _acknowledged;

    public int Refused => _refused;

    public int Lost => _lost;

    public int Kills { get; set; }

    public int Freezes { get; set; }

    public int Clocks { get; set; }

    public int Disks { get; set; }

    public void Count(Answer answer)
    {
        if (answer.Counts)
            Interlocked.Increment(ref _acknowledged);
        else
            Interlocked.Increment(ref _refused);
        if (answer.WasLost)
            Interlocked.Increment(ref _lost);
    }

    public void Acknowledge() => Interlocked.Increment(ref _acknowledged);
}
