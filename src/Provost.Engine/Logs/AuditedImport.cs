using System.Text.Json;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Engine.Logs;

/// <summary>What an import did to one user or group: one entry of the audit, whatever it changed.</summary>
/// <param name="attributes">As they are after the import.</param>
public sealed class AuditedImport(Guid id, ObjectKind kind, IReadOnlyDictionary<string, Value> attributes)
{
    private readonly List<ModifiedProperty> _modified = [];
    private string? _activity;

    public void Created(bool enabled)
    {
        _activity = "Add";
        Enabled(null, enabled);
        _modified.AddRange(attributes.Select(a => new ModifiedProperty(a.Key, null, AuditedProperties.Text(a.Value))));
    }

    public void Restored() => _activity = "Restore";

    public void Deleted() => _activity = "Delete";

    public void Changed(IReadOnlyDictionary<string, Value> before) =>
        _modified.AddRange(
            before
                .Keys.Union(attributes.Keys, StringComparer.OrdinalIgnoreCase)
                .Select(name => new ModifiedProperty(name, Text(before, name), Text(attributes, name)))
                .Where(p => p.OldValue != p.NewValue)
        );

    public void Enabled(bool? before, bool after) =>
        _modified.Add(new ModifiedProperty("accountEnabled", before?.ToString(), $"{after}"));

    public void Manager(Guid? before, Guid? after) =>
        _modified.Add(new ModifiedProperty("manager", before?.ToString(), after?.ToString()));

    /// <summary>The ids of those who left stand as the old value, of those who came as the new one.</summary>
    public void Members(IReadOnlyCollection<Guid> left, IReadOnlyCollection<Guid> came) =>
        _modified.Add(new ModifiedProperty("members", Ids(left), Ids(came)));

    public AuditedChange ToChange()
    {
        var what = kind == ObjectKind.User ? "user" : "group";
        var names = string.Join(", ", _modified.Select(m => m.Name));
        return new AuditedChange(
            kind == ObjectKind.User ? AuditCategory.UserManagement : AuditCategory.GroupManagement,
            (_activity, _modified) switch
            {
                (null, [{ Name: "accountEnabled", NewValue: "True" }]) => "Enable account",
                (null, [{ Name: "accountEnabled" }]) => "Disable account",
                (null, _) => $"Update {what}",
                _ => $"{_activity} {what}",
            },
            _activity is null ? $"{id}: {names}" : $"{id}"
        )
        {
            Targets = [AuditedDirectory.Target(id, kind, attributes)],
            Modified = _modified,
        };
    }

    private static string? Text(IReadOnlyDictionary<string, Value> attributes, string name) =>
        AuditedProperties.Text(attributes.GetValueOrDefault(name));

    private static string? Ids(IReadOnlyCollection<Guid> ids) =>
        ids.Count == 0 ? null : JsonSerializer.Serialize(ids.Order());
}
