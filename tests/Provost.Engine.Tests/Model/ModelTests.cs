using CsCheck;
using Provost.Engine.Synchronization;

namespace Provost.Engine.Tests.Model;

/// <summary>
/// Whatever happens in the directory, in whatever order, under whatever policy, and whenever cycles run: the application
/// is what the model says, and a cycle after a finished cycle does nothing.
/// </summary>
public sealed class ModelTests
{
    private static readonly long Sequences =
        Environment.GetEnvironmentVariable("PROVOST_LONG") == "1" ? 100_000 : 2_000;

    private static readonly Gen<LeaverAction> AnyAction = Gen.Enum<LeaverAction>();

    private static readonly Gen<Rules> EvenContradictions =
        from scope in Gen.OneOf(
            Gen.Const(ScopeSetting.Assigned),
            Gen.Const(ScopeSetting.Assigned),
            Gen.Const(ScopeSetting.All)
        )
        from nested in Gen.Bool
        from softDelete in Gen.OneOf(Gen.Const(true), Gen.Const(true), Gen.Const(true), Gen.Const(false))
        from filter in Gen.Enum<FilterKind>()
        from unassigned in AnyAction
        from outOfScope in AnyAction
        from disabled in AnyAction
        from softDeleted in AnyAction
        from purged in AnyAction
        from groups in AnyAction
        select new Rules(
            scope,
            nested,
            softDelete,
            filter,
            unassigned,
            outOfScope,
            disabled,
            softDeleted,
            purged,
            groups
        );

    /// <summary>Those that can be saved.</summary>
    private static readonly Gen<Rules> AnyRules = EvenContradictions.Where(r =>
        !JobSettingsRules.Problems(Installation.Settings(r), Installation.Schema(r)).Any()
    );

    private static readonly Gen<Step> AnyStep =
        from act in Gen.Frequency(
            (3, Gen.Enum<Act>()),
            (1, Gen.Const(Act.Cycle)),
            (1, Gen.OneOf(Gen.Const(Act.Assign), Gen.Const(Act.AssignTeam), Gen.Const(Act.Join)))
        )
        from one in Gen.Int[0, 29]
        from other in Gen.Int[0, 59]
        select new Step(act, one, other);

    [Fact]
    public Task The_application_is_what_the_model_says_after_every_cycle() =>
        Gen.Select(AnyRules.Array[1, 3], AnyStep.Array[1, 40])
            .SampleAsync(
                async (rules, steps) =>
                {
                    await using var installation = await Installation.StartAsync(rules[0]);
                    var sequence = new Sequence(installation, rules);
                    await sequence.BeginAsync();
                    foreach (var step in steps)
                        await sequence.StepAsync(step);
                    await sequence.CycleAsync();
                },
                iter: Sequences,
                threads: Environment.ProcessorCount,
                print: t => $"{string.Join("\n", t.Item1.Select(r => r.ToString()))}\n{string.Join("\n", t.Item2)}"
            );
}
