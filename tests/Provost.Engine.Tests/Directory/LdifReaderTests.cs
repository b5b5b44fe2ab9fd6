using System.Text;
using Provost.Engine.Directory;
using Provost.Engine.Directory.Ldif;

namespace Provost.Engine.Tests.Directory;

/// <summary>People and groups out of LDIF (RFC 2849): what is taken, and what is said of the rest.</summary>
public sealed class LdifReaderTests
{
    private const string Ada = """
        dn: uid=ada, ou=People, dc=contoso,dc=example
        objectClass: inetOrgPerson
        uid: ada
        cn: Ada Lovelace
        sn: Lovelace
        givenName: Ada
        mail: ada@contoso.example


        """;

    [Fact]
    public void A_person_gets_the_names_of_graph()
    {
        var ada = Only(
            Ada.TrimEnd()
                + """

                employeeNumber: 1815
                title: Analyst
                ou: Engineering
                ou: People
                l: London
                st: England
                street: 12 St James's Square
                postalCode: SW1Y
                c: GB
                roomNumber: 7
                physicalDeliveryOfficeName: London
                telephoneNumber: +44 1
                telephoneNumber: +44 2
                mobile: +44 3
                facsimileTelephoneNumber: +44 4
                preferredLanguage: en-GB
                o: Contoso
                employeeType: Permanent
                userPassword: secret
                description: enjoys numbers

                """
        );

        Assert.Equal(
            """
            businessPhones=+44 1;+44 2
            city=London
            companyName=Contoso
            country=GB
            department=Engineering
            displayName=Ada Lovelace
            employeeId=1815
            employeeType=Permanent
            faxNumber=+44 4
            givenName=Ada
            jobTitle=Analyst
            mail=ada@contoso.example
            mailNickname=ada
            mobilePhone=+44 3
            officeLocation=London
            onPremisesDistinguishedName=uid=ada, ou=People, dc=contoso,dc=example
            onPremisesSamAccountName=ada
            postalCode=SW1Y
            preferredLanguage=en-GB
            state=England
            streetAddress=12 St James's Square
            surname=Lovelace
            userPrincipalName=ada@contoso.example
            """,
            Said(ada)
        );
        Assert.Equal(("ada", 1, true), (ada.Anchor, ada.Line, ada.AccountEnabled));
    }

    [Theory]
    [InlineData("entryUUID: 6BA7B810-9DAD-11D1-80B4-00C04FD430C8\nuid: Ada", "6ba7b810-9dad-11d1-80b4-00c04fd430c8")]
    [InlineData("uid: Ada", "ada")]
    [InlineData("mail: ada@contoso.example", "cn=ada\\, of contoso,dc=contoso")]
    public void Somebody_is_known_by_entryUUID_else_uid_else_the_name(string lines, string anchor) =>
        Assert.Equal(anchor, Only($"dn: CN=Ada\\,  of  Contoso , DC=contoso\nobjectClass: person\n{lines}\n").Anchor);

