using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Provost.Benchmarks.Creating;
using Provost.Scim.Filters;
using Provost.Scim.Patching;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Benchmarks.Library;

/// <summary>(b) Filters parsed and evaluated, PATCHes applied, each on one thread.</summary>
internal static class LibraryBenchmark
{
    private static readonly TimeSpan OneRound = TimeSpan.FromMilliseconds(300);

    private static readonly string[] Filters =
    [
        """userName eq "Ada.Lovelace.7@contoso.example" """.Trim(),
        """emails[type eq "work"].value eq "Ada.Lovelace.7@contoso.example" """.Trim(),
        """(name.familyName sw "L" or title pr) and not (active eq false)""",
        """urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Sales" """.Trim(),
    ];

    private static readonly (string Name, string First, string Second)[] Patches =
    [
        (
            "two attributes by path",
            """[{"op":"replace","path":"title","value":"Director"},"""
                + """{"op":"replace","path":"name.familyName","value":"Byron"}]""",
            """[{"op":"replace","path":"title","value":"Engineer"},"""
                + """{"op":"replace","path":"name.familyName","value":"King"}]"""
        ),
        (
            "a work phone by value filter",
            """[{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"020 7946 0001"}]""",
            """[{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"020 7946 0002"}]"""
        ),
        (
            "Entra's folded form",
            """[{"op":"Replace","value":{"displayName":"Ada L.","name.givenName":"Ada","active":"False"}}]""",
            """[{"op":"Replace","value":{"displayName":"Ada B.","name.givenName":"Augusta","active":"True"}}]"""
        ),
    ];

    public static void Run(Report report)
    {
        var users = Enumerable.Range(0, 100).Select(Resource).ToArray();
        var rows = new List<string[]>();
        foreach (var text in Filters)
        {
            var filter = Filter.Parse(text);
            var user = 0;
            var parsed = Measure(() => Filter.Parse(text));
            var matched = Measure(() => filter.Matches(users[user++ % users.Length], ResourceType.User));
            rows.Add([$"`{text}`", parsed.ToString(), matched.ToString()]);
        }

        report.Title("(b) Provost.Scim, one thread");
        report.Table(["filter", "parsed/s median (min-max)", "evaluated/s"], rows);
        report.Table(
            ["PATCH, parsed and applied to a user", "applied/s median (min-max)"],
            [.. Patches.Select(p => new[] { p.Name, Applied(users[7], p.First, p.Second).ToString() })]
        );
    }

    /// <summary>Two requests in turn, so that each changes something.</summary>
    private static Spread Applied(ScimResource user, string first, string second)
    {
        byte[][] bodies = [Body(first), Body(second)];
        var next = 0;
        return Measure(() =>
        {
            var request = PatchRequest.Parse(ScimResource.Parse(bodies[next++ % 2]).Json);
            if (!request.Apply(user, ResourceType.User))
                throw new InvalidOperationException("The PATCH changed nothing.");
            return request;
        });
    }

    private static byte[] Body(string operations) =>
        Encoding.UTF8.GetBytes($$"""{"schemas":["{{PatchRequest.SchemaId}}"],"Operations":{{operations}}}""");

    private static ScimResource Resource(int number) =>
        ScimResource.Parse(
            JsonSerializer.SerializeToUtf8Bytes(ScimUser.Of(People.Person(number)), ScimUserJson.Default.ScimUser)
        );

    /// <summary>Calls a second, of five rounds after two that do not count.</summary>
    private static Spread Measure<T>(Func<T> call)
    {
        var rates = new List<double>();
        for (var round = 0; round < 7; round++)
        {
            var (calls, since) = (0L, Stopwatch.GetTimestamp());
            for (; Stopwatch.GetElapsedTime(since) < OneRound; calls += 100)
            {
                for (var i = 0; i < 100; i++)
                    call();
            }

            rates.Add(calls / Stopwatch.GetElapsedTime(since).TotalSeconds);
        }

        return Spread.Of(rates.Skip(2));
    }
}
