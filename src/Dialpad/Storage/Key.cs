namespace Dialpad.Storage;

/// <summary>Names that compare without case are found by this form of theirs (SQLite folds ASCII only).</summary>
internal static class Key
{
    public static string Of(string name) => name.ToLowerInvariant();
}