    [Fact]
    public void Base64_continuation_lines_comments_and_carriage_returns_are_read()
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes("Zoë Ångström"));
        var ldif =
            $"# one\n  two\nversion: 1\ndn:: {Convert.ToBase64String(Encoding.UTF8.GetBytes("uid=zoë,dc=contoso"))}\n"
            + $"# in between\nobjectclass: person\ncn:: {text[..5]}\n {text[5..]}\nmail: zoe@con\n toso.example\n";

        var zoe = Only(ldif.ReplaceLineEndings("\r\n"));

        Assert.Equal("Zoë Ångström", zoe.Attributes["displayName"].ToString());
        Assert.Equal("zoe@contoso.example", zoe.Attributes["mail"].ToString());
        Assert.Equal("uid=zoë,dc=contoso", zoe.Anchor);
        Assert.Equal(4, zoe.Line);
    }

    [Fact]
    public void A_fold_may_lie_in_the_middle_of_a_character()
    {
        byte[] bytes =
        [
            .. "dn: uid=zoe\nobjectclass: person\nuid: zoe\ncn: Zo"u8,
            0xc3,
            (byte)'\n',
            (byte)' ',
            0xab,
            .. "\n"u8,
        ];

        var batch = LdifReader.Read(new MemoryStream(bytes));

        Assert.Equal("Zoë", Assert.Single(batch.Objects).Attributes["displayName"].ToString());
    }

    [Fact]
    public void A_variant_of_a_value_counts_only_where_there_is_no_plain_one()
    {
        var ada = Only(Ada.TrimEnd() + "\ntitle;lang-de: Rechnerin\ncn;lang-fr: Ada de Lovelace\n");

        Assert.Equal("Rechnerin", ada.Attributes["jobTitle"].ToString());
        Assert.Equal("Ada Lovelace", ada.Attributes["displayName"].ToString());
    }

    [Theory]
    [InlineData("ou: People\nou: Sales", "Sales")]
    [InlineData("ou: People\ndepartmentNumber: 42", "42")]
    [InlineData("ou: People", "People")]
    [InlineData("ou: Sales\ndepartment: Field Sales", "Field Sales")]
    public void The_branch_of_the_tree_is_a_department_only_for_want_of_another(string lines, string department) =>
        Assert.Equal(department, Only(Ada.TrimEnd() + $"\n{lines}\n").Attributes["department"].ToString());

    [Theory]
    [InlineData("pwdAccountLockedTime: 000001010000Z", false)]
    [InlineData("nsAccountLock: TRUE", false)]
    [InlineData("nsAccountLock: false", true)]
    [InlineData("userAccountControl: 514", false)]
    [InlineData("userAccountControl: 512", true)]
    public void A_locked_account_is_a_disabled_one(string line, bool enabled) =>
        Assert.Equal(enabled, Only(Ada.TrimEnd() + $"\n{line}\n").AccountEnabled);

    [Fact]
    public void Managers_and_members_are_found_by_name_however_it_is_written()
    {
        var batch = Read(
            Ada
                + """
                dn: uid=grace,ou=People,dc=contoso,dc=example
                objectClass: inetOrgPerson
                uid: grace
                mail: grace@contoso.example
                manager: UID=Ada,  OU=people,DC=Contoso , DC=example

                dn: cn=Analysts,dc=contoso,dc=example
                objectClass: groupOfUniqueNames
                cn: Analysts
                description: count
                uniqueMember: uid=ada,ou=People,dc=contoso,dc=example#'0101'B
                uniqueMember: uid=grace,ou=people,dc=contoso,dc=example
                uniqueMember: UID=grace,ou=people,dc=contoso,dc=example
                uniqueMember: uid=alan,ou=People,dc=contoso,dc=example
                uniqueMember:

                dn: cn=unix,dc=contoso,dc=example
                objectClass: posixGroup
                cn: unix
                memberUid: ada

                """
        );

        Assert.Equal("ada", batch.Objects.Single(o => o.Anchor == "grace").ManagerAnchor);
        Assert.Equal(
            ["ada", "grace"],
            batch.Objects.Single(o => o.Attributes["displayName"].ToString() == "Analysts").MemberAnchors
        );
        Assert.Equal(
            ["ada"],
            batch.Objects.Single(o => o.Attributes["displayName"].ToString() == "unix").MemberAnchors
        );
        Assert.Equal(
            "22: The member 'uid=alan,ou=People,dc=contoso,dc=example' of 'cn=Analysts,dc=contoso,dc=example' "
                + "is not in the file and is left out.",
            Said(batch.Problems)
        );
    }

    [Theory]
    [InlineData("photo:< file:///etc/passwd", "8: 'photo' refers to another file; it is not followed and is left out.")]
    [InlineData(
        "mail:< http://contoso.example",
        "8: 'mail' refers to another file; it is not followed and is left out."
    )]
    [InlineData("title:: %%%", "8: The value of 'title' is no base64 and is left out.")]
    [InlineData("title:: /w==", "8: The value of 'title' is no text in UTF-8 and is left out.")]
    [InlineData("jpegPhoto:: /w==", "")]
    [InlineData("just words", "8: A line has the form 'name: value'; this one has no name and is left out.")]
    [InlineData(": value", "8: A line has the form 'name: value'; this one has no name and is left out.")]
    public void A_line_that_cannot_be_taken_is_named_and_the_person_stays(string line, string problem)
    {
        var batch = Read(Ada.TrimEnd() + $"\n{line}\n");

        Assert.Equal(problem, Said(batch.Problems));
        Assert.Equal("ada", Assert.Single(batch.Objects).Anchor);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_named()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Ada.TrimEnd()), .. "\ntitle: "u8, 0xe9, .. "\n"u8];

        var batch = LdifReader.Read(new MemoryStream(bytes));

        Assert.Equal("8: The line is not written in UTF-8 and is left out.", Said(batch.Problems));
        Assert.Single(batch.Objects);
    }

    [Theory]
    [InlineData("cn: no name first", "1: An entry begins with 'dn:'; this one does not and is left out.")]
    [InlineData("dn: nonsense\ncn: x", "1: 'nonsense' is no distinguished name; the entry is left out.")]
    [InlineData(
        "dn: uid=ada\nchangetype: modify\nreplace: mail\nmail: x\n-",
        "2: A change of type 'modify' is not imported (uid=ada); export the entries themselves."
    )]
    [InlineData(
        "dn: uid=ada\nobjectClass: device",
        "1: 'uid=ada' is neither a person nor a group (objectClass device) and is left out."
    )]
    [InlineData(
        "dn: uid=ada\ncn: x\n\ndn: uid=grace\ncn: y",
        "1: 'uid=ada' is neither a person nor a group (it has no objectClass) "
            + "and is left out, and so are 1 more of its kind."
    )]
    [InlineData(
        "dn: cn=Ada\nobjectClass: person\ncn: Ada",
        "1: 'cn=Ada' has neither mail nor uid to be known by, and is left out."
    )]
    [InlineData("dn: cn=x\nobjectClass: groupOfNames", "1: The group 'cn=x' has no cn and is left out.")]
    public void An_entry_that_cannot_be_taken_is_named(string ldif, string problem)
    {
        var batch = Read(ldif);

        Assert.Empty(batch.Objects);
        Assert.Equal(problem, Said(batch.Problems));
    }

    [Theory]
    [InlineData("uid=ADA, ou=people, dc=contoso,dc=example", "ada", "x@contoso.example", "the distinguished name")]
    [InlineData("uid=other,dc=contoso", "Ada", "x@contoso.example", "the identity 'ada'")]
    [InlineData("uid=other,dc=contoso", "other", "ADA@contoso.example", "the name 'ADA@contoso.example'")]
    public void Of_two_with_the_same_name_the_first_counts(string dn, string uid, string mail, string what)
    {
        var batch = Read(Ada + $"dn: {dn}\nobjectClass: person\nuid: {uid}\nmail: {mail}\n");

        Assert.Single(batch.Objects);
        Assert.Equal(
            $"9: '{dn}' has {what} of the entry in line 1 and is left out; the first one counts.",
            Said(batch.Problems)
        );
    }

    [Fact]
    public void Branches_of_the_tree_and_computers_are_no_problem() =>
        Assert.Equal(
            (0, 0),
            Read(
                "dn: dc=contoso\nobjectClass: top\nobjectClass: domain\n\n"
                    + "dn: ou=People,dc=contoso\nobjectClass: organizationalUnit\n\n"
                    + "dn: cn=PC1,dc=contoso\nobjectClass: user\nobjectClass: computer\n"
            )
                is var batch
                ? (batch.Objects.Count, batch.Problems.Count)
                : default
        );

    [Fact]
    public void Another_encoding_is_refused()
    {
        var utf16 = new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Ada)]);

        Assert.Contains(
            "save it as UTF-8",
            Assert.Throws<EngineException>(() => LdifReader.Read(utf16)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_mark_at_the_beginning_does_not_hide_the_first_line()
    {
        byte[] bytes = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Ada)];

        Assert.Single(LdifReader.Read(new MemoryStream(bytes)).Objects);
    }

    [Fact]
    public void An_empty_file_holds_nobody() => Assert.Empty(Read("").Objects);

    [Fact]
    public void The_sample_company_is_whole()
    {
        using var stream = SampleCompany.Open();

        var batch = LdifReader.Read(stream);

        Assert.Empty(batch.Problems);
        var people = batch.Objects.Where(o => o.Kind == ObjectKind.User).ToList();
        var groups = batch.Objects.Where(o => o.Kind == ObjectKind.Group).ToList();
        Assert.Equal((24, 23, 4), (people.Count, people.Count(p => p.ManagerAnchor is not null), groups.Count));
        Assert.All(groups, g => Assert.NotEmpty(g.MemberAnchors));
        string[] filled =
        [
            "displayName",
            "mail",
            "userPrincipalName",
            "department",
            "jobTitle",
            "officeLocation",
            "businessPhones",
            "country",
        ];
        foreach (var person in people)
            Assert.All(filled, name => Assert.True(person.Attributes.ContainsKey(name), $"{person.Anchor} {name}"));
        Assert.Contains(people, p => p.Attributes["displayName"].ToString() == "João Figueirão");
    }

    [Fact]
    public void A_large_file_is_read_as_it_comes()
    {
        var batch = LdifReader.Read(new Repeated(20_000));

        Assert.Equal((20_000, 0), (batch.Objects.Count, batch.Problems.Count));
        Assert.Equal("p19998", batch.Objects[19_999].ManagerAnchor);
    }

    private static ImportBatch Read(string ldif) => LdifReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(ldif)));

    private static ImportedObject Only(string ldif)
    {
        var batch = Read(ldif);
        Assert.Empty(batch.Problems);
        return Assert.Single(batch.Objects);
    }

    private static string Said(IEnumerable<ImportProblem> problems) =>
        string.Join('\n', problems.Select(p => $"{p.Line}: {p.Message}"));

    private static string Said(ImportedObject person) =>
        string.Join(
            '\n',
            person.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}")
        );

    /// <summary>A file that is never in memory as a whole, in pieces of awkward sizes.</summary>
    private sealed class Repeated(int people) : MemoryStream
    {
        private int _next;
        private byte[] _rest = [];

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_rest.Length == 0 && _next < people)
            {
                var entry =
                    $"dn: uid=p{_next},dc=contoso\nobjectClass: person\nuid: p{_next}\n"
                    + $"manager: uid=p{_next - 1},dc=contoso\n\n";
                _rest = Encoding.UTF8.GetBytes(
                    _next == 0 ? entry.Replace("manager: uid=p-1", "manager: uid=p1") : entry
                );
                _next++;
            }
            var part = Math.Min(Math.Min(17, _rest.Length), buffer.Length);
            _rest.AsSpan(0, part).CopyTo(buffer);
            _rest = _rest[part..];
            return part;
        }
    }
}
