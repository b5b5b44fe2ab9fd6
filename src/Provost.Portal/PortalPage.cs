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

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>Does something as the person who is signed in; false where it failed, and the page says why.</summary>
    protected async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            if (await SignedInAsync() is not { } caller)
            {
                var here = "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
                Navigation.NavigateTo($"/signin?returnUrl={Uri.EscapeDataString(here)}", forceLoad: true);
                return false;
            }

            (Caller, Trouble) = (caller, null);
            await action();
            return true;
        }
        catch (AccessRefusedException refused)
        {
            Trouble = Trouble.NotAllowed(refused);
        }
        catch (EngineException broken)
        {
            Trouble = new Trouble(Labels.ThisDidNotWork, broken.Message);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // Nobody looks at the page any more.
        }

        return false;
    }

    private async Task<Caller?> SignedInAsync() =>
        await Work.CallerAsync((await Authentication.GetAuthenticationStateAsync()).User, _left.Token);
}
