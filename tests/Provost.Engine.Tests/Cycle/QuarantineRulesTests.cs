using Provost.Engine.Cycle;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>How many failures are too many, and what then happens to a job (ENT-QUA-3 to 12).</summary>
public sealed class QuarantineRulesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly QuarantineSettings Scaled = new();
    private static readonly QuarantineSettings AsEntra = new() { Scaled = false };
    private static readonly QuarantineCause Refused = new(
        QuarantineReason.EncounteredQuarantineException,
        "Unauthorized",
        "The key was refused."
    );

    [Theory]
    [InlineData(4_000, 0, 0, null)]
    [InlineData(45_000, 0, 1_000_000, QuarantineReason.EncounteredBaseEscrowThreshold)]
    [InlineData(30_000, 0, 5_000, QuarantineReason.EncounteredEscrowProportionThreshold)]
    [InlineData(20_000, 0, 100_000, null)]
    [InlineData(40_000, 21_000, 1_000_000, QuarantineReason.EncounteredTotalEscrowThreshold)]
    [Rule("ENT-QUA-6")]
    [Rule("ENT-QUA-8", Verdict.Kept, "OPN-10: 40,000 gives the base code, 60,000 the total one.")]
    public void The_documented_examples_come_out_as_documented(
        long objects,
        long references,
        long successes,
        QuarantineReason? reason
    ) => Assert.Equal(reason, Judge(AsEntra, objects, references, successes));

    [Theory]
    [InlineData(4_000, 0, 100_000, null)]
    [InlineData(45_000, 0, 1_000_000, QuarantineReason.EncounteredBaseEscrowThreshold)]
    [InlineData(30_000, 0, 5_000, QuarantineReason.EncounteredEscrowProportionThreshold)]
    [InlineData(20_000, 0, 100_000, null)]
    [InlineData(40_000, 21_000, 1_000_000, QuarantineReason.EncounteredTotalEscrowThreshold)]
    public void Scaled_thresholds_judge_the_documented_examples_alike_in_companies_of_that_size(
        long objects,
        long references,
        long successes,
        QuarantineReason? reason
    ) => Assert.Equal(reason, Judge(Scaled, objects, references, successes));

    [Theory]
    [InlineData(4_999, 0, null)]
    [InlineData(5_000, 0, QuarantineReason.EncounteredEscrowProportionThreshold)]
    [Rule("ENT-QUA-3", Verdict.Improved, "5,000 is a setting; by default a fifth of the company, but 25 at least.")]
    [Rule("ENT-QUA-7", Verdict.Improved, "Thresholds are a setting of the job and documented.")]
    public void The_share_is_looked_at_from_5000_failures(long objects, long successes, QuarantineReason? reason) =>
        Assert.Equal(reason, Judge(AsEntra, objects, 0, successes));

    [Theory]
    [InlineData(60, 90, null)]
    [InlineData(61, 89, QuarantineReason.EncounteredEscrowProportionThreshold)]
    [InlineData(24, 0, null)]
    [InlineData(25, 0, QuarantineReason.EncounteredEscrowProportionThreshold)]
    [InlineData(5_000, 2_000, QuarantineReason.EncounteredEscrowProportionThreshold)]
    public void Scaled_a_company_of_150_is_judged_from_30_failures_and_nobody_below_25(
        long objects,
        long successes,
        QuarantineReason? reason
    ) => Assert.Equal(reason, Judge(Scaled, objects, 0, successes));

    [Fact]
    [Rule("ENT-QUA-4")]
    public void More_than_40_percent_or_more_than_40000_count_and_references_count_in_neither()
    {
        Assert.Null(Judge(AsEntra, 6_000, 0, 9_000));
        Assert.NotNull(Judge(AsEntra, 6_001, 0, 9_000));
        Assert.Null(Judge(AsEntra, 40_000, 0, 1_000_000));
        Assert.NotNull(Judge(AsEntra, 40_001, 0, 1_000_000));
        Assert.Null(Judge(AsEntra, 6_000, 50_000, 9_000));
    }

    [Fact]
    [Rule("ENT-QUA-5")]
    public void More_than_60000_count_with_references()
    {
        Assert.Null(Judge(AsEntra, 0, 60_000, 0));
        Assert.Equal(QuarantineReason.EncounteredTotalEscrowThreshold, Judge(AsEntra, 0, 60_001, 0));
    }

    [Fact]
    public void The_sentence_names_the_numbers_and_what_most_failures_have_in_common()
    {
        var failures = new OpenFailures(61, 0, 89, 0)
        {
            MostFrequent = new FrequentFailure("InvalidDomain", 60, "Use an address of a domain that is permitted."),
        };

        var cause = QuarantineRules.Cause(Scaled, failures);

        Assert.Equal("InvalidDomain", cause?.Code);
        Assert.Equal(
            "61 of 150 users and groups fail, more than 40 percent. 60 of them with InvalidDomain, for example: "
                + "Use an address of a domain that is permitted.",
            cause?.Message
        );
    }

    [Fact]
    [Rule(
        "ENT-QUA-9",
        Verdict.Improved,
        "Before Entra's points in time a target that cannot be reached is tried 10 times within two and a half hours."
    )]
    [Rule("ENT-CYC-16")]
    public void A_target_that_is_not_there_is_tried_soon_then_6_12_and_24_hours_after_the_first_failure_then_daily()
    {
        var minutes = Attempts(Refused).Take(15).Select(t => Math.Round((t - Monday).TotalMinutes, 1));

        Assert.Equal([0.2, 0.5, 1.2, 2.5, 5.2, 10.5, 21.2, 42.5, 85.2, 145.2, 360, 720, 1440, 2880, 4320], minutes);
    }

    [Fact]
    public void Objects_that_fail_in_masses_are_not_mended_within_minutes()
    {
        var cause = Refused with { Reason = QuarantineReason.EncounteredEscrowProportionThreshold };

        var hours = Attempts(cause).Take(5).Select(t => (t - Monday).TotalHours);

        Assert.Equal([6, 12, 24, 48, 72], hours);
    }

    [Fact]
    [Rule("ENT-QUA-10")]
    public void After_28_days_in_quarantine_a_job_is_switched_off()
    {
        var attempts = Attempts(Refused);

        Assert.Equal(TimeSpan.FromDays(28), attempts[^1] - Monday);
    }

    [Fact]
    [Rule("ENT-QUA-12")]
    public void Another_reason_keeps_the_series_and_every_judgement_counts()
    {
        var (first, _) = QuarantineRules.After(null, Refused, Scaled, Monday);
        var other = Refused with { Reason = QuarantineReason.EncounteredEscrowProportionThreshold };

        var (second, change) = QuarantineRules.After(first, other, Scaled, Monday.AddHours(1));

        Assert.Equal(QuarantineChange.ReasonChanged, change);
        Assert.Equal((Monday, 1), (second?.SeriesBegan, second?.SeriesCount));
        Assert.Equal(Monday.AddHours(1), second?.CurrentBegan);
        Assert.Equal((0, Monday.AddSeconds(10)), (first?.SeriesCount, first?.NextAttempt));
        Assert.Equal((null, QuarantineChange.Ended), QuarantineRules.After(second, null, Scaled, Monday.AddHours(6)));
    }

    [Fact]
    public void Removals_that_wait_mark_a_job_and_neither_slow_it_down_nor_count_towards_switching_it_off()
    {
        var removals = new QuarantineCause(QuarantineReason.TooManyDeletes, "TooManyDeletes", "12 removals wait.");
        var (mark, _) = QuarantineRules.After(null, removals, Scaled, Monday);
        var (later, still) = QuarantineRules.After(mark, removals, Scaled, Monday.AddDays(40));

        var (refused, _) = QuarantineRules.After(later, Refused, Scaled, Monday.AddDays(40));

        Assert.Equal((QuarantineChange.Continued, false), (still, later?.IsSlowedDown));
        Assert.Equal(Monday.AddDays(40), refused?.SeriesBegan);
    }

    private static QuarantineReason? Judge(
        QuarantineSettings settings,
        long objects,
        long references,
        long successes
    ) => QuarantineRules.Judge(settings, new OpenFailures(objects, references, successes, 0));

    /// <summary>Every attempt happens when it is due, and fails again, until the job is switched off.</summary>
    private static List<DateTimeOffset> Attempts(QuarantineCause cause)
    {
        var (now, attempts) = (Monday, new List<DateTimeOffset>());
        var (quarantine, change) = QuarantineRules.After(null, cause, Scaled, now);
        while (change != QuarantineChange.SwitchedOff && quarantine is not null)
        {
            attempts.Add(now = quarantine.NextAttempt);
            (quarantine, change) = QuarantineRules.After(quarantine, cause, Scaled, now);
        }

        return attempts;
    }
}
