using Provost.Engine.Directory;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;
using static Provost.Engine.Tests.Synchronization.Filters;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>What Entra cannot filter on (ENT-FIL-7): dates, managers, several values, memberships.</summary>
public sealed class FilterExtensionTests
{
    private static readonly GroupName Engineers = new(People.Engineers.Id, "Engineers");

    [Theory]
    [InlineData("BEFORE", "2026-03-01", "2026-02-28T23:59:59Z", true)]
    [InlineData("BEFORE", "2026-03-01", "2026-03-01", false)]
    [InlineData("AFTER", "2026-03-01", "2026-03-01", false)]
    [InlineData("AFTER", "2026-03-01", "2026-03-01T00:00:01Z", true)]
    [InlineData("AFTER", "2026-03-01T09:00:00+01:00", "2026-03-01T08:30:00Z", true)]
    [InlineData("BEFORE", "now", "2026-11-25T11:59:59Z", true)]
    [InlineData("AFTER", "now-30d", "2026-10-26", false)]
    [InlineData("AFTER", "now-30d", "2026-10-27", true)]
    [InlineData("BEFORE", "now+12h", "2026-11-25T23:59:59Z", true)]
    [InlineData("BEFORE", "now", "soon", false)]
    [InlineData("BEFORE", "now", "10:00", false)]
    [Rule("ENT-FIL-7", Verdict.Improved, "Dates, managers, several values and memberships can be filtered on.")]
    public void Dates_can_be_filtered_on_as_text_and_as_instants(string op, string operand, string date, bool expected)
    {
        var clause = Clause("employeeHireDate", op, operand);

        Assert.Equal(expected, Passes(clause, "employeeHireDate", Value.Text(date)));
        if (FilterInstant.TryRead(date, out var instant))
            Assert.Equal(expected, Passes(clause, "employeeHireDate", Value.Instant(instant)));
    }

    [Theory]
    [InlineData("BEFORE", "now+7d", 1)]
    [InlineData("AFTER", "now+7d", 0)]
    public void A_filter_on_a_date_says_exactly_when_it_flips(string op, string operand, int ticksBehind)
    {
        var hired = Noon.AddDays(8);
        var ada = People.Ada.With("employeeHireDate", Value.Instant(hired));
        var filter = Compiled(Clause("employeeHireDate", op, operand));

        var now = filter.Evaluate(ada, [], Noon);
        var flips = now.ChangesAt ?? throw new InvalidOperationException("never");

        Assert.True(filter.ReadsClock);
        Assert.Equal(Noon.AddDays(1).AddTicks(ticksBehind), flips);
        Assert.Equal(now.Passed, filter.Evaluate(ada, [], flips.AddTicks(-1)).Passed);
        Assert.Equal(!now.Passed, filter.Evaluate(ada, [], flips).Passed);
        Assert.Null(filter.Evaluate(ada, [], flips).ChangesAt);
    }

    [Fact]
    public void The_earliest_of_several_flips_counts()
    {
        var ada = People
            .Ada.With("employeeHireDate", Value.Instant(Noon.AddDays(9)))
            .With("employeeLeaveDateTime", Value.Instant(Noon.AddDays(3)));

        var filter = Compiled(
            Clause("employeeHireDate", "BEFORE", "now"),
            Clause("employeeLeaveDateTime", "AFTER", "now")
        );

        Assert.Equal(Noon.AddDays(3), filter.Evaluate(ada, [], Noon).ChangesAt);
    }

    [Fact]
    public void A_filter_that_computes_with_Now_is_asked_again_at_the_next_full_hour()
    {
        var filter = Compiled(Clause("""DateDiff("h", Now(), "2026-11-25T15:00:00Z")""", "Greater_Than", "1"));

        Assert.True(filter.ReadsClock);
        Assert.Equal(Noon.AddHours(1), filter.Evaluate(People.Ada, [], Noon.AddMinutes(12)).ChangesAt);
    }

    [Fact]
    public void A_date_that_stands_still_never_flips()
    {
        var filter = Compiled(Clause("employeeHireDate", "BEFORE", "2026-03-01"));
        var ada = People.Ada.With("employeeHireDate", Value.Text("2026-05-01"));

        Assert.False(filter.ReadsClock);
        Assert.Null(filter.Evaluate(ada, [], Noon).ChangesAt);
    }

