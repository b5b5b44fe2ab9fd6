namespace Provost.Engine.Expressions;

/// <summary>
/// What can be said of a call before it is evaluated: the function, the number of arguments, constant patterns.
/// </summary>
internal static class CallRules
{
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

        return Pattern(function, given);
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
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] is not Expression.Constant(var pattern))
                continue;
            if (function.Parameters.NameOf(i) is not "regexPattern")
                continue;
            if (!Patterns.TryGet(pattern, out _, out var problem))
                return $"{function.Name} has a regular expression that cannot be read: {problem}";
        }
        return null;
    }

    private static string Unknown(string name) =>
        MappingFunctions.ByName.Keys.FirstOrDefault(f => f.Equals(name, StringComparison.OrdinalIgnoreCase))
            is { } meant
            ? $"There is no function '{name}'; names are case-sensitive: {meant}"
            : $"There is no function '{name}'";
}
