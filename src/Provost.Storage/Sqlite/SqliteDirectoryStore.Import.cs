using Provost.Engine;
using Provost.Engine.Access;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>Whole files, taken over in one transaction.</summary>
public sealed partial class SqliteDirectoryStore
{
    public Task<ImportReport> ImportAsync(Caller caller, ImportBatch batch, bool removeMissing, CancellationToken ct)
    {
        caller.Demand(Operations.DirectoryImport);
        return database.WriteAsync(
            write =>
            {
                var tenant = Tenant(write, caller);
                var import = new Import(this, write, tenant, new List<ImportProblem>(batch.Problems));
                foreach (var imported in batch.Objects)
                    import.Take(imported);
                var circular = CircularManagers.In(batch.Objects).ToHashSet();
                foreach (var imported in batch.Objects)
                    import.TakeReferences(circular.Contains(imported) ? import.WithoutManager(imported) : imported);
                var missing = import.Missing(removeMissing);
                var now = time.GetUtcNow();
                foreach (var changed in import.Audited)
                    write.Audit(caller, now, changed);
                write.Audit(
                    caller,
                    now,
                    new(AuditCategory.DirectoryManagement, "Import", $"{batch.Objects.Count} objects")
                );
                return import.Report(missing);
            },
            ct
        );
    }

