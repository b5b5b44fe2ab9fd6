namespace Provost.Server.Tests.Graph;

/// <summary>Follows a delta and keeps what it was told: a client that knows the directory from nothing else.</summary>
internal sealed class Follower(GraphServer server, string start)
{
    private string _link = start;

    /// <summary>A property by object id.</summary>
    public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Members by group, or the manager by user.</summary>
    public Dictionary<string, HashSet<string>> References { get; } = new(StringComparer.Ordinal);

    public string DeltaLink { get; private set; } = "";

    /// <summary>How often each object was told in the last run, as <c>id</c> or <c>id:reason</c>.</summary>
    public List<string> Told { get; } = [];

    /// <summary>Pages to the end. Gives the number of pages.</summary>
    public async Task<int> CatchUpAsync()
    {
        Told.Clear();
        for (var pages = 1; ; pages++)
        {
            var page = await server.GetAsync(_link);
            Assert.True(page.Status == 200, page.Text);
            foreach (var one in page.Values)
                Take(one);
            if (page.Value("@odata.deltaLink") is { Length: > 0 } delta)
            {
                _link = DeltaLink = delta;
                return pages;
            }

            Assert.NotEqual(_link, page.Value("@odata.nextLink"));
            _link = page.Value("@odata.nextLink");
        }
    }

    private void Take(System.Text.Json.Nodes.JsonObject one)
    {
        var id = one["id"]!.ToString();
        if (one["@removed"] is { } removed)
        {
            Told.Add($"{id}:{removed["reason"]}");
            Names.Remove(id);
            References.Remove(id);
            return;
        }

        Told.Add(id);
        Names[id] = one["displayName"]?.ToString() ?? "";
        foreach (var reference in one["members@delta"]?.AsArray() ?? one["manager@delta"]?.AsArray() ?? [])
        {
            if (!References.TryGetValue(id, out var all))
                References.Add(id, all = new HashSet<string>(StringComparer.Ordinal));
            if (one.ContainsKey("manager@delta"))
                all.Clear();
            if (reference!["@removed"] is null)
                all.Add(reference["id"]!.ToString());
            else
                all.Remove(reference["id"]!.ToString());
        }
    }
}
