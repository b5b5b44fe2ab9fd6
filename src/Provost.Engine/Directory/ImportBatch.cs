using Provost.Engine.Expressions;

namespace Provost.Engine.Directory;

/// <summary>One user or group as a file describes it.</summary>
/// <param name="Line">Where it starts, counted from 1, for messages.</param>
/// <param name="Anchor">
/// Its identity in the file: entryUUID, else uid, else the normalised DN (LDIF); the id column (CSV).
/// </param>
/// <param name="Attributes">By Graph name; what is absent here is taken away from the object.</param>
/// <param name="ManagerAnchor">The anchor of the manager, found in the same file.</param>
/// <param name="MemberAnchors">The anchors of a group's members, found in the same file.</param>
public sealed record ImportedObject(
    int Line,
    ObjectKind Kind,
    string Anchor,
    IReadOnlyDictionary<string, Value> Attributes,
    bool AccountEnabled,
    string? ManagerAnchor,
    IReadOnlyList<string> MemberAnchors
);

/// <summary>Something a file holds that could not be taken, with the line and a sentence.</summary>
public sealed record ImportProblem(int Line, string Message);

/// <summary>A file, read: what can be taken and what cannot. Reading touches no store.</summary>
public sealed record ImportBatch(IReadOnlyList<ImportedObject> Objects, IReadOnlyList<ImportProblem> Problems);

/// <summary>What an import did to the directory.</summary>
/// <param name="Missing">Display names of imported objects that the file no longer holds.</param>
public sealed record ImportReport(
    int Created,
    int Updated,
    int Unchanged,
    int Removed,
    int MembershipsAdded,
    int MembershipsRemoved,
    IReadOnlyList<string> Missing,
    IReadOnlyList<ImportProblem> Problems
);
