using System.Diagnostics;
using CsCheck;
using Provost.Scim.Filters;
using Provost.Scim.Patching;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Filters;

/// <summary>What holds for every filter and for every text.</summary>
public sealed class FilterPropertyTests
{
    private static readonly Gen<string> Names = Gen.OneOf(
        "userName",
        "name",
        "emails",
        "$ref",
        "or",
        "and",
        "not",
        "pr",
        "eq",
        "true",
        "x-y_1"
    );

    private static readonly Gen<AttributePath> Paths = Gen.Select(
        Gen.OneOf<string?>(null, null, "urn:ietf:params:scim:schemas:core:2.0:User", "urn:x:1.0:Y"),
        Names,
        Names.Null(),
        (schema, name, sub) => new AttributePath(schema, name, sub)
    );

    private static readonly Gen<ScimValue> Values = Gen.OneOf(
        Gen.String.Select(ScimValue.Of),
        Gen.Bool.Select(ScimValue.Of),
        Gen.Decimal.Select(ScimValue.Of),
        Gen.Const(ScimValue.Null)
    );

    private static readonly Gen<Filter> Comparisons = Gen.OneOf(
        Paths.Select(p => (Filter)new Filter.Present(p)),
        Gen.Select(Paths, Gen.Enum<Operator>(), Values, (p, o, v) => (Filter)new Filter.Compare(p, o, v))
    );

    /// <summary>Trees as deep as parentheses may go, never with brackets in brackets.</summary>
    private static readonly Gen<Filter> Filters = Gen.Int[0, 6].SelectMany(depth => Trees(depth, brackets: true));

    /// <summary>Text made of what the grammar is made of, so that it gets deep into the parser.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.OneOf(
                "(",
                ")",
                "[",
                "]",
                "\"",
                "\\",
                "\\u",
                ".",
                ":",
                " ",
                "+",
                "and",
                " or ",
                "not",
                " eq ",
                " pr",
                "emails",
                "type",
                "\"work\"",
                "true",
                "2001-01-01T00:00:00",
                " 02:00",
                "0",
                "-1e9",
                "'",
                "\0",
                "é"
            )
            .Array[0, 40]
            .Select(string.Concat),
        Gen.String
    );

    [Fact]
    public void Every_tree_survives_a_round_trip() => Filters.Sample(f => Filter.Parse(f.ToString()) == f);

    [Fact]
    public void Text_is_a_filter_or_a_refusal_and_nothing_else() =>
        Texts.Sample(text =>
        {
            try
            {
                var filter = Filter.Parse(text);
                return Filter.Parse(filter.ToString()) == filter;
            }
            catch (ScimException e)
            {
                return e is { Status: 400, ScimType: "invalidFilter" };
            }
        });

    [Fact]
    public void Text_is_a_path_or_a_refusal_and_nothing_else() =>
        Texts.Sample(text =>
        {
            try
            {
                var path = PatchPath.Parse(text);
                return PatchPath.Parse(path.ToString()) == path;
            }
            catch (ScimException e)
            {
                return e is { Status: 400, ScimType: "invalidPath" };
            }
        });

    [Fact]
    public void Every_filter_is_answered_or_refused_and_the_answer_passes_the_check() =>
        Filters.Sample(filter =>
        {
            var ada = People.Ada();
            try
            {
                filter.Check(ResourceType.User);
            }
            catch (ScimException e)
            {
                return e.ScimType == "invalidFilter";
            }

            return filter.Matches(ada, ResourceType.User) != new Filter.Not(filter).Matches(ada, ResourceType.User);
        });

    /// <summary>A hundred times the text may cost about a hundred times the time, not ten thousand times.</summary>
    [Theory]
    [InlineData("(")]
    [InlineData("not(")]
    [InlineData("a[")]
    [InlineData("a pr and ")]
    [InlineData("a eq \"\\\" ")]
    [InlineData("a:")]
    [InlineData("a.")]
    [InlineData(" ")]
    [InlineData("+")]
    [InlineData("x")]
    public void Bad_text_is_refused_at_once(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var half = text[..(ScimLimits.FilterLength / piece.Length * piece.Length)];
        Assert.Throws<ScimException>(() => Filter.Parse(half));

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
        {
            Assert.Throws<ScimException>(() => Filter.Parse(text));
            Assert.Throws<ScimException>(() => Filter.Parse(half));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"{clock.Elapsed} for 200 refusals.");
    }

    private static Gen<Filter> Trees(int depth, bool brackets)
    {
        if (depth == 0)
            return Comparisons;

        var inner = Trees(depth - 1, brackets);
        var trees = Gen.OneOf(
            Comparisons,
            Gen.Select(inner, inner, (l, r) => (Filter)new Filter.And(l, r)),
            Gen.Select(inner, inner, (l, r) => (Filter)new Filter.Or(l, r)),
            inner.Select(f => (Filter)new Filter.Not(f))
        );
        return brackets
            ? Gen.OneOf(trees, Gen.Select(Paths, Trees(depth - 1, false), (p, f) => (Filter)new Filter.ValuePath(p, f)))
            : trees;
    }
}
