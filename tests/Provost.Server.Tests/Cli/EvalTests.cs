using System.Text.Json.Nodes;

namespace Provost.Server.Tests.Cli;

/// <summary><c>provost eval</c>: an expression tried at the terminal.</summary>
public sealed class EvalTests
{
    private const string Ada = """
        {"givenName":"Ada","surname":"Lovelace","mail":"ada@contoso.example","$now":"2026-03-01T08:30:00Z"}
        """;

    [Fact]
    public async Task The_value_comes_with_every_step()
    {
        var said = await EvalAsync("ToLower(Join(\" \", [givenName], [surname]))");

        Assert.Equal(0, said.Code);
        Assert.Equal(
            "1 [givenName] \"Ada\"|2 [surname] \"Lovelace\"|3 Join(\" \", [givenName], [surname]) \"Ada Lovelace\"|"
                + "4 ToLower(Join(\" \", [givenName], [surname])) \"ada lovelace\"|\"ada lovelace\"",
            Rows(said.Out)
        );
    }

    [Theory]
    [InlineData("[nobody]", "1 [nobody] null|null")]
    [InlineData("Now()", "1 Now() \"3/1/2026 8:30:00 AM\"|\"3/1/2026 8:30:00 AM\"")]
    [InlineData("\"[b]\"", "\"[b]\"")]
    [InlineData("Redact([mail])", "1 [mail] [Redact]|2 Redact([mail]) [Redact]|[Redact]")]
    [InlineData(
        "IgnoreFlowIfNullOrEmpty([x])",
        "1 [x] null|2 IgnoreFlowIfNullOrEmpty([x]) {\"$ignoreFlow\":true}|{\"$ignoreFlow\":true}"
    )]
    public async Task Values_are_shown_as_they_are(string expression, string rows) =>
        Assert.Equal(rows, Rows((await EvalAsync(expression)).Out));

    [Theory]
    [InlineData(
        "Join(\" \", [givenName] [surname])",
        "provost: Expected a ',' or a ')' at position 23 of 'Join(\" \", [givenName] [surname])'.\n"
            + "  Join(\" \", [givenName] [surname])\n                        ^\n"
    )]
    [InlineData(
        "Join(\" \",\n\tnope)",
        "provost: 'nope' at position 12 is no keyword; a text stands in double quotes, an attribute in brackets.\n"
            + "  \tnope)\n  \t^\n"
    )]
    [InlineData(
        "",
        "provost: Expected an attribute in brackets, a text in double quotes, a number or a function "
            + "at position 1 of ''.\n  \n  ^\n"
    )]
    [InlineData("Not(CDate(\"x\"))", "provost: CDate: expression is no date that can be read: 'x'.\n")]
    public async Task What_is_wrong_is_said_with_a_caret_below_the_place(string expression, string error)
    {
        var said = await EvalAsync(expression);

        Assert.Equal(1, said.Code);
        Assert.Equal(error, said.Error);
    }

    [Theory]
    [InlineData(
        "[mail]",
        0,
        """{"value":"ada@contoso.example","steps":[{"expression":"[mail]","value":"ada@contoso.example"}]}"""
    )]
    [InlineData(
        "Redact([mail])",
        0,
        """{"value":"[Redact]","steps":[{"expression":"[mail]","value":"[Redact]"},"""
            + """{"expression":"Redact([mail])","value":"[Redact]"}]}"""
    )]
    [InlineData(
        "Item([x], 0)",
        1,
        """{"error":"Item: index counts from 1.","steps":[{"expression":"[x]","value":null},"""
            + """{"expression":"Item([x], 0)","error":"Item: index counts from 1."}]}"""
    )]
    [InlineData("Nope()", 1, """{"error":"There is no function 'Nope' (position 1).","position":1}""")]
    public async Task Machines_get_JSON(string expression, int code, string json)
    {
        var said = await EvalAsync("--json", expression);

        Assert.Equal((code, json + "\n"), (said.Code, said.Out));
    }