    private sealed class Import(
        SqliteDirectoryStore store,
        SqliteWrite write,
        long tenant,
        List<ImportProblem> problems
    )
    {
        private readonly Dictionary<(ObjectKind, string), Known> _known = Read(write, tenant);
        private readonly HashSet<long> _seen = [];
        private readonly HashSet<long> _touched = [];
        private readonly Dictionary<long, AuditedImport> _notes = [];
        private int _created;
        private int _removed;
        private int _added;
        private int _dropped;

        /// <summary>What was done to each object that was changed.</summary>
        public IEnumerable<AuditedChange> Audited => _notes.Values.Select(n => n.ToChange());

        /// <summary>The object itself; who refers to whom comes after all of them are there.</summary>
        public void Take(ImportedObject imported)
        {
            try
            {
                if (_known.TryGetValue((imported.Kind, imported.Anchor), out var known))
                    Update(known, imported);
                else
                    Create(imported);
            }
            catch (EngineException refused)
            {
                problems.Add(new ImportProblem(imported.Line, refused.Message));
            }
        }

        /// <summary>The rest of her is taken; the file has to be put right.</summary>
        public ImportedObject WithoutManager(ImportedObject imported)
        {
            problems.Add(
                new ImportProblem(
                    imported.Line,
                    $"The manager '{imported.ManagerAnchor}' reports to this person, directly or through others, and is "
                        + "left out. Name another manager, or none."
                )
            );
            return imported with { ManagerAnchor = null };
        }

        public void TakeReferences(ImportedObject imported)
        {
            if (!_known.TryGetValue((imported.Kind, imported.Anchor), out var known) || !_seen.Contains(known.Number))
                return;

            var manager = imported.ManagerAnchor is { } anchor ? Find(anchor) : null;
            if (
                write.Run(
                    "UPDATE directory_object SET manager_number = $1 WHERE number = $0 AND manager_number IS NOT $1",
                    known.Number,
                    manager?.Number
                ) > 0
            )
            {
                Note(known, imported.Kind, imported.Attributes).Manager(known.Manager, manager?.Id);
                Touch(known.Number);
            }

            if (imported.Kind == ObjectKind.Group)
                TakeMembers(known, imported);
        }

        /// <summary>What earlier files held and this one does not.</summary>
        public List<string> Missing(bool remove)
        {
            var gone = _known.Where(k => !_seen.Contains(k.Value.Number) && !k.Value.Deleted).ToList();
            foreach (var ((kind, _), known) in gone.Where(_ => remove))
            {
                Note(known, kind, Rows.Attributes(known.Attributes)).Deleted();
                write.Run(
                    "UPDATE directory_object SET deleted_at = $1 WHERE number = $0",
                    known.Number,
                    Rows.Ticks(store.TimeNow)
                );
                Touch(known.Number);
                PresenceChanged(write, tenant, known.Number);
                _touched.Remove(known.Number);
                _removed++;
            }

            return [.. gone.Select(k => k.Value.Name)];
        }

        public ImportReport Report(List<string> missing)
        {
            var updated = _touched.Count - _createdNumbers.Count(_touched.Contains);
            return new ImportReport(
                _created,
                updated,
                _seen.Count - _created - updated,
                _removed,
                _added,
                _dropped,
                missing,
                problems
            );
        }

        private readonly HashSet<long> _createdNumbers = [];

        private void Create(ImportedObject imported)
        {
            var id = Guid.CreateVersion7(store.TimeNow);
            var number = store.Insert(
                write,
                tenant,
                id,
                imported.Kind,
                imported.Anchor,
                imported.AccountEnabled,
                imported.Attributes
            );
            var known = new Known(number, id, "", "", true, false, null);
            _known[(imported.Kind, imported.Anchor)] = known;
            Note(known, imported.Kind, imported.Attributes).Created(imported.AccountEnabled);
            _created++;
            _createdNumbers.Add(number);
            _seen.Add(number);
            Touch(number);
        }

        private void Update(Known known, ImportedObject imported)
        {
            _seen.Add(known.Number);
            if (Write(write, tenant, known.Number, imported.Attributes, known.Attributes))
            {
                _touched.Add(known.Number);
                Note(known, imported.Kind, imported.Attributes).Changed(Rows.Attributes(known.Attributes));
            }

            if (known.Enabled == imported.AccountEnabled && !known.Deleted)
                return;

            write.Run(
                "UPDATE directory_object SET account_enabled = $1, deleted_at = NULL WHERE number = $0",
                known.Number,
                imported.AccountEnabled
            );
            Touch(known.Number);
            var note = Note(known, imported.Kind, imported.Attributes);
            if (known.Enabled != imported.AccountEnabled)
                note.Enabled(known.Enabled, imported.AccountEnabled);
            if (!known.Deleted)
                return;
            note.Restored();
            PresenceChanged(write, tenant, known.Number);
        }

        private void TakeMembers(Known group, ImportedObject imported)
        {
            var before = write
                .Query<(long Number, string Id)>(
                    """
                    SELECT s.member_number, o.id FROM membership s JOIN directory_object o ON o.number = s.member_number
                    WHERE s.group_number = @Number
                    """,
                    new { group.Number }
                )
                .ToDictionary(m => m.Number, m => Guid.Parse(m.Id));
            var after = imported
                .MemberAnchors.Select(Find)
                .OfType<Known>()
                .Where(k => k.Number != group.Number)
                .DistinctBy(k => k.Number)
                .ToDictionary(k => k.Number, k => k.Id);
            List<Guid> came =
            [
                .. after.Where(m => !before.ContainsKey(m.Key) && Changed(m.Key, true)).Select(m => m.Value),
            ];
            List<Guid> left =
            [
                .. before.Where(m => !after.ContainsKey(m.Key) && Changed(m.Key, false)).Select(m => m.Value),
            ];
            _added += came.Count;
            _dropped += left.Count;
            if (came.Count + left.Count > 0)
                Note(group, imported.Kind, imported.Attributes).Members(left, came);

            bool Changed(long member, bool add) => Member(write, tenant, group.Number, member, add);
        }

        private AuditedImport Note(Known known, ObjectKind kind, IReadOnlyDictionary<string, Value> attributes)
        {
            if (!_notes.TryGetValue(known.Number, out var note))
                _notes.Add(known.Number, note = new AuditedImport(known.Id, kind, attributes));
            return note;
        }

        private Known? Find(string anchor) =>
            _known.GetValueOrDefault((ObjectKind.User, anchor)) ?? _known.GetValueOrDefault((ObjectKind.Group, anchor));

        private void Touch(long number)
        {
            if (_touched.Add(number))
                write.Changed(tenant, ChangeKind.Object, number);
        }

        private static Dictionary<(ObjectKind, string), Known> Read(SqliteWrite write, long tenant) =>
            write
                .Query<(
                    long Number,
                    string Id,
                    int Kind,
                    string Anchor,
                    string? Name,
                    string Attributes,
                    bool Enabled,
                    bool Deleted,
                    string? Manager
                )>(
                    """
                    SELECT o.number, o.id, o.kind, o.source_anchor, coalesce(o.display_name, o.source_anchor),
                           o.attributes, o.account_enabled, o.deleted_at IS NOT NULL, m.id
                    FROM directory_object o LEFT JOIN directory_object m ON m.number = o.manager_number
                    WHERE o.tenant_number = @tenant AND o.source_anchor IS NOT NULL
                    """,
                    new { tenant }
                )
                .ToDictionary(
                    r => ((ObjectKind)r.Kind, r.Anchor),
                    r => new Known(
                        r.Number,
                        Guid.Parse(r.Id),
                        r.Name ?? r.Anchor,
                        r.Attributes,
                        r.Enabled,
                        r.Deleted,
                        r.Manager is null ? null : Guid.Parse(r.Manager)
                    )
                );

        private sealed record Known(
            long Number,
            Guid Id,
            string Name,
            string Attributes,
            bool Enabled,
            bool Deleted,
            Guid? Manager
        );
    }

    private DateTimeOffset TimeNow => time.GetUtcNow();
}
