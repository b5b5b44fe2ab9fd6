namespace Provost.Chaos.Script;

/// <summary>
/// Makes a failing scenario small: leaves out more and more of its timed steps while it still fails in at least one of
/// some replays (delta debugging).
/// </summary>
/// <param name="fails">Replays a scenario once.</param>
internal sealed class Shrinking(Func<Scenario, Task<bool>> fails, int replays, TimeSpan atMost, TimeProvider time)
{
    public async Task<Scenario> RunAsync(Scenario failing)
    {
        var began = time.GetTimestamp();
        var steps = failing.Steps.ToList();
        for (var parts = 2; parts <= steps.Count && time.GetElapsedTime(began) < atMost; )
        {
            var smaller = await WithoutOnePartAsync(failing, steps, parts, began);
            if (smaller is null && parts == steps.Count)
                break;
            parts = smaller is null ? Math.Min(parts * 2, steps.Count) : Math.Max(parts - 1, 2);
            steps = smaller ?? steps;
        }

        return failing with
        {
            Steps = steps,
        };
    }

    private async Task<List<Step>?> WithoutOnePartAsync(Scenario failing, List<Step> steps, int parts, long began)
    {
        var size = (int)Math.Ceiling(steps.Count / (double)parts);
        for (var from = 0; from < steps.Count && time.GetElapsedTime(began) < atMost; from += size)
        {
            var rest = steps.Take(from).Concat(steps.Skip(from + size)).ToList();
            if (rest.Count > 0 && await FailsAsync(failing with { Steps = rest }))
                return rest;
        }

        return null;
    }

    private async Task<bool> FailsAsync(Scenario scenario)
    {
        for (var i = 0; i < replays; i++)
        {
            if (await fails(scenario))
                return true;
        }

        return false;
    }
}
