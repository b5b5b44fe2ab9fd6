using Provost.Engine.Targets;

namespace Provost.Engine.Synchronization;

/// <summary>What a mapping sees besides the object.</summary>
/// <param name="IsSoftDeleted">Unassigned, filtered out, disabled or soft-deleted: computed, not stored
/// (ENT-MAP-33).</param>
/// <param name="Now">The instant of the cycle.</param>
/// <param name="Random">A number from 0 up to, not including, its argument.</param>
/// <param name="AppRoleAssignments">
/// The object's roles in the application, as texts of JSON objects (ENT-MAP-34 to 37).
/// </param>
public readonly record struct MappingContext(
    bool IsSoftDeleted,
    DateTimeOffset Now,
    Func<int, int> Random,
    IReadOnlyList<string>? AppRoleAssignments = null
);

/// <summary>A value to look an account up by.</summary>
/// <param name="Priority">Tried in ascending order; the first hit ends the search (ENT-MAP-14).</param>
public sealed record MatchValue(TargetPath Path, string Value, int Priority);
