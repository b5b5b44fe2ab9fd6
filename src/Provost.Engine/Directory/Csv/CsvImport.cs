using Provost.Engine.Expressions;

namespace Provost.Engine.Directory.Csv;

/// <summary>What a CSV file gave so far; managers and groups are resolved when all of it is known.</summary>
internal sealed class CsvImport(List<ImportProblem> problems)
{
    private readonly List<(ImportedObject Person, string? Manager)> _people = [];
    private readonly Dictionary<string, string> _anchorByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _lineByAnchor = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _lineByPrincipal = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (int Line, string Name, List<string> Members)> _groups = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Takes a person, unless another one has the same identity or name; the first wins.</summary>
    public void Add(
        int line,
        Dictionary<string, string> cells,
        IReadOnlyDictionary<string, Value> attributes,
        bool isEnabled,
        string principal
    )
    {
        var anchor = cells.GetValueOrDefault(CsvColumns.Anchor) ?? cells.GetValueOrDefault("employeeId") ?? principal;
        if (
            !IsNew(_lineByAnchor, anchor, line, "the identity") || !IsNew(_lineByPrincipal, principal, line, "the name")
        )
            return;

        _lineByAnchor[anchor] = line;
        _lineByPrincipal[principal] = line;
        foreach (var name in new[] { anchor, principal, cells.GetValueOrDefault("mail") ?? "" })
            if (name.Length > 0)
                _anchorByName.TryAdd(name, anchor);
        _people.Add(
            (
                new(line, ObjectKind.User, anchor, attributes, isEnabled, null, []),
                cells.GetValueOrDefault(CsvColumns.Manager)
            )
        );
        if (cells.TryGetValue(CsvColumns.Groups, out var groups))
            Join(line, anchor, CsvPeople.Parts(groups));
    }

    public IReadOnlyList<ImportedObject> Resolve() =>
        [
            .. _people.Select(p => p.Person with { ManagerAnchor = Manager(p.Person.Line, p.Manager) }),
            .. _groups.Values.Select(Group),
        ];

    private static ImportedObject Group((int Line, string Name, List<string> Members) group) =>
        new(
            group.Line,
            ObjectKind.Group,
            $"group:{group.Name.ToLowerInvariant()}",
            new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase)
            {
                ["displayName"] = Value.Text(group.Name),
            },
            true,
            null,
            group.Members
        );

    private void Join(int line, string anchor, string[] names)
    {
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!_groups.TryGetValue(name, out var group))
                _groups[name] = group = (line, name, []);
            group.Members.Add(anchor);
        }
    }

    private string? Manager(int line, string? name)
    {
        if (name is null)
            return null;
        if (_anchorByName.TryGetValue(name, out var anchor))
            return anchor;
        problems.Add(new(line, $"The manager '{name}' is not in the file and is left out."));
        return null;
    }

    private bool IsNew(Dictionary<string, int> known, string name, int line, string what)
    {
        if (!known.TryGetValue(name, out var first))
            return true;
        problems.Add(new(line, $"The row has {what} '{name}' of line {first} and is left out; the first one counts."));
        return false;
    }
}
