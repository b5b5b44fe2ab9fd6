using System.Collections.Frozen;
using Provost.Engine.Expressions;

namespace Provost.Engine.Directory.Ldif;

/// <summary>What the attributes of LDAP are called in Graph. A password is not among them and is never kept.</summary>
internal static class LdifAttributes
{
    /// <summary>For people: the first of the LDAP names that has a value gives the Graph attribute.</summary>
    private static readonly (string Graph, string[] Ldap)[] OfPeople =
    [
        ("givenName", ["givenname", "gn"]),
        ("surname", ["sn", "surname"]),
        ("mail", ["mail", "rfc822mailbox"]),
        ("mobilePhone", ["mobile", "mobiletelephonenumber"]),
        ("faxNumber", ["facsimiletelephonenumber", "fax"]),
        ("jobTitle", ["title"]),
        ("employeeId", ["employeenumber", "employeeid"]),
        ("employeeType", ["employeetype"]),
        ("city", ["l", "localityname"]),
        ("state", ["st", "stateorprovincename"]),
        ("streetAddress", ["street", "streetaddress"]),
        ("postalCode", ["postalcode"]),
        ("country", ["c", "countryname", "co", "friendlycountryname"]),
        ("officeLocation", ["physicaldeliveryofficename", "roomnumber"]),
        ("preferredLanguage", ["preferredlanguage"]),
        ("companyName", ["company", "o", "organizationname"]),
        ("mailNickname", ["mailnickname", "uid", "userid", "samaccountname"]),
        ("onPremisesSamAccountName", ["samaccountname", "uid", "userid"]),
        ("onPremisesImmutableId", ["entryuuid"]),
    ];

    private static readonly (string Graph, string[] Ldap)[] OfGroups =
    [
        ("displayName", ["displayname", "cn", "commonname"]),
        ("description", ["description"]),
        ("mail", ["mail"]),
        ("mailNickname", ["mailnickname"]),
    ];

    private static readonly FrozenSet<string> Text = OfPeople
        .Concat(OfGroups)
        .SelectMany(a => a.Ldap)
        .Concat(["dn", "ou", "department", "departmentnumber", "telephonenumber", "userprincipalname", "objectclass"])
        .Concat(["manager", "member", "uniquemember", "memberuid"])
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a value that is no text is worth a word.</summary>
    public static bool AreText(string name) => Text.Contains(name);

    /// <summary>The attributes of a person; without <c>userPrincipalName</c> where nothing can serve as one.</summary>
    public static Dictionary<string, Value> OfPerson(LdifEntry entry)
    {
        var attributes = Simple(entry, OfPeople);
        Add(attributes, "department", Department(entry));
        Add(attributes, "onPremisesDistinguishedName", entry.Dn);

        string[] phones = [.. entry.All("telephonenumber").Select(v => v.Text)];
        if (phones.Length > 0)
            attributes["businessPhones"] = Value.Many(phones);
        string[] mails = [.. entry.All("mail").Skip(1).Select(v => v.Text)];
        if (mails.Length > 0)
            attributes["otherMails"] = Value.Many(mails);

        // People are signed in by their mail where the directory knows no principal names.
        var principal = entry.First("userprincipalname", "mail", "rfc822mailbox", "uid", "userid", "samaccountname");
        Add(attributes, "userPrincipalName", principal);
        Add(attributes, "displayName", DisplayName(entry) ?? principal);
        return attributes;
    }

    public static Dictionary<string, Value> OfGroup(LdifEntry entry)
    {
        var attributes = Simple(entry, OfGroups);
        Add(attributes, "onPremisesDistinguishedName", entry.Dn);
        return attributes;
    }

    private static Dictionary<string, Value> Simple(LdifEntry entry, (string Graph, string[] Ldap)[] table)
    {
        var attributes = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase);
        foreach (var (graph, ldap) in table)
            Add(attributes, graph, entry.First(ldap));
        return attributes;
    }

    private static string? DisplayName(LdifEntry entry) =>
        entry.First("displayname", "cn", "commonname")
        ?? (string.Join(' ', entry.First("givenname"), entry.First("sn")).Trim() is { Length: > 0 } name ? name : null);

    /// <summary>An <c>ou</c> that is only the branch of the tree, such as People, gives way to any other.</summary>
    private static string? Department(LdifEntry entry)
    {
        if (entry.First("department") is { } department)
            return department;
        var units = entry.All("ou").Select(v => v.Text).ToList();
        return units.Find(u => !entry.Key.Contains($",ou={u.ToLowerInvariant()},", StringComparison.Ordinal))
            ?? entry.First("departmentnumber")
            ?? units.FirstOrDefault();
    }

    private static void Add(Dictionary<string, Value> attributes, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            attributes[name] = Value.Text(value);
    }
}
