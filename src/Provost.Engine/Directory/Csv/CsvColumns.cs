using System.Collections.Frozen;

namespace Provost.Engine.Directory.Csv;

/// <summary>What a column of a CSV file may be called; blanks, case and punctuation do not count.</summary>
internal static class CsvColumns
{
    public const string Anchor = "$anchor";
    public const string Manager = "$manager";
    public const string Groups = "$groups";
    public const string Enabled = "$enabled";

    private static readonly FrozenDictionary<string, string> Names = Table(
        (Anchor, "id objectid anchor sourceanchor immutableid"),
        (Manager, "manager managerid manageremail managerupn manageruserprincipalname supervisor reportsto"),
        (Groups, "groups group memberof"),
        (Enabled, "accountenabled enabled active isactive"),
        ("userPrincipalName", "userprincipalname upn username login"),
        ("mail", "mail email emailaddress workemail"),
        ("givenName", "givenname firstname"),
        ("surname", "surname lastname familyname sn"),
        ("displayName", "displayname name fullname"),
        ("department", "department dept"),
        ("jobTitle", "jobtitle title position"),
        ("employeeId", "employeeid employeenumber personnelnumber"),
        ("employeeType", "employeetype"),
        ("companyName", "companyname company organization"),
        ("officeLocation", "officelocation office physicaldeliveryofficename"),
        ("streetAddress", "streetaddress street"),
        ("city", "city locality town"),
        ("state", "state province region"),
        ("postalCode", "postalcode zip zipcode postcode"),
        ("country", "country countryorregion"),
        ("businessPhones", "businessphones businessphone telephonenumber telephone phone phonenumber workphone"),
        ("mobilePhone", "mobilephone mobile cellphone cell"),
        ("faxNumber", "faxnumber fax facsimiletelephonenumber"),
        ("preferredLanguage", "preferredlanguage language"),
        ("mailNickname", "mailnickname alias nickname"),
        ("otherMails", "othermails alternatemail"),
        ("proxyAddresses", "proxyaddresses"),
        ("usageLocation", "usagelocation"),
        ("userType", "usertype"),
        ("employeeHireDate", "employeehiredate hiredate startdate"),
        ("employeeLeaveDateTime", "employeeleavedatetime leavedate enddate")
    );

    /// <summary>
    /// The Graph attribute of a column, or one of the names above; null for a column that means nothing here.
    /// </summary>
    public static string? Resolve(string header) =>
        Names.GetValueOrDefault(string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant());

    private static FrozenDictionary<string, string> Table(params (string Attribute, string Names)[] rows) =>
        rows.SelectMany(r => r.Names.Split(' ').Select(name => (name, r.Attribute)))
            .ToFrozenDictionary(r => r.name, r => r.Attribute, StringComparer.Ordinal);
}
