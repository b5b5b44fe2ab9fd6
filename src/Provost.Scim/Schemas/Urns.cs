namespace Provost.Scim.Schemas;

/// <summary>
/// What a schema URN says by itself, with those of SCIM 1.x and of drafts that OneLogin's templates still send.
/// </summary>
internal static class Urns
{
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:";

    private const string Old = "urn:scim:schemas:";

    public static bool IsCore(string urn) => urn.StartsWith(Core, StringComparison.OrdinalIgnoreCase) || IsOldCore(urn);

    public static bool IsOldCore(string urn) => urn.StartsWith(Old + "core:", StringComparison.OrdinalIgnoreCase);

    public static string Modern(string urn) =>
        urn.StartsWith(Old + "extension:enterprise:", StringComparison.OrdinalIgnoreCase)
            ? CoreSchemas.EnterpriseUserId
            : urn;
}
