using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Cycle;
using Provost.Engine.Tests.Rules;
using Provost.Engine.Tests.Synchronization;
using static Provost.Engine.Tests.Expressions.Sample;

namespace Provost.Engine.Tests.Expressions;

/// <summary>The rules of the language as such (ENT-EXP-1 to 12); the cases show those of the functions.</summary>
public sealed class ExpressionRuleTests
{
    [Theory]
    [InlineData("Append([name], \"!\")", "Ada Lovelace!")]
    [InlineData("Left(Append([name], \"!\"), 3)", "Ada")]
    [InlineData("[name]", "Ada Lovelace")]
    [InlineData("\"constant\"", "constant")]
    [InlineData("Left(\"Ada\", -1)", "Ada")]
    [InlineData("BitAnd(&HF, &HF7)", "7")]
    [InlineData("IIF([one] = 1, \"yes\", \"no\")", "yes")]
    [InlineData("CBool([one] <> \"1\")", "False")]
    [InlineData("InStr(\"aA\", \"A\", 1, vbTextCompare)", "1")]
    [InlineData("InStr(\"aA\", \"A\", 1, vbBinaryCompare)", "2")]
    [InlineData("IIF(1, IgnoreAttributeFlow, \"\")", "(IgnoreFlow)")]
    [InlineData("IIF(1, IgnoreObjectFlow, \"\")", "(IgnoreObject)")]
    [Rule("ENT-EXP-1")]
    public void An_expression_is_a_call_with_attributes_constants_numbers_comparisons_and_keywords(
        string expression,
        string expected
    ) => Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData("\"a \\\"b\\\" \\\\c\"", "a \"b\" \\c")]
    [InlineData("\"\\+\\d\\\\+\"", "\\+\\d\\+")]
    [Rule("ENT-EXP-2")]
    public void Backslash_and_quote_are_escaped_by_a_backslash_and_unknown_escapes_survive(
        string expression,
        string expected
    ) => Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData("join(\",\", [name])", "There is no function 'join'; names are case-sensitive: Join (position 1).")]
    [InlineData("NOT([name])", "There is no function 'NOT'; names are case-sensitive: Not (position 1).")]
    [Rule("ENT-EXP-3")]
    public void Names_of_functions_are_case_sensitive_and_the_message_names_the_one_that_was_meant(
        string expression,
        string message
    ) => Assert.Equal(message, Said(expression));

    [Theory]
    [InlineData("Replace([name], , \"A\", , \"O\", , )", "Oda Lovelace")]
    [InlineData("Switch([one], , \"2\", \"two\")", "null")]
    [InlineData("ToLower([name], )", "ada lovelace")]
    [InlineData(" Join ( \"-\" ,\r\n\t[one],[one] ) ", "1-1")]
    [InlineData("Mid([name], \"1\", \"3\")", "Ada")]
    [InlineData("DateAdd(\"d\", \"10\", \"2026-01-01\")", "1/11/2026 12:00:00 AM")]
    [Rule("ENT-EXP-4")]
    public void Arguments_can_be_left_out_blanks_are_free_and_numbers_may_be_quoted(
        string expression,
        string expected
    ) => Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData("Switch(IsNull([none]), , \"True\", \"t\", \"False\", \"f\")", "t")]
    [InlineData("Join(\"\", IsNull([none]), Not([yes]), CBool(0))", "TrueFalseFalse")]
    [InlineData("IIF([yes] = \"True\", 1, 2)", "1")]
    [Rule("ENT-EXP-7")]
    public void Booleans_travel_as_the_texts_True_and_False(string expression, string expected) =>
        Assert.Equal(expected, Said(expression));

    [Fact]
    [Rule("ENT-EXP-7")]
    public void A_boolean_of_the_target_is_made_of_the_text()
    {
        var plan = Plans.User(Plans.Map("active", "Not([IsSoftDeleted])"));

        Assert.Equal(Value.True, plan.Map(People.Ada, Plans.Present).Value("active"));
    }

    [Theory]
    [InlineData("IIF([none] = \"GB\", 1, 2)", "2")]
    [InlineData("IIF([empty] = \"\", 1, 2)", "1")]
    [InlineData("IIF(IsNullOrEmpty([empty]), \"-\", [empty])", "-")]
    [InlineData("Switch(IsPresent([name]), \"no\", \"True\", \"yes\")", "yes")]
    [InlineData("Switch(IsNull([name]), \"no\", \"True\", \"yes\")", "no")]
    [InlineData("Switch(IsNullOrEmpty([none]), \"no\", \"True\", \"yes\")", "yes")]
    [Rule(
        "ENT-EXP-8",
        Verdict.Improved,
        "Both forms work, IIF over nothing and Switch over a test of presence, because the documents use both."
    )]
    public void IIF_works_on_nothing_and_Switch_on_tests_of_presence(string expression, string expected) =>
        Assert.Equal(expected, Said(expression));

    [Fact]
    [Rule(
        "ENT-EXP-9",
        Verdict.Improved,
        "Entra can clear the target when Switch's source did not change; here every value is made of the whole object."
    )]
    public async Task A_Switch_whose_source_did_not_change_keeps_its_value_when_something_else_changes()
    {
        var users = Gallery.Scim.Schema.For(ObjectKind.User) ?? throw new InvalidOperationException("no users");
        var nickname = Plans.Map("nickName", "Switch([department], , \"Sales\", \"Seller\")");
        var schema = new SynchronizationSchema(1, [users with { Attributes = [.. users.Attributes, nickname] }]);
        await using var contoso = await Contoso.StartAsync(Gallery.Scim with { Schema = schema });
        await contoso.HireAsync("Ada");
        await contoso.SetAsync("Ada", "department", "Sales");
        await contoso.AssignAsync("Ada");
        await contoso.CycleAsync();

        await contoso.SetAsync("Ada", "jobTitle", "Director");
        await contoso.CycleAsync();

        var ada = Assert.Single(await contoso.UsersAsync());
        Assert.Equal("Director Seller true", $"{ada["title"]} {ada["nickName"]} {ada["active"]?.ToJsonString()}");
    }

    [Theory]
    [InlineData("Prepend(\"x.\", [name])", "x.Ada Lovelace")]
    [InlineData("IsNothing([none])", "True")]
    [InlineData("IsNothing([empty])", "False")]
    [InlineData("AppRoleAssignments([roles])", "User;Admin")]
    [InlineData("DefaultDomain()", "DefaultDomain: the tenant has no default domain; write the domain as a text.")]
    [Rule(
        "ENT-EXP-10",
        Verdict.Improved,
        "What the undocumented functions do is said: IsNothing as IsNull, the values of all roles, the tenant's domain."
    )]
    public void The_undocumented_functions_are_there(string expression, string expected) =>
        Assert.Equal(expected, Said(expression));

    [Fact]
    [Rule("ENT-EXP-10")]
    public void The_default_domain_comes_from_outside()
    {
        var context = new EvaluationContext(_ => Value.Null, default, _ => 0) { DefaultDomain = "contoso.example" };

        var result = Expression.Parse("Join(\"@\", \"ada\", DefaultDomain())").Compile().Evaluate(context);

        Assert.Equal("ada@contoso.example", result.Value.ToString());
    }

    [Theory]
    [InlineData("äÄ", "aA")]
    [InlineData("åÅ", "aA")]
    [InlineData("æÆ", "aeAE")]
    [InlineData("øØ", "oeOE")]
    [InlineData("ß", "ss")]
    [InlineData("ıİ", "iI")]
    [InlineData("œŒ", "œŒ")]
    [InlineData("ł ř ș ț ý ź ḹ ď ğ ç ň ű", "l r s t y z l d g c n u")]
    [Rule("ENT-EXP-12")]
    public void Letters_lose_their_marks_and_umlauts_become_one_letter(string text, string expected) =>
        Assert.Equal(expected, Said($"NormalizeDiacritics(\"{text}\")"));
}
