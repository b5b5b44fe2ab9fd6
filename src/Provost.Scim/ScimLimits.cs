namespace Provost.Scim;

/// <summary>How large a request may be before it is refused; what stays below costs linear time.</summary>
public static class ScimLimits
{
    /// <summary>Characters in a filter or path.</summary>
    public const int FilterLength = 8 * 1024;

    /// <summary>Parentheses, brackets and negations inside one another in a filter.</summary>
    public const int FilterDepth = 32;

    /// <summary>Comparisons in a filter.</summary>
    public const int FilterTerms = 200;

    /// <summary>Objects and arrays inside one another in a body.</summary>
    public const int JsonDepth = 32;

    /// <summary>Operations in a PATCH.</summary>
    public const int PatchOperations = 10_000;

    /// <summary>Values of a multi-valued attribute that does not refer to other resources.</summary>
    public const int Elements = 1000;
}
