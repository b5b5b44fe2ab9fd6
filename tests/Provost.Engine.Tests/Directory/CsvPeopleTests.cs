using System.Text;
using Provost.Engine.Directory;
using Provost.Engine.Directory.Csv;
using Provost.Engine.Expressions;

namespace Provost.Engine.Tests.Directory;

/// <summary>People out of CSV: columns by any usual name, problems by line.</summary>
public sealed class CsvPeopleTests
{
    [Theory]
    [InlineData("employeeId,userPrincipalName,givenName,surname,jobTitle", ',')]
    [InlineData("Employee ID;UPN;First Name;Last Name;Title", ';')]
    [InlineData("employee_id\tuser-principal-name\tFIRSTNAME\tlastname\t\"Position\"", '\t')]
    public void Columns_are_known_by_graphs_names_and_by_usual_ones(string header, char separator)
    {
        var row = string.Join(separator, "1815", "ada@contoso.example", "Ada", "Lovelace", "Analyst");

        var ada = Only($"{header}\n{row}\n");

        Assert.Equal("1815", ada.Anchor);
        Assert.Equal(
            "displayName=Ada Lovelace employeeId=1815 givenName=Ada jobTitle=Analyst surname=Lovelace "
                + "userPrincipalName=ada@contoso.example",
            Said(ada)
        );
    }

    [Fact]
    public void Quotes_marks_line_breaks_and_blank_lines_are_read()
    {
        var batch = Read(
            "\ufeffupn,street\r\n\r\n"
                + "ada@contoso.example,\"12, \"\"St James\"\"\r\nLondon\"\r\n\r\ngrace@contoso.example, x \r\n"
        );

        Assert.Empty(batch.Problems);
        Assert.Equal("12, \"St James\"\r\nLondon", batch.Objects[0].Attributes["streetAddress"].ToString());
        Assert.Equal("x", batch.Objects[1].Attributes["streetAddress"].ToString());
        Assert.Equal((3, 6), (batch.Objects[0].Line, batch.Objects[1].Line));
    }

    [Fact]
    public void Managers_are_found_by_id_name_or_mail()
    {
        var batch = Read(
            """
            id,upn,mail,manager
            1,ada@contoso.example,ada.l@contoso.example,
            2,grace@contoso.example,,1
            3,alan@contoso.example,,ADA@contoso.example
            4,hana@contoso.example,,ada.l@contoso.example
            5,theo@contoso.example,,nobody
            """
        );

        Assert.Equal([null, "1", "1", "1", null], batch.Objects.Select(o => o.ManagerAnchor));
        Assert.Equal("6: The manager 'nobody' is not in the file and is left out.", Said(batch.Problems));
    }

    [Fact]
    public void Groups_come_from_a_column_of_names()
    {
        var batch = Read(
            """
            upn,groups
            ada@contoso.example,Engineers; Managers
            grace@contoso.example,engineers
            """
        );

        var groups = batch.Objects.Where(o => o.Kind == ObjectKind.Group).ToList();
        Assert.Equal(["group:engineers", "group:managers"], groups.Select(g => g.Anchor));
        Assert.Equal("Engineers", groups[0].Attributes["displayName"].ToString());
        Assert.Equal(["ada@contoso.example", "grace@contoso.example"], groups[0].MemberAnchors);
        Assert.Equal(["ada@contoso.example"], groups[1].MemberAnchors);
    }

