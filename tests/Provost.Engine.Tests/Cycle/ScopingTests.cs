using Provost.Engine.Applications;
using Provost.Engine.Cycle;
using Provost.Engine.Directory;
using Provost.Engine.Synchronization;
using Provost.Engine.Tests.Rules;

namespace Provost.Engine.Tests.Cycle;

/// <summary>Who is in scope, and the sentence that says why not.</summary>
public sealed class ScopingTests
{
    private static readonly Guid UserRole = new("11111111-1111-1111-1111-111111111111");
    private static readonly Entitlement Direct = new(UserRole, null);
    private static readonly Entitlement DefaultAccess = new(AppRole.DefaultAccess, null);
    private static readonly DirectoryObject Ada = People.Ada;

    [Fact]
    [Rule("ENT-SCO-2")]
    public void Somebody_assigned_directly_is_in_scope_ENT_SCO_2() => Assert.Equal("direct", Decide(Ada, Direct).Path);

    [Fact]
    [Rule("ENT-SCO-2")]
    public void A_member_of_an_assigned_group_is_in_scope_ENT_SCO_2() =>
        Assert.Equal("group Sales", Decide(Ada, new Entitlement(UserRole, "Sales")).Path);

    [Fact]
    public void Nobody_else_is_in_scope_of_an_assigned_job_ENT_SCO_1() =>
        Assert.Equal(ScopeReason.NotAssigned, Decide(Ada).Reason);

    [Fact]
    public void Everybody_is_in_scope_of_all_ENT_SCO_1() =>
        Assert.True(Scoping.Decide(new JobSettings { Scope = ScopeSetting.All }, true, Ada, []).InScope);

    [Fact]
    public void Whoever_is_disabled_is_never_created_ENT_SCO_12() =>
        Assert.Equal(ScopeReason.AccountDisabled, Decide(Ada with { AccountEnabled = false }, Direct).Reason);

    [Fact]
    public void Whoever_is_deleted_is_out_ENT_DEP_1() =>
        Assert.Equal(ScopeReason.SoftDeleted, Decide(Ada with { DeletedAt = DateTimeOffset.UnixEpoch }, Direct).Reason);

    [Fact]
    public void Nothing_is_left_of_whoever_was_purged() =>
        Assert.Equal(ScopeReason.Purged, Decide(null, Direct).Reason);

    [Fact]
    [Rule("ENT-SCO-10", Verdict.Improved, "The two readings of the sources are a setting (decision 8).")]
    public void Default_Access_alone_does_not_count_where_the_application_has_roles_ENT_SCO_10()
    {
        var decision = Decide(Ada, DefaultAccess);

        Assert.Equal(ScopeReason.DefaultAccessOnly, decision.Reason);
        Assert.Contains("Default Access only", decision.Sentence, StringComparison.Ordinal);
        Assert.True(decision is { IsAssigned: true, HasRequiredRole: false });
    }

    [Fact]
    public void Default_Access_beside_a_role_does_no_harm() => Assert.True(Decide(Ada, DefaultAccess, Direct).InScope);

    [Fact]
    public void Default_Access_counts_where_the_application_has_no_roles() =>
        Assert.True(Scoping.Decide(new JobSettings(), false, Ada, [DefaultAccess]).InScope);

    [Fact]
    [Rule("ENT-SCO-10")]
    public void Default_Access_counts_where_the_setting_says_so_ENT_SCO_10() =>
        Assert.True(
            Scoping.Decide(new JobSettings { ExcludeDefaultAccess = false }, true, Ada, [DefaultAccess]).InScope
        );

    private static ScopeDecision Decide(DirectoryObject? source, params Entitlement[] entitlements) =>
        Scoping.Decide(new JobSettings(), applicationHasRoles: true, source, entitlements);
}
