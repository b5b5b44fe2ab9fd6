using CsCheck;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Filters;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>Scoping filters (ENT-FIL): who passes, and what is said about it.</summary>
public sealed class ScopingFilterTests
{
    [Theory]
    [InlineData("EQUALS", "Sales", "Sales", true)]
    [InlineData("EQUALS", "Sales", "sales", false)]
    [InlineData("EQUALS", "Sales", "Sales ", false)]
    [InlineData("NOT EQUALS", "Sales", "sales", true)]
    [InlineData("NOT EQUALS", "Sales", "Sales", false)]
    [InlineData("REGEX MATCH", "1[0-9]{6}", "1815000", true)]
    [InlineData("REGEX MATCH", "[a-z]+", "Sales", false)]
    [InlineData("NOT REGEX MATCH", "[a-z]+", "Sales", true)]
    [InlineData("NOT REGEX MATCH", "S.*", "Sales", false)]
    [InlineData("Greater_Than", "9", "10", true)]
    [InlineData("Greater_Than", "10", "10", false)]
    [InlineData("Greater_Than", "0", "-1", false)]
    [InlineData("Greater_Than", "0", "1.5", false)]
    [InlineData("Greater_Than", "0", " 1", false)]
    [InlineData("Greater_Than", "1", "99999999999999999999", true)]
    [InlineData("Greater_Than_OR_EQUALS", "10", "10", true)]
    [InlineData("Greater_Than_OR_EQUALS", "10", "9", false)]
    [InlineData("Includes", "ale", "Sales", true)]
    [InlineData("Includes", "ALE", "Sales", false)]
    [InlineData("ENDS_WITH", "les", "Sales", true)]
    [InlineData("ENDS_WITH", "LES", "Sales", false)]
    [InlineData("&", "Sales and Service", "Sales", true)]
    [InlineData("&", "Sale", "Sales", false)]
    [InlineData("!&", "Sale", "Sales", true)]
    [InlineData("!&", "Sales and Service", "Sales", false)]
    [InlineData("IS NULL", null, "Sales", false)]
    [InlineData("IS NOT NULL", null, "Sales", true)]
    [Rule("ENT-FIL-5")]
    public void Every_operator_means_what_its_table_says(string op, string? operand, string value, bool expected) =>
        Assert.Equal(expected, Passes(Clause("extension_x", op, operand), "extension_x", Value.Text(value)));

