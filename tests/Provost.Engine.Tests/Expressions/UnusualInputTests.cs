using CsCheck;
using Provost.Engine.Expressions;
using static Provost.Engine.Tests.Expressions.Sample;

namespace Provost.Engine.Tests.Expressions;

/// <summary>
/// Input that nobody expects: nothing, several values, quoted and huge numbers, characters beyond the basic plane.
/// </summary>
public sealed class UnusualInputTests
{
    [Theory]
    [InlineData("Append([nobody], \"x\")", "null")]
    [InlineData("ConvertToBase64([none])", "null")]
    [InlineData("ConvertToBase64(\"\")", "")]
    [InlineData("ConvertToUTF8Hex([none])", "null")]
    [InlineData("CStr([none])", "null")]
    [InlineData("NumFromDate([none])", "null")]
    [InlineData("IsString([none])", "False")]
    [InlineData("Redact([none])", "null")]
    [InlineData("Word([name], [none], \" \")", "")]
    [InlineData("Word([none], \"x\", \" \")", "")]
    [InlineData("InStr([name], [none])", "0")]
    [InlineData("InStr([name], \"\", 2)", "2")]
    [InlineData("Replace([name], [none], , , \"x\", , )", "Ada Lovelace")]
    [InlineData("Replace([name], , [none], , \"x\", , )", "Ada Lovelace")]
    [InlineData("Replace([empty], \"a\", , , \"x\", , )", "")]
    [InlineData("Replace([empty], , \"^$\", , \"x\", , )", "x")]
    [InlineData("Join([none], \"a\", \"b\")", "ab")]
    [InlineData("Split([empty], \",\")", "")]
    [InlineData("Count(Split([empty], \",\"))", "0")]
    [InlineData("ToUpper(Split([empty], \",\"))", "null")]
    [InlineData(
        "Switch(, \"d\", \"\", \"nothing\")",
        "Switch needs its argument 'source', which is left out (position 1)."
    )]
    [InlineData(
        "SingleAppRoleAssignment([empty])",
        "SingleAppRoleAssignment: takes [appRoleAssignments] and nothing else."
    )]
    public void Nothing(string expression, string expected) => Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData("Word([many], 1, \" \")")]
    [InlineData("InStr([many], \"a\")")]
    [InlineData("InStr([name], [many])")]
    [InlineData("Left([many], 1)")]
    [InlineData("Mid([many], 1, 1)")]
    [InlineData("CStr([many])")]
    [InlineData("PCase([many])")]
    [InlineData("Split([many], \",\")")]
    [InlineData("FormatDateTime([many], , \"yyyy\", \"yyyy\")")]
    [InlineData("Replace([many], \"a\", , , \"b\", , )")]
    [InlineData("Replace([name], [many], , , \"b\", , )")]
    public void Several_values_where_one_is_needed(string expression) =>
        Assert.EndsWith(
            ": needs one value and was given 3; choose with Item, or Join them.",
            Said(expression),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("IIF([many] = \"a\", 1, 2)")]
    [InlineData("CBool(\"a\" < [many])")]
    public void Several_values_cannot_be_compared(string expression) =>
        Assert.Equal(
            "A comparison needs one value on either side and was given several; choose with Item, or Join them.",
            Said(expression)
        );

    [Theory]
    [InlineData("Item([many], \"3\")", "b")]
    [InlineData("Left([name], \"3\")", "Ada")]
    [InlineData("Left([name], 3.0)", "Ada")]
    [InlineData("Left([name], \"3.0\")", "Ada")]
    [InlineData("Left([name], 99999999999)", "Ada Lovelace")]
    [InlineData("Word([name], \"2\", \" \")", "Lovelace")]
    [InlineData("InStr([name], \"a\", \"4\")", "10")]
    [InlineData("BitAnd(\"&HFF\", \"15\")", "15")]
    [InlineData("BitAnd(-1, 255)", "255")]
    [InlineData("BitAnd(&HFFFFFFFFFFFFFFFF, 9223372036854775807)", "9223372036854775807")]
    [InlineData("BitAnd(9007199254740993, -1)", "9007199254740993")]
    [InlineData("DateAdd(\"s\", 3000000000, \"2000-01-01\")", "1/24/2095 5:20:00 AM")]
    [InlineData(
        "DateAdd(\"yyyy\", 3000000000, \"2000-01-01\")",
        "DateAdd: the result lies outside the years 1 to 9999."
    )]
    [InlineData(
        "DateAdd(\"ww\", -9223372036854775808, Now())",
        "DateAdd: the result lies outside the years 1 to 9999."
    )]
    [InlineData("DateAdd(\"d\", 1.5, Now())", "DateAdd: value has to be a whole number, not '1.5'.")]
    [InlineData("DateFromNum(9223372036854775807)", "DateFromNum: 9223372036854775807 is no Windows file time.")]
    [InlineData("RandomString(-1, 0, 0, 0, 0)", "RandomString: lengths are whole numbers from 0 to 256, not '-1'.")]
    [InlineData("RandomString(0, 0, 0, 0, 0)", "")]
    [InlineData("Item([many], -1)", "Item: index counts from 1.")]
    [InlineData("Mid([name], 1, -1)", "Mid: start counts from 1, and length cannot be negative.")]
    public void Numbers(string expression, string expected) => Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData("CBool(\"NaN\")", "False")]
    [InlineData("CBool(\"1E5\")", "False")]
    [InlineData("CBool(\" 5 \")", "True")]
    [InlineData("IIF(\"Nan\" < \"Zed\", 1, 2)", "1")]
    [InlineData("IIF(\"1E5\" < \"9\", 1, 2)", "1")]
    [InlineData("IIF(\"9007199254740993\" > \"9007199254740992\", 1, 2)", "1")]
    [InlineData("IIF(129699324000000001 = \"129699324000000000\", 1, 2)", "2")]
    [InlineData("IIF(\"007\" >= \"7\", 1, 2)", "1")]
    [InlineData("IIF(\"007\" = \"7\", 1, 2)", "2")]
    [InlineData("IIF(\"-2\" < \"-1\", 1, 2)", "1")]
    [InlineData("IIF(5, 1, 2)", "1")]
    [InlineData("IIF(0, 1, 2)", "2")]
    public void Comparisons(string expression, string expected) => Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData("Left(\"👩x\", 1)", "")]
    [InlineData("Left(\"👩x\", 2)", "👩")]
    [InlineData("Mid(\"a👩x\", 2, 1)", "")]
    [InlineData("Mid(\"a👩x\", 3, 2)", "x")]
    [InlineData("Mid(\"a👩x\", 2, 2)", "👩")]
    [InlineData("InStr(\"a👩x\", \"x\")", "4")]
    [InlineData("PCase(\"𐐨𐐨 ada👩byron\")", "𐐀𐐨 Ada👩Byron")]
    [InlineData("PCase(\"adaXbyron👩king\", \"👩\")", "Adaxbyron👩King")]
    [InlineData("Word(\"a👩b👨c\", 2, \"👩\")", "b👨c")]
    [InlineData("Word(\"a b\", 1, \"\")", "a b")]
    [InlineData("ToUpper(\"𐐨\")", "𐐀")]
    [InlineData("NormalizeDiacritics(\"👩é\")", "👩e")]
    [InlineData("ConvertToUTF8Hex(\"👩\")", "F09F91A9")]
    [InlineData("Replace(\"👩\", , \".\", , \"x\", , )", "xx")]
    [InlineData("StripSpaces(\"a\u00a0b c\")", "a\u00a0bc")]
    public void Characters_beyond_the_basic_plane_and_other_scripts(string expression, string expected) =>
        Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData("CDate(\"12:30\")", "CDate: expression is no date that can be read: '12:30'.")]
    [InlineData("CDate(\"10:30:45.1234\")", "CDate: expression is no date that can be read: '10:30:45.1234'.")]
    [InlineData("CDate(\"6/15\")", "CDate: expression is no date that can be read: '6/15'.")]
    [InlineData("CDate(\"June 15\")", "CDate: expression is no date that can be read: 'June 15'.")]
    [InlineData("CDate(\"12/31/25\")", "12/31/2025 12:00:00 AM")]
    [InlineData("CDate(\" 15 June 2025 \")", "6/15/2025 12:00:00 AM")]
    [InlineData("CDate(\"2024-02-29T23:00:00-05:00\")", "3/1/2024 4:00:00 AM")]
    [InlineData("CDate(\"2023-02-29\")", "CDate: expression is no date that can be read: '2023-02-29'.")]
    [InlineData("CDate([many])", "CDate: expression is no date that can be read: 'a;;b'.")]
    [InlineData("FormatDateTime(\"23:05\", , \"HH:mm\", \"h:mm tt\")", "11:05 PM")]
    [InlineData("FormatDateTime(\"29.2.\", , \"d.M.\", \"MM-dd\")", "02-29")]
    [InlineData("FormatDateTime(\"20150123105347.1Z\", , \"yyyyMMddHHmmss.fZ\", \"yyyy-MM-dd\")", "2015-01-23")]
    [InlineData("FormatDateTime(\"2026-01-02\", \"AssumeLocal\", \"yyyy-MM-dd\", \"zzz\")", "+00:00")]
    [InlineData(
        "FormatDateTime(\"2026\", \"AssumeLocal, AssumeUniversal, RoundtripKind\", \"yyyy\", \"yyyy\")",
        "2026"
    )]
    [InlineData("FormatDateTime(\"2026\", \"9999\", \"yyyy\", \"yyyy\")", "2026")]
    [InlineData("FormatDateTime(\"2026\", , \"yyyy\", )", "FormatDateTime: inputFormat and outputFormat are needed.")]
    [InlineData("FormatDateTime(\"2026\", , \"yyyy\", \"%\")", "FormatDateTime: '%' is no format for a date.")]
    public void Dates_mean_the_same_on_every_day_and_machine(string expression, string expected) =>
        Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData(
        "InStr([name], \"a\", 1, \"text\")",
        "InStr: compareType has to be vbTextCompare or vbBinaryCompare, not 'text'."
    )]
    [InlineData(
        "Switch([boss], \"d\", \"k\", \"v\")",
        "Switch: the source is a reference; only texts and numbers can be switched on."
    )]
    [InlineData("CStr([boss])", "6f0b1c4e")]
    [InlineData("Switch(CStr([boss]), \"d\", \"6f0b1c4e\", \"hit\")", "hit")]
    [InlineData("IsString([boss])", "True")]
    public void Kinds_of_values(string expression, string expected) => Assert.Equal(expected, Said(expression));

    [Theory]
    [InlineData("2026-11-25T09:30:00.123457Z")]
    [InlineData("9999-12-31T23:59:59.999999Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void An_instant_keeps_its_microseconds(string instant) =>
        Assert.Equal(instant, Value.Instant(DateTimeOffset.Parse(instant)).ToString());

    [Fact]
    public void No_function_throws_whatever_it_is_given()
    {
        var calls = MappingFunctions
            .ByName.Values.SelectMany(f => Enumerable.Range(0, 9).Select(count => Call(f, count)))
            .OfType<CompiledExpression>()
            .ToArray();

        Gen.Select(
                Gen.Int[0, calls.Length - 1].Select(i => calls[i]),
                Gen.Int[0, Odd.Length - 1].Select(i => Odd[i]).Array[8]
            )
            .Sample(
                (call, values) => call.Trace(new(name => values[name[0] - '0'], DateTimeOffset.UnixEpoch, _ => 0)),
                iter: 50_000
            );
    }

    /// <summary>Null where the arguments are too few.</summary>
    private static CompiledExpression? Call(MappingFunction function, int arguments)
    {
        var attributes = string.Join(", ", Enumerable.Range(0, arguments).Select(i => $"[{i}]"));
        return Expression.TryParse($"{function.Name}({attributes})").Compiled;
    }

    private static readonly Value[] Odd =
    [
        .. "|a|A b|1|-1|2|99999999999999999999|1.5|&HF|NaN|True|yyyy|m|ww|d|(|[a-|(?<a>.)|a*|$_|${a}|\\|\0|\ud83d|👩|tr|x y|"
            .Split('|')
            .Append("2026-02-30")
            .Append("0001-01-01")
            .Append("9999-12-31T23:59:59-12:00")
            .Append("AdjustToUniversal")
            .Append("vbTextCompare")
            .Append("{\"value\":{\"a\":1},\"displayName\":[]}")
            .Append("{\"value\":null}")
            .Append("{\"value\":1,\"value\":2}")
            .Append("[]")
            .Append("{")
            .Select(Value.Text),
        Value.Null,
        Value.True,
        Value.Number(0),
        Value.Number(-0.5),
        Value.Number(300),
        Value.Number(1e300),
        Value.Number(double.NaN),
        Value.Instant(DateTimeOffset.MaxValue),
        Value.Instant(DateTimeOffset.MinValue),
        Value.Reference("id"),
        Value.Many([]),
        Value.Many(["a"]),
        Value.Many(["a", "b"]),
        Value.Many(["{\"value\":\"User\"}", "{\"value\":7}"]),
    ];
}
