using System.Threading.Channels;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Cycle;

/// <summary>
/// Moves objects from decision to disk: a reader decides, workers talk to the target, one writer commits in groups.
/// Nobody waits for a commit of their own: intents run ahead of the senders, outcomes are handed over and forgotten. A
/// fixed number of objects is under way at a time, which is also the width of the doubt after a crash.
/// </summary>
internal sealed class Pipeline(int concurrency, Func<CommitBatch, CancellationToken, Task> commit)
{
    /// <summary>Objects between decision and disk.</summary>
    private const int Places = 4096;

    /// <summary>The most that one group commit takes.</summary>
    private const int GroupSize = 1000;

    /// <summary>How long a commit waits for company while the senders have enough to do.</summary>
    private static readonly TimeSpan GroupDelay = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// Runs all objects to their outcome. An exception of any part stops all of them and is thrown here.
    /// </summary>
    /// <param name="stop">
    /// No further request is begun; those under way are brought to their end. What was decided and not begun is let go:
    /// its intent ends, its object stays in the backlog.
    /// </param>
    /// <returns>Whether all objects came to their outcome.</returns>
    public async Task<bool> RunAsync(IAsyncEnumerable<Next> objects, CancellationToken stop, CancellationToken ct)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var run = new Run(concurrency, commit, failed, stop);
        var workers = Enumerable.Range(0, concurrency).Select(_ => run.PartAsync(run.WorkAsync));

        // All parts end together: with the first failure of any, which is what is thrown here.
        await Task.WhenAll([run.PartAsync(() => run.ReadAsync(objects)), run.PartAsync(run.WriteAsync), .. workers]);
        return !run.Stopping;
    }

    private sealed class Run(
        int concurrency,
        Func<CommitBatch, CancellationToken, Task> commit,
        CancellationTokenSource failed,
        CancellationToken stop
    ) : IDisposable
    {
        private static readonly Outcome NothingDone = new() { ObjectNumber = 0, Kind = default };

        private readonly Channel<Next> _work = Channel.CreateUnbounded<Next>();
        private readonly Channel<Next> _toStore = Channel.CreateUnbounded<Next>(
            new UnboundedChannelOptions { SingleReader = true }
        );
        private readonly SemaphoreSlim _places = new(Places, Places);
        private volatile bool _nothingIsSent;

        /// <summary>Somebody stopped the cycle, or the target asked to be left alone.</summary>
        public bool Stopping => _nothingIsSent || stop.IsCancellationRequested;

        public async Task ReadAsync(IAsyncEnumerable<Next> objects)
        {
            await foreach (var next in objects.WithCancellation(failed.Token))
            {
                await _places.WaitAsync(failed.Token);
                if (Stopping)
                {
                    _places.Release();
                    break;
                }

                Route(next);
            }

            // Every place free again: everything that was begun is stored.
            for (var place = 0; place < Places; place++)
                await _places.WaitAsync(failed.Token);
            _work.Writer.Complete();
            _toStore.Writer.Complete();
        }

        public async Task WorkAsync()
        {
            await foreach (var next in _work.Reader.ReadAllAsync(failed.Token))
            {
                Route(await StepAsync(next));
            }
        }

        /// <summary>The boundary of one object: what breaks inside its step is its own failure (ENT-CYC-27).</summary>
        private async Task<Next> StepAsync(Next next)
        {
            if (Stopping)
                return new Next.Done(NotBegun(next));

            var broken = next is Next.Look(_, var looking) ? looking : ((Next.Send)next).Broken;
            try
            {
                return next is Next.Look look
                    ? await look.Ask(failed.Token)
                    : new Next.Done(await ((Next.Send)next).Request(failed.Token));
            }
            catch (NotSentException notSent)
            {
                // Where some of the step may be done, its intent stays open and is settled by the next cycle.
                _nothingIsSent = true;
                return new Next.Done(notSent.NothingHappened ? NotBegun(next) : NothingDone);
            }
#pragma warning disable CA1031 // Any exception of one object ends here; what ends the cycle is let through.
            catch (Exception e)
                when (e is not (OperationCanceledException or CycleStoppedException or LeaseLostException))
#pragma warning restore CA1031
            {
                return new Next.Done(broken(e));
            }
        }

        private static Outcome NotBegun(Next next) =>
            next is Next.Send(var intent, _, _) ? NothingDone with { IntentNumber = intent.Number } : NothingDone;

        public async Task WriteAsync()
        {
            var (intents, outcomes, sends) = (new List<Intent>(), new List<Outcome>(), new List<Next>());
            while (await _toStore.Reader.WaitToReadAsync(failed.Token))
            {
                await GatherAsync(intents, outcomes, sends);
                await commit(new CommitBatch(intents, outcomes), failed.Token);
                foreach (var send in sends)
                    _work.Writer.TryWrite(send);
                if (outcomes.Count > 0)
                    _places.Release(outcomes.Count);
                (intents, outcomes) = ([], []);
                sends.Clear();
            }
        }

        private async Task GatherAsync(List<Intent> intents, List<Outcome> outcomes, List<Next> sends)
        {
            while (intents.Count + outcomes.Count < GroupSize)
            {
                if (_toStore.Reader.TryRead(out var next))
                {
                    if (next is Next.Send && Stopping)
                    {
                        outcomes.Add(NothingDone);
                    }
                    else if (next is Next.Send send)
                    {
                        intents.Add(send.Intent);
                        sends.Add(send);
                    }
                    else if (next is Next.Done done)
                    {
                        outcomes.Add(done.Outcome);
                    }
                }
                else if (_work.Reader.Count > 4 * concurrency)
                {
                    await Task.Delay(GroupDelay, failed.Token);
                    if (!_toStore.Reader.TryPeek(out _))
                        return;
                }
                else
                {
                    return;
                }
            }
        }

        private void Route(Next next)
        {
            var channel = next is Next.Look ? _work : _toStore;
            channel.Writer.TryWrite(next);
        }

        /// <summary>A part that does not come to its end takes the others with it.</summary>
        public async Task PartAsync(Func<Task> part)
        {
            var done = false;
            try
            {
                await part();
                done = true;
            }
            finally
            {
                if (!done)
                    await failed.CancelAsync();
            }
        }

        public void Dispose() => _places.Dispose();
    }
}
