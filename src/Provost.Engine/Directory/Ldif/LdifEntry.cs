namespace Provost.Engine.Directory.Ldif;

/// <summary>One value of an entry.</summary>
/// <param name="Name">The attribute's name in lower case, without options.</param>
/// <param name="HasOptions">It is a variant of the value, such as <c>cn;lang-de</c>.</param>
internal readonly record struct LdifValue(int Line, string Name, bool HasOptions, string Text);

/// <summary>An entry as the file holds it.</summary>
/// <param name="Line">Where it starts.</param>
/// <param name="Dn">The distinguished name as written.</param>
/// <param name="Key">The distinguished name in the one form that compares.</param>
internal sealed record LdifEntry(int Line, string Dn, string Key, IReadOnlyList<LdifValue> Values)
{
    /// <summary>
    /// The first value of the first of these attributes that has one; one without options is preferred.
    /// </summary>
    public string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            string? variant = null;
            foreach (var value in Values)
            {
                if (!value.Name.Equals(name, StringComparison.Ordinal) || value.Text.Length == 0)
                    continue;
                if (!value.HasOptions)
                    return value.Text;
                variant ??= value.Text;
            }
            if (variant is not null)
                return variant;
        }
        return null;
    }

    public IEnumerable<LdifValue> All(params IReadOnlyList<string> names) =>
        Values.Where(v => !v.HasOptions && v.Text.Length > 0 && names.Contains(v.Name, StringComparer.Ordinal));
}