    [Fact]
    public async Task The_values_of_a_person_are_taken_from_the_directory()
    {
        using var provost = new ProvostProcess();
        var people = provost.Write(
            "people.csv",
            "userPrincipalName,displayName,mail\nada@contoso.example,Ada,a@b.example\n"
        );
        await provost.RunAsync("import", people);

        var said = await provost.RunAsync(
            "eval",
            "Append([displayName], [IsSoftDeleted])",
            "--person",
            "ada@contoso.example"
        );
        var unknown = await provost.RunAsync("eval", "[mail]", "--person", "alan@contoso.example");

        Assert.EndsWith("|\"AdaFalse\"", Rows(said.Out), StringComparison.Ordinal);
        Assert.Contains("There is no user 'alan@contoso.example'", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(1, unknown.Code);
    }

    [Fact]
    public async Task A_file_of_cases_is_answered_case_by_case_without_a_data_folder()
    {
        using var provost = new ProvostProcess();
        var file = Path.Combine(AppContext.BaseDirectory, "Cases", "expressions.json");

        var said = await provost.RunAsync("eval", "--cases", file, "--json", provost.PathOf("answers.json"));

        Assert.Equal((0, "", ""), (said.Code, said.Out, said.Error));
        var cases = Array(file);
        var answers = Array(provost.PathOf("answers.json"));
        Assert.Equal(cases.Select(c => $"{c["id"]}"), answers.Select(a => $"{a["id"]}"));
        foreach (var (example, answer) in cases.Zip(answers))
            Matches(example, answer);
        Assert.False(Directory.Exists(provost.Data));
    }

    [Theory]
    [InlineData("eval", "Say an expression, or --cases FILE.")]
    [InlineData("eval [mail] --inputs nowhere.json", "nowhere.json cannot be read: ")]
    [InlineData("eval [mail] --person ada --inputs x.json", "--person takes the values from the directory")]
    [InlineData("eval [mail] --json no/such/folder", "no/such/folder cannot be written: ")]
    public async Task Bad_input_is_named(string command, string message)
    {
        using var provost = new ProvostProcess();
        if (command.Contains("--person"))
            await provost.RunAsync("import", provost.Write("people.csv", "userPrincipalName\nada@contoso.example\n"));

        var said = await provost.RunAsync(command.Split(' '));

        Assert.Equal(1, said.Code);
        Assert.StartsWith($"provost: {message}", said.Error, StringComparison.Ordinal);
    }

    private static async Task<Said> EvalAsync(params string[] arguments)
    {
        using var provost = new ProvostProcess();
        return await provost.RunAsync(["eval", .. arguments, "--inputs", provost.Write("ada.json", Ada)]);
    }

    private static JsonNode[] Array(string file) =>
        [.. (JsonNode.Parse(File.ReadAllText(file))?.AsArray() ?? []).OfType<JsonNode>()];

    private static void Matches(JsonNode example, JsonNode answer)
    {
        var expected = example["doc_inconsistent"] is null ? example["expected"] : example["computed"];
        if (example["expected_regex"] is { } pattern)
            Assert.Matches($"{pattern}", $"{answer["value"]}");
        else if (expected is JsonObject outcome && outcome.ContainsKey("$error"))
            Assert.NotNull(answer["error"]);
        else
            Assert.Equal(
                $"{example["id"]} {expected?.ToJsonString()}",
                $"{answer["id"]} {answer["value"]?.ToJsonString()}"
            );
    }

    /// <summary>The rows of the table without its frame, and what stands below it.</summary>
    private static string Rows(string output) =>
        string.Join(
            '|',
            output
                .Split('\n')
                .Select(line =>
                    string.Join(
                        ' ',
                        line.Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    )
                )
                .Where(line =>
                    line.Length > 0 && !line.StartsWith('─') && !line.StartsWith("Step", StringComparison.Ordinal)
                )
        );
}
