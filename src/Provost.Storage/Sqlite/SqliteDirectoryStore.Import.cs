using Provost.Engine;
using Provost.Engine.Directory;
using Provost.Engine.Logs;

namespace Provost.Storage.Sqlite;

/// <summary>Whole files, taken over in one transaction.</summary>
public sealed partial class SqliteDirectoryStore
{
    public Task<ImportReport> ImportAsync(Caller caller, ImportBatch batch, bool removeMissing, CancellationToken ct) =>
        database.WriteAsync(
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
                write.Audit(
                    caller,
                    time.GetUtcNow(),
                    new(AuditCategory.DirectoryManagement, "Import", $"{batch.Objects.Count} objects")
                );
                return import.Report(missing);
            },
            ct
        );

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
        private int _created;
        private int _removed;
        private int _added;
        private int _dropped;

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

            var manager = imported.ManagerAnchor is { } anchor ? Find(anchor)?.Number : null;
            if (
                write.Run(
                    "UPDATE directory_object SET manager_number = $1 WHERE number = $0 AND manager_number IS NOT $1",
                    known.Number,
                    manager
                ) > 0
            )
                Touch(known.Number);
            if (imported.Kind == ObjectKind.Group)
                TakeMembers(known.Number, imported.MemberAnchors);
        }

        /// <summary>What earlier files held and this one does not.</summary>
        public List<string> Missing(bool remove)
        {
            var gone = _known.Values.Where(k => !_seen.Contains(k.Number) && !k.Deleted).ToList();
            foreach (var known in gone.Where(_ => remove))
            {
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

            return [.. gone.Select(k => k.Name)];
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
            _known[(imported.Kind, imported.Anchor)] = new Known(number, "", "", true, false);
            _created++;
            _createdNumbers.Add(number);
            _seen.Add(number);
            Touch(number);
        }

        private void Update(Known known, ImportedObject imported)
        {
            _seen.Add(known.Number);
            if (Write(write, tenant, known.Number, imported.Attributes, known.Attributes))
                _touched.Add(known.Number);
            if (known.Enabled == imported.AccountEnabled && !known.Deleted)
                return;

            write.Run(
                "UPDATE directory_object SET account_enabled = $1, deleted_at = NULL WHERE number = $0",
                known.Number,
                imported.AccountEnabled
            );
            Touch(known.Number);
            if (known.Deleted)
                PresenceChanged(write, tenant, known.Number);
        }

        private void TakeMembers(long group, IReadOnlyList<string> anchors)
        {
            var before = write
                .Query<long>("SELECT member_number FROM membership WHERE group_number = @group", new { group })
                .ToHashSet();
            var after = anchors.Select(Find).OfType<Known>().Select(k => k.Number).Where(n => n != group).ToHashSet();
            foreach (var member in after.Except(before))
                _added += Member(write, tenant, group, member, add: true) ? 1 : 0;
            foreach (var member in before.Except(after))
                _dropped += Member(write, tenant, group, member, add: false) ? 1 : 0;
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
                    int Kind,
                    string Anchor,
                    string? Name,
                    string Attributes,
                    bool Enabled,
                    bool Deleted
                )>(
                    """
                    SELECT number, kind, source_anchor, coalesce(display_name, source_anchor), attributes,
                           account_enabled, deleted_at IS NOT NULL
                    FROM directory_object WHERE tenant_number = @tenant AND source_anchor IS NOT NULL
                    """,
                    new { tenant }
                )
                .ToDictionary(
                    r => ((ObjectKind)r.Kind, r.Anchor),
                    r => new Known(r.Number, r.Name ?? r.Anchor, r.Attributes, r.Enabled, r.Deleted)
                );

        private sealed record Known(long Number, string Name, string Attributes, bool Enabled, bool Deleted);
    }

    private DateTimeOffset TimeNow => time.GetUtcNow();
}
