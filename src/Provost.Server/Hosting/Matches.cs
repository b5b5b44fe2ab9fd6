using System.Runtime.CompilerServices;
using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Server.Hosting;

/// <summary>What a person needs to decide about an object that could not be matched without doubt.</summary>
internal static class Matches
{
    public static string NameOf(TargetObject account) =>
        account.Json["userName"]?.ToString() ?? account.Json["displayName"]?.ToString() ?? account.Id;

    /// <summary>Every account that one of the matching attributes finds, with the attribute.</summary>
    public static async IAsyncEnumerable<(string Path, TargetObject Account)> CandidatesAsync(
        Installation installation,
        SynchronizationJob job,
        DirectoryObject source,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var mapping = job.Schema.For(source.Kind) ?? throw new EngineException("Objects of this kind are not mapped.");
        var plan = MappingPlan.Compile(mapping);
        var mapped = plan.Map(source, new MappingContext(false, installation.Time.GetUtcNow(), static _ => 0));
        await using var target = await OpenAsync(installation, job, ct);
        foreach (var (path, value, _) in plan.MatchValues(mapped))
        {
            var answer = await target.FindAsync(source.Kind, path, value, ct);
            if (!answer.Succeeded)
                throw new EngineException($"The application could not be asked. {answer.Detail}");
            foreach (var account in answer.Objects)
                yield return ($"{path} \"{value}\"", account);
        }
    }

    /// <summary>Refuses an account that the application does not have.</summary>
    public static async Task ThrowIfAbsentAsync(
        Installation installation,
        SynchronizationJob job,
        ObjectKind kind,
        string account,
        CancellationToken ct
    )
    {
        await using var target = await OpenAsync(installation, job, ct);
        var answer = await target.GetAsync(kind, account, ct);
        if (!answer.Succeeded)
            throw new EngineException($"Account {account} cannot be linked. {answer.Detail}");
    }

    /// <summary>The application of a job; <see cref="EngineException"/> where it has no credentials yet.</summary>
    public static async Task<ITarget> OpenAsync(
        Installation installation,
        SynchronizationJob job,
        CancellationToken ct
    ) =>
        installation.Open(
            await installation.Jobs.ConnectionAsync(job.Number, ct)
                ?? throw new EngineException("No credentials are stored yet: provost apps connect."),
            job.Settings.Profile,
            () => true,
            ct
        );
}
