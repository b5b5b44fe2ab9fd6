namespace Provost.Engine.Expressions;

/// <summary>A function of the mapping language as clients see it (<c>attributeMappingFunctionSchema</c>).</summary>
/// <param name="Parameters">By the names that they have in a schema's tree (ENT-EXP-11).</param>
public sealed record MappingFunctionSchema(string Name, IReadOnlyList<MappingParameterSchema> Parameters)
{
    /// <summary>All functions, by name.</summary>
    public static IReadOnlyList<MappingFunctionSchema> All { get; } =
    [
        .. MappingFunctions
            .ByName.Values.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase)
            .Select(f => new MappingFunctionSchema(f.Name, [.. f.Keys.Described()])),
    ];
}

/// <param name="Repeats">It may stand several times (<c>allowMultipleOccurrences</c>).</param>
public readonly record struct MappingParameterSchema(string Name, bool Required, bool Repeats);
