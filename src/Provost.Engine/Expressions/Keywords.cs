using System.Collections.Frozen;

namespace Provost.Engine.Expressions;

/// <summary>The words that stand without quotes (ENT-EXP-1).</summary>
internal static class Keywords
{
    public const string TextCompare = "vbTextCompare";
    public const string BinaryCompare = "vbBinaryCompare";
    public const string IgnoreAttributeFlow = "IgnoreAttributeFlow";
    public const string IgnoreObjectFlow = "IgnoreObjectFlow";

    public static readonly FrozenSet<string> All = new[]
    {
        TextCompare,
        BinaryCompare,
        IgnoreAttributeFlow,
        IgnoreObjectFlow,
    }.ToFrozenSet(StringComparer.Ordinal);
}
