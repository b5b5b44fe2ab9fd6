using CsCheck;
using Provost.Engine.Expressions;
using Provost.Engine.Synchronization;
using static Provost.Engine.Tests.Synchronization.Plans;

namespace Provost.Engine.Tests.Synchronization;

/// <summary>A fingerprint says whether anything that would be written has changed.</summary>
public sealed class FingerprintTests
{
    private static readonly MappingPlan Two = User(Map("title", "[jobTitle]"), Map("nickName", "[mailNickname]"));

    [Fact]
    public void It_is_stored_and_so_never_changes_for_the_same_values()
    {
        var plan = User(Map("displayName", "[displayName]"));

        Assert.Equal(-2798987372366990644, Fingerprint.Of(plan.Map(People.Ada, Present)));
    }

    [Fact]
    public void Every_mapped_attribute_counts()
    {
        var before = Fingerprint.Of(ScimUser.Map(People.Ada, Present));

        foreach (var name in new[] { "department", "jobTitle", "mail", "city" })
            Assert.NotEqual(before, Fingerprint.Of(ScimUser.Map(People.Ada.With(name, Value.Text("new")), Present)));
        Assert.NotEqual(before, Fingerprint.Of(ScimUser.Map(People.Ada, Leaving)));
        Assert.Equal(before, Fingerprint.Of(ScimUser.Map(People.Ada.With("faxModel", Value.Text("new")), Present)));
    }

    [Fact]
    public void Texts_do_not_run_into_each_other() =>
        Gen.Select(Gen.String, Gen.String, Gen.String)
            .Sample(
                (a, b, c) =>
                {
                    Assert.Equal(a + b == a && b + c == c, Of(a, b + c) == Of(a + b, c));
                }
            );

    [Fact]
    public void Null_differs_from_an_empty_text()
    {
        var plan = User(Map("title", "[jobTitle]"));

        Assert.NotEqual(
            Fingerprint.Of(plan.Map(People.Ada.With("jobTitle", Value.Text("")), Present)),
            Fingerprint.Of(plan.Map(People.Ada.With("jobTitle", Value.Null), Present))
        );
    }

    [Fact]
    public void A_random_value_does_not_count()
    {
        var plan = User(Map("nickName", "Guid()"));
        var context = Present;

        Assert.Equal(Fingerprint.Of(plan.Map(People.Ada, context)), Fingerprint.Of(plan.Map(People.Ada, context)));
    }

    private static long Of(string title, string nick)
    {
        var ada = People.Ada.With("jobTitle", Value.Text(title)).With("mailNickname", Value.Text(nick));
        return Fingerprint.Of(Two.Map(ada, Present));
    }
}
