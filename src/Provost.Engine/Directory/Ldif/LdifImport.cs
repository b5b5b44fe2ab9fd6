using Provost.Engine.Expressions;

namespace Provost.Engine.Directory.Ldif;

/// <summary>What an LDIF file gave so far; references are resolved when all of it is known.</summary>
internal sealed class LdifImport(List<ImportProblem> problems)
{
    private readonly List<(ImportedObject Object, string Dn, LdifValue Manager, LdifValue[] Members)> _taken = [];
    private readonly Dictionary<string, (string Anchor, int Line)> _byDn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _anchorByUid = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(ObjectKind, string), int> _lineByAnchor = [];
    private readonly Dictionary<string, int> _lineByPrincipal = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes an entry, unless another one has its name; the first wins.</summary>
    public void Add(
        LdifEntry entry,
        ObjectKind kind,
        IReadOnlyDictionary<string, Value> attributes,
        bool isEnabled,
        string? principal,
        LdifValue manager,
        LdifValue[] members
    )
    {
        var uid = kind == ObjectKind.User ? entry.First("uid", "userid") : null;
        var anchor = (entry.First("entryuuid") ?? uid)?.ToLowerInvariant() ?? entry.Key;
        if (_byDn.TryGetValue(entry.Key, out var same))
            Twice(entry, "the distinguished name", same.Line);
        else if (_lineByAnchor.TryGetValue((kind, anchor), out var line))
            Twice(entry, $"the identity '{anchor}'", line);
        else if (principal is not null && _lineByPrincipal.TryGetValue(principal, out line))
            Twice(entry, $"the name '{principal}'", line);
        else
        {
            _lineByAnchor[(kind, anchor)] = entry.Line;
            _byDn[entry.Key] = (anchor, entry.Line);
            if (principal is not null)
                _lineByPrincipal[principal] = entry.Line;
            if (uid is not null)
                _anchorByUid.TryAdd(uid, anchor);
            _taken.Add((new(entry.Line, kind, anchor, attributes, isEnabled, null, []), entry.Dn, manager, members));
        }
    }

    public IReadOnlyList<ImportedObject> Resolve() =>
        [
            .. _taken.Select(t =>
                t.Object with
                {
                    ManagerAnchor = t.Manager.Text is null ? null : Find(t.Manager, "manager", t.Dn),
                    MemberAnchors = Members(t.Members, t.Dn),
                }
            ),
        ];

    private List<string> Members(LdifValue[] members, string dn)
    {
        var anchors = new List<string>(members.Length);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members)
            if (Find(member, "member", dn) is { } anchor && seen.Add(anchor))
                anchors.Add(anchor);
        return anchors;
    }

    private string? Find(LdifValue reference, string role, string dn)
    {
        if (reference.Name is "memberuid" && _anchorByUid.TryGetValue(reference.Text, out var byUid))
            return byUid;
        if (DistinguishedName.TryNormalize(WithoutBits(reference.Text), out var key))
            if (_byDn.TryGetValue(key, out var found))
                return found.Anchor;
        problems.Add(
            new(reference.Line, $"The {role} '{reference.Text}' of '{dn}' is not in the file and is left out.")
        );
        return null;
    }

    /// <summary>A uniqueMember may carry a bit string: <c>uid=ada,dc=contoso#'0101'B</c> (RFC 4517 §3.3.21).</summary>
    private static string WithoutBits(string text) =>
        text.EndsWith("'B", StringComparison.Ordinal) && text.LastIndexOf('#') is > 0 and var hash
            ? text[..hash]
            : text;

    private void Twice(LdifEntry entry, string what, int line) =>
        problems.Add(
            new(
                entry.Line,
                $"'{entry.Dn}' has {what} of the entry in line {line} and is left out; the first one counts."
            )
        );
}
