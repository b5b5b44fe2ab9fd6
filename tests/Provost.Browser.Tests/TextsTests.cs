using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Provost.Browser.Tests;

/// <summary>What people read stands in resources, and nowhere else.</summary>
public sealed partial class TextsTests
{
    [Fact]
    public async Task No_sentence_stands_in_the_code_of_the_portal()
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Provost.Portal.dll"));
        using var portal = new PEReader(file);
        var literals = Literals(portal.GetMetadataReader()).ToList();

        Assert.NotEmpty(literals);
        Assert.DoesNotContain(
            literals.Select(l => Tag.Replace(l, " ")),
            l => Sentence.IsMatch(l) && !NoText.IsMatch(l)
        );
    }

    [Theory]
    [InlineData("<p>Nobody is assigned.</p>")]
    [InlineData("It needs a name.")]
    [InlineData("<h2>Last cycle</h2>")]
    [InlineData("“ is no mail address.")]
    [InlineData("mostly ")]
    public void What_would_be_found_is(string literal) => Assert.Matches(Sentence, Tag.Replace(literal, " "));

    private static IEnumerable<string> Literals(MetadataReader reader)
    {
        for (var at = MetadataTokens.UserStringHandle(1); !at.IsNil; at = reader.GetNextHandle(at))
            yield return reader.GetUserString(at);
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag { get; }

    /// <summary>Addresses, classes of elements, a header, and what is typed at a shell, which is the same in every language.</summary>
    [GeneratedRegex(
        @"^\s*(/|provost |attachment; |(button|card|status|rail|pill) )",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NoText { get; }

    /// <summary>A capital and a word after it, three words, a word before the end of a sentence, or one before something that is put in.</summary>
    [GeneratedRegex(
        @"^\s*[A-Z][a-z']* [a-z]+|[A-Za-z']+ [a-z']+ [a-z]+|[a-z]{3,}[.!?…]\s*$|^[a-z]{3,} $",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Sentence { get; }
}