    [Theory]
    [InlineData("IS TRUE", true, true)]
    [InlineData("IS TRUE", false, false)]
    [InlineData("IS FALSE", false, true)]
    [InlineData("IS FALSE", true, false)]
    [Rule("ENT-FIL-5")]
    public void A_boolean_is_true_or_false(string op, bool enabled, bool expected)
    {
        var filter = Compiled(Clause("accountEnabled", op));

        Assert.Equal(expected, filter.Evaluate(People.Ada with { AccountEnabled = enabled }, [], Noon).Passed);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    [Rule("ENT-FIL-4")]
    public void A_clause_over_nothing_is_false_whatever_it_asks_except_IS_NULL(FilterOperator op)
    {
        var asked = Compiled(new FilterClause("extension_x", op, Operand(op)));

        var expected = op == FilterOperator.IsNull;

        Assert.Equal(expected, asked.Evaluate(People.Ada, [], Noon).Passed);
        Assert.Equal(expected, asked.Evaluate(People.Ada.With("extension_x", Value.Text("")), [], Noon).Passed);
        Assert.Equal(expected, asked.Evaluate(People.Ada.With("extension_x", Value.Many([])), [], Noon).Passed);
    }

    [Fact]
    [Rule("ENT-FIL-1")]
    public void Clauses_are_joined_by_AND_and_filters_by_OR_and_no_filter_passes_everything()
    {
        var filter = Compile(
            new FilterGroup("London", [Clause("city", "EQUALS", "London"), Clause("department", "EQUALS", "Sales")]),
            new FilterGroup("Engineers", [Clause("department", "EQUALS", "Engineering")])
        );

        Assert.Equal("Engineers", filter.Evaluate(People.Ada, [], Noon).Group);
        Assert.False(filter.Evaluate(People.Ada.With("department", Value.Text("Legal")), [], Noon).Passed);
        Assert.True(Compile().Evaluate(People.Ada, [], Noon).Passed);
    }

    [Fact]
    [Rule("ENT-FIL-10")]
    [Rule("ENT-FIL-2")]
    public void Every_clause_of_every_filter_is_shown_with_its_result()
    {
        var filter = Compile(
            new FilterGroup("London", [Clause("city", "EQUALS", "London"), Clause("jobTitle", "IS NULL")]),
            new FilterGroup("Engineers", [Clause("department", "NOT EQUALS", "Sales")])
        );

        Assert.Equal(
            """
            London: city EQUALS 'London' is true
            London: jobTitle IS NULL is false
            Engineers: department NOT EQUALS 'Sales' is true
            """,
            string.Join('\n', filter.Evaluate(People.Ada, [], Noon).Clauses)
        );
    }

    [Theory]
    [InlineData("([1-9][0-9])", "10", true, true)]
    [InlineData("([1-9][0-9])", "100", false, true)]
    [InlineData("(1[0-9][0-9][0-9][0-9][0-9][0-9])", "1999999", true, true)]
    [InlineData("(1[0-9][0-9][0-9][0-9][0-9][0-9])", "21000000", false, true)]
    [InlineData(@".*\@domain.com", "ada@domain.com", true, true)]
    [InlineData(@".*\@domain.com", "ada@domain.com.evil.example", false, true)]
    [InlineData("a|ab", "ab", true, true)]
    [InlineData("(?<=a)b", "ab", false, true)]
    [Rule(
        "ENT-FIL-8",
        Verdict.Improved,
        "The whole value has to match, which the published examples need; a setting gives partial matching."
    )]
    public void A_pattern_matches_the_whole_value_or_with_the_setting_a_part(
        string pattern,
        string value,
        bool whole,
        bool partial
    )
    {
        var clause = Clause("extension_x", "REGEX MATCH", pattern);
        var ada = People.Ada.With("extension_x", Value.Text(value));
        var filter = new ScopingFilter([new("T", [clause])]);

        Assert.Equal(whole, CompiledFilter.Compile(filter, ObjectKind.User, true).Evaluate(ada, [], Noon).Passed);
        Assert.Equal(partial, CompiledFilter.Compile(filter, ObjectKind.User, false).Evaluate(ada, [], Noon).Passed);
    }

    [Fact]
    [Rule("ENT-FIL-9")]
    public void Blanks_count_as_typed()
    {
        Assert.False(Passes(Clause("city", "EQUALS", " London"), "city", Value.Text("London")));
        Assert.True(Passes(Clause("city", "EQUALS", " "), "city", Value.Text(" ")));
        Assert.True(Passes(Clause("city", "IS NOT NULL"), "city", Value.Text(" ")));
    }

    [Fact]
    [Rule("ENT-FIL-11")]
    public void The_documented_example_takes_engineers_of_New_York_with_a_title_and_a_number_in_range()
    {
        var filter = Compiled(
            Clause("state", "EQUALS", "New York"),
            Clause("department", "EQUALS", "Engineering"),
            Clause("employeeId", "REGEX MATCH", "(1[0-9][0-9][0-9][0-9][0-9][0-9])"),
            Clause("jobTitle", "IS NOT NULL")
        );
        var ada = People.Ada.With("state", Value.Text("New York")).With("employeeId", Value.Text("1815000"));

        Assert.True(filter.Evaluate(ada, [], Noon).Passed);
        Assert.False(filter.Evaluate(ada.With("employeeId", Value.Text("2000000")), [], Noon).Passed);
        Assert.False(filter.Evaluate(ada.With("jobTitle", Value.Null), [], Noon).Passed);
        Assert.False(filter.Evaluate(ada.With("state", Value.Text("new york")), [], Noon).Passed);
    }

    [Fact]
    public void A_computed_value_can_be_filtered_on()
    {
        Assert.True(Compiled(Clause("ToLower([city])", "EQUALS", "london")).Evaluate(People.Ada, [], Noon).Passed);
        Assert.True(Compiled(Clause("[city]", "EQUALS", "London")).Evaluate(People.Ada, [], Noon).Passed);
    }

    [Fact]
    public void What_cannot_be_evaluated_decides_nothing_unless_another_clause_does()
    {
        var broken = Clause("CDate([jobTitle])", "IS NOT NULL");

        var unknown = Compiled(broken, Clause("city", "EQUALS", "London")).Evaluate(People.Ada, [], Noon);
        var known = Compiled(broken, Clause("city", "EQUALS", "Paris")).Evaluate(People.Ada, [], Noon);

        Assert.False(unknown.Passed);
        Assert.Contains("is unknown: CDate: expression is no date", unknown.Problem, StringComparison.Ordinal);
        Assert.False(known.Passed);
        Assert.Null(known.Problem);
    }

    [Fact]
    public void A_slow_regular_expression_is_a_problem_of_the_object_alone()
    {
        var slow = Clause("city", "REGEX MATCH", @"(?=a)(a+)+\1b");
        var ada = People.Ada.With("city", Value.Text(new string('a', 5_000)));

        Assert.Contains("takes too long", Compiled(slow).Evaluate(ada, [], Noon).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ISNOTNULL", FilterOperator.IsNotNull)]
    [InlineData("is_not null", FilterOperator.IsNotNull)]
    [InlineData("GREATERTHAN", FilterOperator.GreaterThan)]
    [InlineData("ends with", FilterOperator.EndsWith)]
    public void Operators_are_found_however_they_are_spelt(string name, FilterOperator expected)
    {
        Assert.True(FilterOperators.TryFind(name, out var found));
        Assert.Equal(expected, found.Operator);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_operator_is_in_the_table_at_its_place(FilterOperator op) =>
        Assert.Equal(op, FilterOperators.Of(op).Operator);

    /// <summary>
    /// Any filter over three attributes, against the rules written down once more as simply as can be.
    /// </summary>
    [Fact]
    public void Random_filters_agree_with_a_naive_reading_of_the_rules()
    {
        var texts = Gen.OneOf("", "a", "A", "ab", " a", "1", "12", "7");
        var operators = Gen.OneOf(
            FilterOperator.EqualTo,
            FilterOperator.NotEqualTo,
            FilterOperator.IsNull,
            FilterOperator.IsNotNull,
            FilterOperator.Includes,
            FilterOperator.EndsWith,
            FilterOperator.Within,
            FilterOperator.NotWithin
        );
        var clauses = Gen.Select(
            Gen.OneOf("city", "state", "country"),
            operators,
            texts.Where(t => t.Length > 0),
            (source, op, operand) =>
                new FilterClause(source, op, FilterOperators.Of(op).Operand == OperandKind.None ? null : operand)
        );
        var groups = clauses.List[1, 3].List[0, 3];

        Gen.Select(groups, texts, texts, texts)
            .Sample(
                (all, city, state, country) =>
                {
                    var person = People.User(1, ("city", city), ("state", state), ("country", country));
                    var filter = Compile([.. all.Select(c => new FilterGroup("T", c))]);

                    var expected = all.Count == 0 || all.Exists(g => g.TrueForAll(c => Naive(c, person)));

                    Assert.Equal(expected, filter.Evaluate(person, [], Noon).Passed);
                }
            );
    }

    public static TheoryData<FilterOperator> Operators =>
        [.. Enum.GetValues<FilterOperator>().Except([FilterOperator.MemberOf, FilterOperator.NotMemberOf])];

    private static string? Operand(FilterOperator op) =>
        FilterOperators.Of(op).Operand switch
        {
            OperandKind.None => null,
            OperandKind.Integer => "0",
            OperandKind.Date => "now",
            OperandKind.Pattern => ".*",
            _ => "x",
        };

    private static bool Naive(FilterClause clause, DirectoryObject person)
    {
        var value = person[clause.Source].ToString();
        var operand = clause.Operand ?? "";
        if (value == "")
            return clause.Operator == FilterOperator.IsNull;
        return clause.Operator switch
        {
            FilterOperator.EqualTo => value == operand,
            FilterOperator.NotEqualTo => value != operand,
            FilterOperator.IsNotNull => true,
            FilterOperator.Includes => value.Replace(operand, "") != value,
            FilterOperator.EndsWith => value.Length >= operand.Length && value[^operand.Length..] == operand,
            FilterOperator.Within => operand.Replace(value, "") != operand,
            FilterOperator.NotWithin => operand.Replace(value, "") == operand,
            _ => false,
        };
    }
}
