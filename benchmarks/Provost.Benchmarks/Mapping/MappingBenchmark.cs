using System.Diagnostics;
using Provost.Benchmarks.Creating;
using Provost.Engine.Applications;
using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;

namespace Provost.Benchmarks.Mapping;

/// <summary>
/// (d) Expressions one by one, and the default mapping of a SCIM user: how often in a second of processor time.
/// </summary>
internal static class MappingBenchmark
{
    private static readonly TimeSpan OneRound = TimeSpan.FromMilliseconds(300);

    private static readonly string[] Expressions =
    [
        "[mail]",
        """ToLower([mail])""",
        """Join(" ", [givenName], [surname])""",
        """Append([mailNickname], "@contoso.example")""",
        """Switch([IsSoftDeleted], , "False", "True", "True", "False")""",
        """IIF([country] = "GB", [city], [state])""",
        """IgnoreFlowIfNullOrEmpty(Coalesce([mail], [userPrincipalName]))""",
        """Join("@", NormalizeDiacritics(StripSpaces(Join(".", [givenName], [surname]))), "contoso.example")""",
        """Replace([mobile], , "[()\\s-]+", , "", , )""",
        """DateDiff("d", CDate("2026-03-01"), Now())""",
    ];

    public static void Run(Report report)
    {
        var now = TimeProvider.System.GetUtcNow();
        var random = new Random(7);
        DirectoryObject[] people = [.. Enumerable.Range(0, 100).Select(n => Source(n, now))];
        EvaluationContext[] contexts = [.. people.Select(p => new EvaluationContext(p, false, now, random.Next))];

        report.Title("(d) Mapping, one thread, per second of processor time");
        report.Table(
            ["expression", "evaluated/s median (min-max)"],
            [.. Expressions.Select(text => new[] { $"`{text}`", Evaluated(text, contexts).ToString() })]
        );

        var mapping = Gallery.Scim.Schema.For(ObjectKind.User) ?? throw new InvalidOperationException("No users.");
        var plan = MappingPlan.Compile(mapping);
        var context = new MappingContext(IsSoftDeleted: false, now, random.Next);
        var person = 0;
        var mapped = Measure(() => plan.Map(people[person++ % people.Length], context));
        report.Table(
            ["mapping", "users/s median (min-max)"],
            [
                [$"the default SCIM user, {plan.Rules.Count} attributes", mapped.ToString()],
            ]
        );
    }

    private static Spread Evaluated(string text, EvaluationContext[] contexts)
    {
        var expression = Expression.Parse(text).Compile();
        var next = 0;
        return Measure(() => expression.Evaluate(contexts[next++ % contexts.Length]));
    }

    private static DirectoryObject Source(int number, DateTimeOffset now) =>
        new(
            number + 1,
            Guid.CreateVersion7(now),
            ObjectKind.User,
            SourceAnchor: null,
            AccountEnabled: true,
            DeletedAt: null,
            ManagerId: null,
            People.Attributes(People.Person(number))
        );

    /// <summary>
    /// Calls in a second of this process's time, of five rounds after two that do not count; others on the machine do
    /// not matter.
    /// </summary>
    private static Spread Measure<T>(Func<T> call)
    {
        var rates = new List<double>();
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < 7; round++)
        {
            process.Refresh();
            var (calls, since, spent) = (0L, process.TotalProcessorTime, TimeSpan.Zero);
            for (; spent < OneRound; calls += 10_000)
            {
                for (var i = 0; i < 10_000; i++)
                    call();
                process.Refresh();
                spent = process.TotalProcessorTime - since;
            }

            rates.Add(calls / spent.TotalSeconds);
        }

        return Spread.Of(rates.Skip(2));
    }
}
