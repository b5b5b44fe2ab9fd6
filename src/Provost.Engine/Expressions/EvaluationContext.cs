using Provost.Engine.Directory;

namespace Provost.Engine.Expressions;

/// <summary>
/// Everything that an expression can see: one object, the instant, randomness. There is no clock and no chance besides.
/// </summary>
public sealed class EvaluationContext
{
    private readonly DirectoryObject? _source;
    private readonly Func<string, Value>? _read;
    private readonly Value _isSoftDeleted;
    private readonly Value _appRoleAssignments;

    /// <summary>Evaluates for an object of the directory.</summary>
    /// <param name="isSoftDeleted">Unassigned, filtered out, disabled or soft-deleted (ENT-MAP-33).</param>
    /// <param name="random">A number from 0 up to, not including, its argument; called by RandomString and
    /// Guid.</param>
    /// <param name="appRoleAssignments">
    /// The object's roles in the application, each as the text of a JSON object with <c>id</c>, <c>value</c> and
    /// <c>displayName</c> (ENT-MAP-34 to 37); null if they stand among its attributes.
    /// </param>
    public EvaluationContext(
        DirectoryObject source,
        bool isSoftDeleted,
        DateTimeOffset now,
        Func<int, int> random,
        IReadOnlyList<string>? appRoleAssignments = null
    )
    {
        _source = source;
        _appRoleAssignments = appRoleAssignments is null ? default : Value.Many(appRoleAssignments);
        _isSoftDeleted = Value.Boolean(isSoftDeleted);
        Now = now;
        Random = random;
    }

    /// <summary>Evaluates for sample values, as an editor or a test gives them.</summary>
    public EvaluationContext(Func<string, Value> read, DateTimeOffset now, Func<int, int> random)
    {
        _read = read;
        Now = now;
        Random = random;
    }

    public DateTimeOffset Now { get; }

    public Func<int, int> Random { get; }

    /// <summary>What DefaultDomain gives: the tenant's default domain, null where none is known (ENT-EXP-10).</summary>
    public string? DefaultDomain { get; init; }

    internal Value Read(SourceAttribute attribute)
    {
        if (_source is null)
            return _read?.Invoke(attribute.Name) ?? default;
        if (attribute.IsSoftDeleted)
            return _isSoftDeleted;
        if (attribute.IsAppRoleAssignments && !_appRoleAssignments.IsNull)
            return _appRoleAssignments;

        var value = attribute.IsComputed
            ? _source[attribute.GraphName]
            : _source.Attributes.GetValueOrDefault(attribute.GraphName);
        return attribute.IsPlain ? value : attribute.Adjust(value);
    }
}
