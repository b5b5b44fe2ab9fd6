using Microsoft.AspNetCore.Components;
using Provost.Engine;
using Provost.Engine.Applications;

namespace Provost.Portal.Applications;

/// <summary>A page about one application, which is read first.</summary>
public abstract class ApplicationPage : PortalPage
{
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>Null while it is read, and where there is none.</summary>
    protected Application? Application { get; private set; }

    protected sealed override async Task LoadAsync()
    {
        Application = await Work.Applications.FindServicePrincipalAsync(Caller.TenantId, Id, null, Left)
            is { DeletedAt: null } found
            ? found
            : throw new EngineException(Texts.ThereIsNoSuchApplication);
        Caller.Demand(Engine.Access.Operations.ApplicationsRead, Application.Owners);
        await LoadAsync(Application);
    }

    protected abstract Task LoadAsync(Application application);
}
