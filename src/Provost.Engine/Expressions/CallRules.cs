namespace Provost.Engine.Expressions;

/// <summary>
/// What can be said of a call before it is evaluated: the function, the number of arguments, constant patterns.
/// </summary>
internal static class CallRules
{
    private const string Replace = "Replace";

    /// <summary>What is wrong with a call, null if nothing.</summary>
    public static string? Problem(string name, IReadOnlyList<Expression> arguments, bool nested)
    {
        if (!MappingFunctions.ByName.TryGetValue(name, out var function))
            return Unknown(name);
        if (nested && function.Name is MappingFunctions.SelectUniqueValue)
            return $"{name} may only stand outermost, not inside another function";

        var given = WithoutSurplus(name, arguments);
        if (!function.Parameters.Takes(given.Count))
            return $"{name}({function.Parameters}) cannot take {given.Count} argument{(given.Count == 1 ? "" : "s")}";

        for (var i = 0; i < given.Count; i++)
            if (given[i] is Expression.Omitted && !function.Parameters.IsOptional(i))
                return $"{name} needs its argument '{function.Parameters.NameOf(i)}', which is left out";

        return function.Name is Replace && Replacing.Problem(given) is { } missing
            ? $"{Replace} {missing}"
            : Pattern(function, given);
    }

    /// <summary>A comma too many at the end is common in the vendor's own examples (ENT-EXP-4).</summary>
    public static IReadOnlyList<Expression> WithoutSurplus(string name, IReadOnlyList<Expression> arguments)
    {
        var parameters = MappingFunctions.ByName[name].Parameters;
        var count = arguments.Count;
        while (count > 0 && !parameters.Takes(count) && arguments[count - 1] is Expression.Omitted)
            count--;
        return parameters.Takes(count) ? [.. arguments.Take(count)] : arguments;
    }

    private static string? Pattern(MappingFunction function, IReadOnlyList<Expression> arguments)
    {
        if (function.Name is not Replace || arguments is not [_, _, Expression.Constant(var pattern), ..])
            return null;
        if (!Patterns.TryGet(pattern, out var regex, out var problem))
            return $"{Replace} has a regular expression that cannot be read: {problem}";
        return arguments is [_, _, _, Expression.Constant(var group), ..] && !regex.GetGroupNames().Contains(group)
            ? $"{Replace} has a regular expression without a group '{group}'; write (?<{group}>...)"
            : null;
    }

    private static string Unknown(string name) =>
        MappingFunctions.ByName.Keys.FirstOrDefault(f => f.Equals(name, StringComparison.OrdinalIgnoreCase))
            is { } meant
            ? $"There is no function '{name}'; names are case-sensitive: {meant}"
            : $"There is no function '{name}'";
}
