using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Provost.Engine;
using Provost.Engine.Access;
using Provost.Portal.Parts;

namespace Provost.Portal;

/// <summary>
/// What every page does alike: it knows who asks, loads without blocking, and turns what goes wrong into words.
/// </summary>
public abstract class PortalPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private Trouble? _ofLook;
    private Task _watching = Task.CompletedTask;

    [Inject]
    protected Workplace Work { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    /// <summary>Who asks. Set before <see cref="LoadAsync"/> is called.</summary>
    protected Caller Caller { get; private set; } = null!;

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Left => _left.Token;

    protected bool Loaded { get; private set; }

    /// <summary>What went wrong while loading or at the last action; null for nothing.</summary>
    protected Trouble? Trouble { get; set; }

    /// <summary>How often the page looks again while it is open; null for never.</summary>
    protected virtual TimeSpan? LooksEvery => null;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _left.Cancel();
        _left.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        Loaded = false;
        await TryAsync(LoadAsync);
        Loaded = true;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && LooksEvery is { } every)
            _watching = WatchAsync(every);
    }

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>Reads again what may have changed meanwhile.</summary>
    protected virtual Task LookAsync() => Task.CompletedTask;

    /// <summary>Does something as the person who is signed in; false where it failed, and the page says why.</summary>
    protected async Task<bool> TryAsync(Func<Task> action)
    {
        Trouble = null;
        var (done, trouble) = await AttemptAsync(action);
        Trouble = trouble ?? Trouble;
        return done;
    }

    /// <summary>Reads on while somebody scrolls: what an action said before stays on the page.</summary>
    protected async Task ReadOnAsync(Func<Task> read)
    {
        if ((await AttemptAsync(read)).Trouble is not { } trouble)
            return;
        Trouble = trouble;
        StateHasChanged();
    }

    private async Task<(bool Done, Trouble? Trouble)> AttemptAsync(Func<Task> action)
    {
        try
        {
            if (await SignedInAsync() is not { } caller)
            {
                var here = "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
                Navigation.NavigateTo($"/signin?returnUrl={Uri.EscapeDataString(here)}", forceLoad: true);
                return (false, null);
            }

            Caller = caller;
            await action();
            return (true, null);
        }
        catch (AccessRefusedException refused)
        {
            return (false, Trouble.NotAllowed(refused));
        }
        catch (EngineException broken)
        {
            return (false, new Trouble(Labels.ThisDidNotWork, broken.Message));
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // Nobody looks at the page any more.
            return (false, null);
        }
    }

    private async Task WatchAsync(TimeSpan every)
    {
        using var timer = new PeriodicTimer(every, Work.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Left))
                await InvokeAsync(LookAgainAsync);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (ObjectDisposedException)
        {
            // The page was left between two looks.
        }
    }

    /// <summary>What an action said stays on the page: somebody may still be reading it.</summary>
    private async Task LookAgainAsync()
    {
        if (!Loaded)
            return;
        var (_, trouble) = await AttemptAsync(LookAsync);
        if (Trouble is null || ReferenceEquals(Trouble, _ofLook))
            (Trouble, _ofLook) = (trouble, trouble);
        StateHasChanged();
    }

    private async Task<Caller?> SignedInAsync() =>
        await Work.CallerAsync((await Authentication.GetAuthenticationStateAsync()).User, _left.Token);
}
