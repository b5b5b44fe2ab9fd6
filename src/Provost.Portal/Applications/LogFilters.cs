using System.Globalization;
using Provost.Engine.Logs;
using Provost.Engine.Queries;

namespace Provost.Portal.Applications;

/// <summary>What the log pages ask for, in the log's own filter language.</summary>
internal static class LogFilters
{
    public static FilterNode Of(Guid applicationId) => FilterParser.Parse($"servicePrincipal/id eq '{applicationId}'");

    /// <summary>Null where everything is asked for.</summary>
    public static FilterNode? Of(LogView view)
    {
        List<string> parts = [];
        if (view.Application is { } application)
            parts.Add($"servicePrincipal/id eq '{application}'");
        if (view.Status is { } status)
            parts.Add($"provisioningStatusInfo/status eq '{Camel(status.ToString())}'");
        if (view.Action is { } action)
            parts.Add($"provisioningAction eq '{Camel(action.ToString())}'");
        if (view.Who.Length > 0)
            parts.Add($"contains(sourceIdentity/displayName,'{Quoted(view.Who)}')");
        if (view.SourceId is { } source)
            parts.Add($"sourceIdentity/id eq '{source}'");
        if (view.Code.Length > 0)
            parts.Add($"provisioningStatusInfo/errorInformation/errorCode eq '{Quoted(view.Code)}'");
        if (view.Since is { } since)
            parts.Add($"activityDateTime ge {since.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}Z");
        return parts.Count == 0 ? null : FilterParser.Parse(string.Join(" and ", parts));
    }

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>What a view of the log shows; all of it stands in its address.</summary>
public sealed record LogView
{
    public Guid? Application { get; init; }

    public ProvisioningStatus? Status { get; init; }

    public ProvisioningAction? Action { get; init; }

    public string Who { get; init; } = "";

    public Guid? SourceId { get; init; }

    public string Code { get; init; } = "";

    public DateTimeOffset? Since { get; init; }
}