    [Fact]
    public void Typed_columns_are_read_as_their_types()
    {
        var ada = Only("mail,phone,hire date,enabled\nada@contoso.example,+44 1; +44 2,2026-03-01,no\n");

        Assert.Equal(["+44 1", "+44 2"], ada.Attributes["businessPhones"].Elements);
        Assert.Equal(
            Value.Instant(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)),
            ada.Attributes["employeeHireDate"]
        );
        Assert.False(ada.AccountEnabled);
        Assert.Equal("ada@contoso.example", ada.Attributes["userPrincipalName"].ToString());
    }

    [Theory]
    [InlineData(
        "upn,colour,taste\na@contoso.example,red,sweet",
        "1: The column 'colour' is not known and is left out.|1: The column 'taste' is not known and is left out."
    )]
    [InlineData(
        "upn,mail,email\na@contoso.example,,",
        "1: The column 'email' means the same as one before it and is left out."
    )]
    [InlineData(
        "upn,title\na@contoso.example,x\n,y",
        "3: The row has neither userPrincipalName nor mail and is left out."
    )]
    [InlineData(
        "upn,enabled\na@contoso.example,\nb@contoso.example,perhaps",
        "3: 'perhaps' is neither true nor false; 'b@contoso.example' is left out."
    )]
    [InlineData(
        "upn,hiredate\na@contoso.example,soon",
        "2: 'soon' is no date for employeeHireDate; write it as 2026-03-01. The date is left out."
    )]
    [InlineData(
        "upn,id\na@contoso.example,1\nb@contoso.example,1",
        "3: The row has the identity '1' of line 2 and is left out; the first one counts."
    )]
    [InlineData(
        "upn,id\na@contoso.example,1\nA@contoso.example,2",
        "3: The row has the name 'A@contoso.example' of line 2 and is left out; the first one counts."
    )]
    [InlineData("upn,title\na@contoso.example,x,y", "2: The row has 3 cells, the header 2; those behind are left out.")]
    [InlineData(
        "upn,title\na@contoso.example,\"x\" y",
        "2: There is text behind a closing quote; double a quote that belongs to the text."
    )]
    [InlineData(
        "upn,title\na@contoso.example,x\nb@contoso.example,\"y\nc@contoso.example,z\n",
        "3: A quote is opened in this row and never closed: nothing from here on is taken."
    )]
    public void What_cannot_be_taken_is_named_by_line_and_the_rest_stays(string csv, string problems)
    {
        var batch = Read(csv);

        Assert.Equal(problems, Said(batch.Problems));
        Assert.Equal("a@contoso.example", Assert.Single(batch.Objects).Attributes["userPrincipalName"].ToString());
    }

    [Fact]
    public void A_quote_inside_a_plain_cell_is_text()
    {
        var ada = Only("upn,title\nada@contoso.example,6\" ruler");

        Assert.Equal("6\" ruler", ada.Attributes["jobTitle"].ToString());
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_named()
    {
        byte[] bytes = [.. "upn,title\nada@contoso.example,"u8, 0xe9, .. "\ngrace@contoso.example,x\n"u8];

        var batch = CsvPeople.Read(new MemoryStream(bytes));

        Assert.Equal(
            "2: The row is not written in UTF-8 and is left out; save the file as 'CSV UTF-8'.",
            Said(batch.Problems)
        );
        Assert.Single(batch.Objects);
    }

    [Fact]
    public void A_quote_that_is_never_closed_does_not_swallow_a_large_file_into_memory()
    {
        var rest = string.Concat(Enumerable.Repeat("grace@contoso.example,x\n", 200_000));

        var batch = Read($"upn,title\nada@contoso.example,x\nalan@contoso.example,\"y\n{rest}");

        Assert.Equal(3, Assert.Single(batch.Problems).Line);
        Assert.Single(batch.Objects);
    }

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("name,title\nAda,Analyst", "userPrincipalName or mail")]
    [InlineData("ada@contoso.example,Ada", "userPrincipalName or mail")]
    public void A_file_without_a_header_is_refused(string csv, string reason) =>
        Assert.Contains(reason, Assert.Throws<EngineException>(() => Read(csv)).Message, StringComparison.Ordinal);

    private static ImportBatch Read(string csv) => CsvPeople.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)));

    private static ImportedObject Only(string csv)
    {
        var batch = Read(csv);
        Assert.Empty(batch.Problems);
        return Assert.Single(batch.Objects);
    }

    private static string Said(IEnumerable<ImportProblem> problems) =>
        string.Join('|', problems.Select(p => $"{p.Line}: {p.Message}"));

    private static string Said(ImportedObject person) =>
        string.Join(
            ' ',
            person.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}")
        );
}
