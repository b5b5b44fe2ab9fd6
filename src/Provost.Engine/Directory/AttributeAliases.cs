using System.Collections.Frozen;

namespace Provost.Engine.Directory;

/// <summary>
/// Provisioning schemas name directory attributes as they were called long ago; Graph names them otherwise.
/// </summary>
public static class AttributeAliases
{
    private static readonly FrozenDictionary<string, string> GraphNames = new Dictionary<string, string>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["objectId"] = "id",
        ["telephoneNumber"] = "businessPhones",
        ["mobile"] = "mobilePhone",
        ["physicalDeliveryOfficeName"] = "officeLocation",
        ["facsimileTelephoneNumber"] = "faxNumber",
        ["id"] = "id",
        ["accountEnabled"] = "accountEnabled",
        ["manager"] = "manager",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names by which Graph does not know an attribute any more.</summary>
    public static IEnumerable<string> OlderNames => GraphNames.Where(n => n.Key != n.Value).Select(n => n.Key);

    /// <summary>The Graph name of an attribute; a name without an alias is its own.</summary>
    public static string Resolve(string name) => GraphNames.GetValueOrDefault(name, name);
}
