using Provost.Engine.Queries;

namespace Provost.Server.Graph;

/// <summary>A filter may only name properties that there are: a misspelt one would silently match nobody.</summary>
internal static class KnownProperties
{
    /// <param name="properties">Names without paths: of <c>servicePrincipal/id</c> the first part is looked at.</param>
    public static void Check(FilterNode filter, IReadOnlyCollection<string> properties)
    {
        switch (filter)
        {
            case FilterNode.And(var left, var right):
                Check(left, properties);
                Check(right, properties);
                break;
            case FilterNode.Or(var left, var right):
                Check(left, properties);
                Check(right, properties);
                break;
            case FilterNode.Not(var inner):
                Check(inner, properties);
                break;
            case FilterNode.Compare(var property, _, _):
                Check(property.Path, properties);
                break;
            case FilterNode.In(var property, _):
                Check(property.Path, properties);
                break;
            case FilterNode.Test(_, var property, _):
                Check(property.Path, properties);
                break;
            case FilterNode.Any(var path, _):
                Check(path, properties);
                break;
        }
    }

    private static void Check(string path, IReadOnlyCollection<string> properties)
    {
        var name = path.Split('/')[0];
        if (!properties.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new QueryException($"Invalid filter clause: could not find a property named '{name}'.");
    }
}
