using Microsoft.Extensions.Logging.Abstractions;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Targets;

namespace Provost.Benchmarks.Creating;

/// <summary>
/// The engine's own mappings and SCIM client in a bare loop: what is between this and the engine is the engine.
/// </summary>
internal sealed class TunedLoop(Uri target, int concurrency) : IAsyncDisposable
{
    private readonly MappingPlan _mapping = MappingPlan.Compile(
        Gallery.Scim.Schema.For(ObjectKind.User) ?? throw new InvalidOperationException("Users are not mapped.")
    );

    private readonly ScimTarget _target = new(
        new TargetConnection(target.ToString(), "secret") { AllowPrivateAddresses = true },
        Gallery.Scim.Profile,
        TimeProvider.System,
        NullLogger<ScimTarget>.Instance
    );

    public async Task RunAsync(int users, CancellationToken ct)
    {
        var context = new MappingContext(false, TimeProvider.System.GetUtcNow(), static _ => 0);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(WorkAsync, ct)));

        async Task WorkAsync()
        {
            for (int number; (number = Interlocked.Increment(ref next)) < users; )
            {
                var mapped = _mapping.Map(Source(number), context);
                var answer = await _target.CreateAsync(ObjectKind.User, _mapping.Body.ToArray(mapped), ct);
                if (!answer.Succeeded)
                    throw new InvalidOperationException(answer.Detail);
            }
        }
    }

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    private static DirectoryObject Source(int number)
    {
        var attributes = People.Attributes(People.Person(number));
        return new DirectoryObject(number, Guid.Empty, ObjectKind.User, null, true, null, null, attributes);
    }
}
