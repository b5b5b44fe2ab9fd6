using Microsoft.AspNetCore.Components;

namespace Dialpad.Site;

/// <summary>What every page is given.</summary>
public abstract class ConsolePage : ComponentBase
{
    [Parameter]
    public Visitor? Visitor { get; set; }

    [Parameter]
    public FormToken Token { get; set; } = new("", "");
}
