using Provost.Engine.Directory;
using Provost.Engine.Expressions;

namespace Provost.Benchmarks.Creating;

/// <summary>Made-up people with every attribute that the mappings read, the same ones each time.</summary>
internal static class People
{
    private static readonly string[] GivenNames = ["Ada", "Grace", "Alan", "Katherine", "Edsger", "Barbara", "Donald"];
    private static readonly string[] Surnames =
    [
        "Lovelace",
        "Hopper",
        "Turing",
        "Johnson",
        "Dijkstra",
        "Liskov",
        "Knuth",
    ];
    private static readonly string[] Titles = ["Engineer", "Accountant", "Sales Manager", "Support Agent", "Director"];
    private static readonly string[] Departments = ["Engineering", "Finance", "Sales", "Support"];
    private static readonly string[] Cities = ["London", "Arlington", "Manchester", "Hampton", "Nuenen", "Stanford"];

    public static Person Person(int number)
    {
        var (given, surname) = (GivenNames[number % 7], Surnames[number / 7 % 7]);
        return new Person(
            number,
            UserPrincipalName: $"{given}.{surname}.{number}@contoso.example",
            Nickname: $"{given}.{surname}.{number}",
            DisplayName: $"{given} {surname} {number}",
            given,
            surname,
            Title: Titles[number % 5],
            Department: Departments[number % 4],
            City: Cities[number % 6],
            Phone: $"020 7946 {number % 10_000:D4}",
            Mobile: $"07700 {number % 1_000_000:D6}",
            EmployeeId: $"E{number:D7}"
        );
    }

    public static ImportedObject Imported(int number)
    {
        var person = Person(number);
        return new ImportedObject(
            number + 1,
            ObjectKind.User,
            person.EmployeeId,
            Attributes(person),
            AccountEnabled: true,
            ManagerAnchor: null,
            MemberAnchors: []
        );
    }

    /// <summary>By their Graph names, all that the generic SCIM mappings read.</summary>
    public static Dictionary<string, Value> Attributes(Person person) =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["userPrincipalName"] = Value.Text(person.UserPrincipalName),
            ["mail"] = Value.Text(person.UserPrincipalName),
            ["mailNickname"] = Value.Text(person.Nickname),
            ["displayName"] = Value.Text(person.DisplayName),
            ["givenName"] = Value.Text(person.GivenName),
            ["surname"] = Value.Text(person.Surname),
            ["jobTitle"] = Value.Text(person.Title),
            ["department"] = Value.Text(person.Department),
            ["employeeId"] = Value.Text(person.EmployeeId),
            ["preferredLanguage"] = Value.Text("en-GB"),
            ["officeLocation"] = Value.Text($"Contoso House, {person.City}"),
            ["streetAddress"] = Value.Text("12 Byron Square"),
            ["city"] = Value.Text(person.City),
            ["state"] = Value.Text("Greater London"),
            ["postalCode"] = Value.Text("SW1Y 4LB"),
            ["country"] = Value.Text("GB"),
            ["businessPhones"] = Value.Many([person.Phone]),
            ["mobilePhone"] = Value.Text(person.Mobile),
            ["faxNumber"] = Value.Text(person.Phone),
        };
}

/// <summary>What differs from one made-up person to the next.</summary>
internal sealed record Person(
    int Number,
    string UserPrincipalName,
    string Nickname,
    string DisplayName,
    string GivenName,
    string Surname,
    string Title,
    string Department,
    string City,
    string Phone,
    string Mobile,
    string EmployeeId
);
