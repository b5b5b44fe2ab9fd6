using System.Text.Json.Nodes;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Patching;

/// <summary>
/// A PATCH (RFC 7644 §3.5.2), read as leniently as Entra's two dialects, Okta, OneLogin and JumpCloud need it.
/// </summary>
public sealed class PatchRequest
{
    /// <summary>The schema of the message. A body without it is read all the same.</summary>
    public const string SchemaId = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private PatchRequest(IReadOnlyList<PatchOperation> operations) => Operations = operations;

    /// <summary>The operations in their order.</summary>
    public IReadOnlyList<PatchOperation> Operations { get; }

    /// <summary>Reads a body; what cannot be read is an <c>invalidSyntax</c> or <c>invalidPath</c>.</summary>
    public static PatchRequest Parse(JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Find("Operations") is not JsonArray array)
            throw ScimException.InvalidSyntax("A PATCH needs 'Operations', an array.");
        if (array.Count > ScimLimits.PatchOperations)
            throw ScimException.TooLarge(
                $"{array.Count} operations are more than the {ScimLimits.PatchOperations} that are taken at once."
            );

        var operations = new PatchOperation[array.Count];
        for (var i = 0; i < operations.Length; i++)
            operations[i] = PatchOperation.Parse(array[i]);

        return new PatchRequest(operations);
    }

    /// <summary>
    /// Applies all operations in order, or none: when one is refused the resource is as it was. Returns whether any of
    /// them changed something, which is when a new version is due.
    /// </summary>
    public bool Apply(ScimResource resource, ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(type);
        var journal = new Journal();
        try
        {
            var application = new PatchApplication(resource.Json, type, journal);
            foreach (var operation in Operations)
                application.Apply(operation);
        }
        catch (ScimException)
        {
            journal.Undo();
            throw;
        }

        return journal.Changed;
    }
}
