using System.Text;

namespace Provost.Server.Tests.Interop;

/// <summary>A person of the company that is provisioned; everything as the directory has it.</summary>
internal sealed record Person(string Uid, string Given, string Surname, string Title, string Department, string? Boss)
{
    public string UserName => $"{Uid}@contoso.example";

    public string Mail { get; init; } = $"{Uid}@contoso.example";

    public string? Mobile { get; init; }

    public string? City { get; init; }

    public bool Enabled { get; init; } = true;
}

/// <summary>A group with the user names of its members.</summary>
internal sealed record Group(string Id, string Name, IReadOnlyList<string> Members);

/// <summary>
/// Sixty people under one boss, in teams with leads, and groups across them. Names have accents, quotes and other
/// scripts in them, so that nothing on the way may take plain letters for granted.
/// </summary>
internal sealed record Company(IReadOnlyList<Person> People, IReadOnlyList<Group> Groups)
{
    private const int Size = 60;
    private const int Teams = 6;
    private const string Suffix = "dc=contoso,dc=example";

    private static readonly string[] Given = ["Ada", "Grace", "Alan", "Zoë", "Jürgen", "Łukasz", "Nuala", "李"];
    private static readonly string[] Surnames =
    [
        "Lovelace",
        "Hopper",
        "Turing",
        "O'Brien",
        "Weiß",
        "D\"Arcy",
        "明 \\ 明",
    ];

    public static Company Contoso { get; } = Found();

    /// <summary>The same company with one person changed.</summary>
    public Company With(string uid, Func<Person, Person> change) =>
        this with
        {
            People = [.. People.Select(p => p.Uid == uid ? change(p) : p)],
        };

    /// <summary>The same company with one group changed.</summary>
    public Company With(string group, Func<Group, Group> change) =>
        this with
        {
            Groups = [.. Groups.Select(g => g.Id == group ? change(g) : g)],
        };

    /// <summary>
    /// What an application has to show of this company, a line a person and a line a group, in order.
    /// </summary>
    public IEnumerable<string> Accounts() =>
        People
            .Select(p =>
                Account.Line(
                    p.UserName,
                    p.Enabled,
                    [
                        p.Uid,
                        $"{p.Given} {p.Surname}",
                        p.Given,
                        p.Surname,
                        $"{p.Given} {p.Surname}",
                        p.Mail,
                        p.Title,
                        p.Department,
                        Number(p),
                        p.Mobile,
                        p.City,
                        p.Boss is null ? null : $"{p.Boss}@contoso.example",
                    ]
                )
            )
            .Concat(Groups.Select(g => Account.Line(g.Name, g.Members.Select(m => $"{m}@contoso.example"))))
            .Order(StringComparer.Ordinal);

    public string Ldif()
    {
        var text = new StringBuilder();
        foreach (var person in People)
            Entry(
                text,
                [
                    ("dn", Dn(person.Uid)),
                    ("objectClass", "inetOrgPerson"),
                    ("uid", person.Uid),
                    ("cn", $"{person.Given} {person.Surname}"),
                    ("givenName", person.Given),
                    ("sn", person.Surname),
                    ("mail", person.Mail),
                    ("userPrincipalName", person.UserName),
                    ("title", person.Title),
                    ("departmentNumber", person.Department),
                    ("employeeNumber", Number(person)),
                    ("mobile", person.Mobile),
                    ("l", person.City),
                    ("nsAccountLock", person.Enabled ? null : "true"),
                    ("manager", person.Boss is { } boss ? Dn(boss) : null),
                ]
            );
        foreach (var group in Groups)
            Entry(
                text,
                [
                    ("dn", $"cn={group.Id},ou=Groups,{Suffix}"),
                    ("objectClass", "groupOfNames"),
                    ("entryUUID", group.Id),
                    ("cn", group.Name),
                    .. group.Members.Select(m => ("member", (string?)Dn(m))),
                ]
            );

        return text.ToString();
    }

    private static string Number(Person person) => person.Uid[1..];

    private static string Dn(string uid) => $"uid={uid},ou=People,{Suffix}";

    private static void Entry(StringBuilder text, IEnumerable<(string Name, string? Value)> lines)
    {
        foreach (var (name, value) in lines)
        {
            if (value is null)
                continue;
            if (value.All(c => c is >= ' ' and < (char)127))
                text.Append(name).Append(": ").Append(value).Append('\n');
            else
                text.Append(name)
                    .Append(":: ")
                    .Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(value)))
                    .Append('\n');
        }

        text.Append('\n');
    }

    private static Company Found()
    {
        var people = Enumerable
            .Range(0, Size)
            .Select(i => new Person(
                $"p{i:d3}",
                Given[i % Given.Length],
                Surnames[i % Surnames.Length],
                i == 0 ? "Chief"
                    : i <= Teams ? "Lead"
                    : "Engineer",
                $"Team {i % Teams}",
                i == 0 ? null
                    : i <= Teams ? "p000"
                    : $"p{1 + (i % Teams):d3}"
            )
            {
                Mobile = i % 3 == 0 ? $"+44 20 7946 {i:d4}" : null,
                City = i % 2 == 0 ? "London" : "Łódź",
            })
            .ToList();
        return new Company(
            people,
            [
                new("everybody", "Everybody", [.. people.Select(p => p.Uid)]),
                new("leads", "Leads", [.. people.Where(p => p.Title == "Lead").Select(p => p.Uid)]),
                new("nobody", "Nobody yet", []),
                .. Enumerable
                    .Range(0, Teams)
                    .Select(team => new Group(
                        $"team{team}",
                        $"Team \"{team}\"",
                        [.. people.Where(p => p.Department == $"Team {team}").Select(p => p.Uid)]
                    )),
            ]
        );
    }
}
