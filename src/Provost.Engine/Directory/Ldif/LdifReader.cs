using System.Collections.Frozen;

namespace Provost.Engine.Directory.Ldif;

/// <summary>
/// Reads people and groups out of an LDIF file (RFC 2849). Bad content is a problem with its line, never an exception;
/// the rest is taken.
/// </summary>
public static class LdifReader
{
    private static readonly FrozenSet<string> People = Names("person", "organizationalperson", "inetorgperson", "user");

    private static readonly FrozenSet<string> Groups = Names(
        "groupofuniquenames",
        "groupofnames",
        "groupofmembers",
        "group",
        "posixgroup"
    );

    /// <summary>
    /// Branches of the tree and what else a directory holds: neither people nor groups, and no problem.
    /// </summary>
    private static readonly FrozenSet<string> Others = Names(
        "domain",
        "dcobject",
        "organization",
        "organizationalunit",
        "country",
        "locality",
        "container",
        "nscontainer",
        "computer"
    );

    private static readonly string[] Members = ["member", "uniquemember", "memberuid"];

    public static ImportBatch Read(Stream stream)
    {
        var problems = new List<ImportProblem>();
        var import = new LdifImport(problems);
        var strangers = new Dictionary<string, (LdifEntry First, int Count)>(StringComparer.Ordinal);
        foreach (var entry in new LdifEntries(stream, problems).Read())
            if (Take(entry, import, problems) is { } unknown)
                strangers[unknown] = strangers.TryGetValue(unknown, out var known)
                    ? (known.First, known.Count + 1)
                    : (entry, 1);

        // Thousands of printers are one sentence.
        foreach (var (classes, (first, count)) in strangers)
            problems.Add(new(first.Line, Left(first, classes, count - 1)));
        var objects = import.Resolve();
        return new(objects, [.. problems.OrderBy(p => p.Line)]);
    }

    /// <summary>
    /// What an entry is that is neither a person nor a group nor a branch of the tree; null where it is taken.
    /// </summary>
    private static string? Take(LdifEntry entry, LdifImport import, List<ImportProblem> problems)
    {
        string[] classes = [.. entry.All("objectclass").Select(v => v.Text.ToLowerInvariant())];
        if (classes.Any(People.Contains) && !classes.Contains("computer", StringComparer.Ordinal))
            Person(entry, import, problems);
        else if (classes.Any(Groups.Contains))
            Group(entry, import, problems);
        else if (!classes.Any(Others.Contains))
            return classes.Length == 0 ? "it has no objectClass" : $"objectClass {string.Join(", ", classes)}";
        return null;
    }

    private static void Person(LdifEntry entry, LdifImport import, List<ImportProblem> problems)
    {
        var attributes = LdifAttributes.OfPerson(entry);
        if (!attributes.TryGetValue("userPrincipalName", out var name))
        {
            problems.Add(new(entry.Line, $"'{entry.Dn}' has neither mail nor uid to be known by, and is left out."));
            return;
        }
        var manager = entry.All("manager").FirstOrDefault();
        import.Add(entry, ObjectKind.User, attributes, IsEnabled(entry), name.ToString(), manager, []);
    }

    private static void Group(LdifEntry entry, LdifImport import, List<ImportProblem> problems)
    {
        var attributes = LdifAttributes.OfGroup(entry);
        if (!attributes.ContainsKey("displayName"))
        {
            problems.Add(new(entry.Line, $"The group '{entry.Dn}' has no cn and is left out."));
            return;
        }
        import.Add(entry, ObjectKind.Group, attributes, true, null, default, [.. entry.All(Members)]);
    }

    /// <summary>Locked in OpenLDAP, in 389 Directory Server, or disabled in Active Directory (bit 2).</summary>
    private static bool IsEnabled(LdifEntry entry) =>
        entry.First("pwdaccountlockedtime") is null
        && !string.Equals(entry.First("nsaccountlock"), "true", StringComparison.OrdinalIgnoreCase)
        && !(int.TryParse(entry.First("useraccountcontrol"), out var flags) && (flags & 2) != 0);

    private static string Left(LdifEntry first, string classes, int more) =>
        $"'{first.Dn}' is neither a person nor a group ({classes}) and is left out"
        + (more == 0 ? "." : $", and so are {more} more of its kind.");

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