    [Fact]
    public void A_manager_can_be_asked_for()
    {
        var id = People.Ada.ManagerId?.ToString();
        var boss = People.Ada with { ManagerId = null };

        Assert.True(Compiled(Clause("manager", "EQUALS", id)).Evaluate(People.Ada, [], Noon).Passed);
        Assert.True(Compiled(Clause("manager", "IS NOT NULL")).Evaluate(People.Ada, [], Noon).Passed);
        Assert.True(Compiled(Clause("manager", "IS NULL")).Evaluate(boss, [], Noon).Passed);
        Assert.False(Compiled(Clause("manager", "NOT EQUALS", id)).Evaluate(boss, [], Noon).Passed);
    }

    [Theory]
    [InlineData("ANY EQUALS", "ada@contoso.example", true)]
    [InlineData("EQUALS", "ada@contoso.example", false)]
    [InlineData("ANY INCLUDES", "fabrikam", true)]
    [InlineData("ANY ENDS_WITH", ".example", true)]
    [InlineData("ENDS_WITH", ".example", true)]
    [InlineData("ANY REGEX MATCH", "[a-z]+@fabrikam.example", true)]
    [InlineData("REGEX MATCH", "[a-z]+@fabrikam.example", false)]
    [InlineData("ANY EQUALS", "grace@contoso.example", false)]
    public void Of_several_values_all_count_or_with_ANY_one(string op, string operand, bool expected) =>
        Assert.Equal(
            expected,
            Passes(
                Clause("otherMails", op, operand),
                "otherMails",
                Value.Many(["ada@contoso.example", "ada@fabrikam.example"])
            )
        );

    [Fact]
    public void User_types_can_be_filtered_on() =>
        Assert.True(Passes(Clause("userType", "EQUALS", "Guest"), "userType", Value.Text("Guest")));

    [Fact]
    public void Membership_in_a_group_is_asked_by_its_name_or_id()
    {
        foreach (var group in new[] { "Engineers", Engineers.Id.ToString() })
        {
            var member = Compiled(Clause("memberOf", "MEMBER OF", group));
            var stranger = Compiled(Clause("memberOf", "NOT MEMBER OF", group));

            Assert.True(member.ReadsGroups);
            Assert.True(member.Evaluate(People.Ada, [Engineers], Noon).Passed);
            Assert.False(member.Evaluate(People.Ada, [], Noon).Passed);
            Assert.False(stranger.Evaluate(People.Ada, [Engineers], Noon).Passed);
            Assert.True(stranger.Evaluate(People.Ada, [], Noon).Passed);
        }
        Assert.False(Compiled(Clause("city", "IS NULL")).ReadsGroups);
    }

    [Fact]
    [Rule("ENT-FIL-6")]
    public void Every_mistake_of_a_filter_is_named_at_once()
    {
        var filter = new ScopingFilter([
            new("Empty", []),
            new(
                "Wrong",
                [
                    Clause("employeeId", "Greater_Than", "-1"),
                    Clause("employeeId", "REGEX MATCH", "("),
                    Clause("employeeId", "REGEX MATCH", "a)(b"),
                    Clause("employeeHireDate", "BEFORE", "tomorrow"),
                    Clause("employeeHireDate", "EQUALS", "2026-01-01"),
                    Clause("department", "EQUALS", ""),
                    Clause("department", "IS NULL", "x"),
                    Clause("department", "IS TRUE"),
                    Clause("ToLowr([mail])", "EQUALS", "x"),
                    Clause("Guid()", "EQUALS", "x"),
                    Clause("manager", "EQUALS", "Grace"),
                    Clause("memberOf", "EQUALS", "Engineers"),
                    Clause("department", "MEMBER OF", "Engineers"),
                    Clause(" ", "EQUALS", "x"),
                    new("city", (FilterOperator)99),
                ]
            ),
        ]);

        var refused = Assert.Throws<EngineException>(() => CompiledFilter.Compile(filter, ObjectKind.User, true));

        Approved.Matches(string.Join('\n', CompiledFilter.Problems(filter, ObjectKind.User)) + "\n");
        Assert.Contains("Filter 'Empty' has no clause", refused.Message, StringComparison.Ordinal);
        Assert.Contains("(ENT-FIL-6)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("members", "IS NOT NULL")]
    [InlineData("manager", "IS NULL")]
    public void What_groups_cannot_be_filtered_on_is_refused(string source, string op) =>
        Assert.NotEmpty(CompiledFilter.Problems(new([new("T", [Clause(source, op)])]), ObjectKind.Group));
}
