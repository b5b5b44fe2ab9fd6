using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Provost.Engine.Expressions;
using Provost.Engine.Expressions.Cases;
using Provost.Engine.Tests.House;

namespace Provost.Engine.Tests.Expressions;

/// <summary>
/// The page <c>docs/expressions.md</c>: the language in words, and every function of the table with an example that
/// is evaluated when the page is made.
/// </summary>
public sealed class ReferencePage
{
    private const string Ada = """
        {
          "givenName": "Ada", "surname": "Lovelace", "displayName": "Ada Lovelace", "mailNickname": "ada",
          "mail": "ada@contoso.example", "mobile": "+44 (20) 7946-0999", "employeeId": "E0001815",
          "country": "GB", "department": "Engineering", "IsSoftDeleted": "False",
          "proxyAddresses": ["SMTP:ada@contoso.example", "smtp:countess@contoso.example"],
          "employeeHireDate": "2026-03-01",
          "appRoleAssignments": [
            { "id": "r1", "value": "Admin", "displayName": "Administrators" },
            { "id": "r2", "value": "User", "displayName": "Everybody" }
          ],
          "$now": "2026-11-25T09:30:00Z", "$existing": ["ada"], "$defaultDomain": "contoso.example"
        }
        """;

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string File => Path.Combine(Repository.Root, "docs", "expressions.md");

    [Fact]
    public void The_page_is_printed_from_the_table_of_functions()
    {
        var page = Compose();
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            System.IO.File.WriteAllText(File, page);

        Assert.Equal(page, System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : "(there is no page)");
    }

    [Fact]
    public void No_example_fails()
    {
        var failures = MappingFunctions.ByName.Values.Where(f => Evaluate(f).Kind == EvaluationKind.Failed);

        Assert.Empty(failures.Select(f => f.Name));
    }

    private static string Compose()
    {
        var text = new StringBuilder(Language()).Append('\n');
        foreach (var (title, functions) in MappingFunctions.Groups)
        {
            text.Append("\n### ")
                .Append(title)
                .Append("\n\n| Function | Meaning | Example | gives |\n|---|---|---|---|\n");
            foreach (var function in functions)
                text.Append(Row(function));
        }

        return text.ToString();
    }

    private static string Row(MappingFunction function)
    {
        var result = EvaluationJson.Write(Evaluate(function), Sample.Existing)?.ToJsonString(Relaxed) ?? "null";
        return $"| **{function.Name}**({Cell($"{function.Parameters}")}) | {function.Meaning} "
            + $"| `{Cell(function.Example)}` | `{Cell(result)}` |\n";
    }

    private static SourceValues Sample { get; } = SourceValues.Parse(Ada);

    private static Evaluation Evaluate(MappingFunction function) =>
        Expression.Parse(function.Example).Compile().Evaluate(Sample.Context(default, new Random(1815).Next));

    private static string Cell(string text) => text.Replace("|", "\\|");

    private static string Language() =>
        $$"""
            # The mapping language

            <!-- Printed by ReferencePage from the table of functions (MappingFunctions); with APPROVE=1 anew. -->

            An attribute mapping of type *Expression* is a function call in the language of Microsoft Entra's
            provisioning service. Try one at the terminal:

            ```
            ./provost eval 'Join(" ", [givenName], [surname])' --person ada@contoso.example
            ./provost eval 'ToLower([mail])' --inputs values.json
            ```

            `values.json` is an object of source values: an array is a multi-valued attribute, `$now` sets the
            clock, `$existing` is what the target has already (for `SelectUniqueValue`), `$defaultDomain` the
            tenant's domain. Every step is shown with its value; `--json` writes it for machines. `--cases FILE
            --json OUT` evaluates an array of `{"id", "expression", "inputs"}` at once.

            ## Syntax

            | | |
            |---|---|
            | `[mail]` | an attribute of the person, found without case; directory extensions by their full name |
            | `"text"` | a constant; `\"` is a quote, `\\` a backslash, any other backslash stays as it is |
            | `42`, `-7`, `1.5`, `&HF7` | a number; where a function wants one it may stand in quotes |
            | `Join(" ", [a], [b])` | a call; names are case-sensitive, blanks and line breaks are free |
            | `Switch([a], , "k", "v")` | an argument left out; commas too many at the end do no harm |
            | `[a] = 1` | a comparison, as an argument: `=` `<>` `<` `<=` `>` `>=` |
            | `IgnoreAttributeFlow`, `IgnoreObjectFlow` | keywords: leave this attribute, or the object, as it is |
            | `vbTextCompare`, `vbBinaryCompare` | keywords for `InStr`: without and with regard to case |

            In the tables below `?` marks an argument that may be left out and `*` one that may be repeated.

            ## Values

            A value is a text, several texts, a boolean (`True` and `False` as text), a number, a date, a
            reference to another object, or null. **Nothing comes of nothing**: a function over null gives null,
            which is not sent, where its line does not say otherwise. A function that needs one value and is
            given several fails; a failure concerns its attribute alone, is written to the log, and the rest of
            the person is provisioned.

            - **Comparisons.** Equality is exact, except that a number equals its digits as text and null equals
              `""`. Order is that of numbers where both are numbers, else of characters; nothing is less or
              greater than null.
            - **Dates** between functions are texts such as `11/25/2026 9:30:00 AM`, in UTC. A text that is to
              be read as a date has to name its year.
            - **`IIF`, `Switch` and `Coalesce`** evaluate only what they choose. The key `""` of `Switch` stands
              for null, too.
            - **`Guid`, `RandomString` and `SelectUniqueValue`** flow when an account is created and never
              again. `SelectUniqueValue` stands outermost; when all its values are taken, the object is tried
              again later.
            - **Positions and lengths** count UTF-16 units; a character is never cut in half.
            - **`Replace`** does what its arguments say: `oldValue` and `replacementValue` replace text;
              `oldValue` and `template` put the source into the template; `regexPattern` and `replacementValue`
              replace what the pattern matches, with groups as `${name}`; `regexGroupName` as well replaces that
              group alone; `regexGroupName` and `replacementAttributeName` take the group out of another
              attribute where the source has no value.

            ## Limits

            | | at most |
            |---|---|
            | characters of an expression | {{Expression.LongestText:N0}} |
            | calls inside one another | {{Expression.DeepestNesting:N0}} |
            | parts, arguments that are left out included | {{Expression.MostParts:N0}} |
            | characters of a text that a function gives | {{Expression.LongestValue:N0}} |
            | time for a regular expression | {{Patterns.TimeLimit.TotalMilliseconds:N0}} ms |

            Regular expressions are .NET's, run without backtracking where the pattern allows it: look-around
            and back-references do not.

            ## Functions

            The examples are evaluated for Ada:

            ```json
            {{Ada}}
            ```
            """.ReplaceLineEndings("\n");
}
