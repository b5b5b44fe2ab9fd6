using System.Text.Json.Nodes;
using CsCheck;
using Provost.Scim.Resources;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Patching;

/// <summary>A PATCH happens as a whole or not at all (RFC 7644 §3.5.2), whatever is in it.</summary>
public sealed class AtomicityTests
{
    private static readonly Gen<string> Paths = Gen.OneOf(
        "userName",
        "title",
        "active",
        "name",
        "name.givenName",
        "emails",
        "emails.value",
        "emails[type eq \"work\"]",
        "emails[type eq \"work\"].value",
        "emails[type eq \"home\"].primary",
        "emails[primary eq true].display",
        "emails[value co \"contoso\"]",
        "phoneNumbers[type eq \"fax\"].value",
        "roles",
        "roles[primary eq \"True\"].value",
        "manager",
        "manager.value",
        "schemas",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:acme:2.0:User:badge",
        "urn:acme:2.0:User:cars[plate eq \"X\"].colour",
        "urn:acme:2.0:User"
    );

    /// <summary>Paths that are refused, so that lists of operations fail at every place.</summary>
    private static readonly Gen<string> BadPaths = Gen.OneOf("id", "meta.version", "groups", "nonsense", "emails.x");

    private static readonly Gen<string> Scalars = Gen.OneOf(
        "null",
        "\"\"",
        "\"x\"",
        "\"True\"",
        "true",
        "7",
        "\"ada@contoso.com\"",
        "[]"
    );

    private static readonly Gen<string> Elements = Gen.OneOf(
        "{\"type\":\"work\",\"value\":\"w\",\"primary\":true}",
        "{\"type\":\"home\",\"value\":\"h\"}",
        "{\"value\":\"ada@contoso.com\"}",
        "{\"givenName\":\"Augusta\",\"department\":\"Ops\"}",
        "{}"
    );

    private static readonly Gen<string> Values = Gen.OneOf(
        Scalars,
        Elements,
        Elements.Array[0, 3].Select(e => $"[{string.Join(',', e)}]"),
        Gen.Select(Paths, Scalars, (p, v) => new JsonObject { [p] = JsonNode.Parse(v) }.ToJsonString())
    );

    private static readonly Gen<string> Operations = Gen.Select(
        Gen.OneOf("add", "Replace", "remove", "Add", "replace"),
        Gen.Frequency((12, Paths), (1, BadPaths)).Null(0.2),
        Values,
        (op, path, value) =>
            new JsonObject
            {
                ["op"] = op,
                ["path"] = path,
                ["value"] = JsonNode.Parse(value),
            }.ToJsonString()
    );

    private static readonly Gen<ScimResource> Users = Gen.Select(
        Gen.OneOf("ada", "alan", "odd"),
        Elements.Array[0, 4],
        (who, emails) =>
        {
            var user = who switch
            {
                "ada" => People.Ada(),
                "alan" => People.Alan(),
                _ => ScimResource.Parse(
                    """{"USERNAME":"odd","Emails":"bare","name":"Odd","urn:acme:2.0:User":{"cars":{"plate":"X"}}}"""
                ),
            };
            if (emails.Length > 0)
                user["emails"] = new JsonArray([.. emails.Select(e => JsonNode.Parse(e))]);
            return user;
        }
    );

    [Fact]
    public void A_refused_patch_leaves_the_resource_as_it_was() =>
        Gen.Select(Users, Operations.Array[1, 6])
            .Sample(
                (user, operations) =>
                {
                    var before = user.Json.ToJsonString();
                    try
                    {
                        Requests.Patch(operations).Apply(user, ResourceType.User);
                    }
                    catch (ScimException)
                    {
                        return user.Json.ToJsonString() == before;
                    }

                    return true;
                },
                iter: 3000
            );

    [Fact]
    public void One_operation_reports_a_change_exactly_when_it_made_one() =>
        Gen.Select(Users, Operations)
            .Sample(
                (user, operation) =>
                {
                    var before = user.Json.ToJsonString();
                    try
                    {
                        var changed = Requests.Patch(operation).Apply(user, ResourceType.User);
                        return changed == (user.Json.ToJsonString() != before);
                    }
                    catch (ScimException)
                    {
                        return true;
                    }
                },
                iter: 5000
            );

    [Fact]
    public void A_patch_that_reports_no_change_made_none() =>
        Gen.Select(Users, Operations.Array[2, 6])
            .Sample(
                (user, operations) =>
                {
                    var before = user.Json.ToJsonString();
                    try
                    {
                        var changed = Requests.Patch(operations).Apply(user, ResourceType.User);
                        return changed || user.Json.ToJsonString() == before;
                    }
                    catch (ScimException)
                    {
                        return true;
                    }
                },
                iter: 3000
            );

    [Fact]
    public void A_patch_keeps_what_must_hold_for_every_user() =>
        Gen.Select(Users.Where(u => u.Json.ContainsKey("userName")), Operations.Array[1, 6])
            .Sample(
                (user, operations) =>
                {
                    try
                    {
                        Requests.Patch(operations).Apply(user, ResourceType.User);
                    }
                    catch (ScimException)
                    {
                        return true;
                    }

                    return user.Text("userName") is { Length: > 0 }
                        && user.Json.All(p => p.Value is not null and not JsonObject { Count: 0 })
                        && user.Json.Where(p => p.Key.StartsWith("urn:", StringComparison.Ordinal))
                            .All(p => user["schemas"] is JsonArray listed && listed.Any(s => (string?)s == p.Key));
                },
                iter: 3000
            );

    /// <summary>
    /// Both are needed by clients that repeat themselves: a retry must not fail and not make a new version.
    /// </summary>
    [Fact]
    public void Adding_the_same_again_is_no_change() =>
        Gen.Select(Users, Elements.Array[0, 4])
            .Sample(
                (user, elements) =>
                {
                    var operation = $$"""{"op":"add","path":"emails","value":[{{string.Join(',', elements)}}]}""";
                    try
                    {
                        Requests.Patch(operation).Apply(user, ResourceType.User);
                    }
                    catch (ScimException)
                    {
                        return true;
                    }

                    return !Requests.Patch(operation).Apply(user, ResourceType.User);
                },
                iter: 2000
            );

    [Fact]
    public void Members_are_a_set_whatever_is_added_and_removed() =>
        Gen.Select(Gen.Int[0, 9].Array[0, 30], Gen.Select(Gen.Bool, Gen.Int[0, 9]).Array[0, 30])
            .Sample(
                (start, steps) =>
                {
                    var expected = start.Distinct().ToList();
                    var team = People.Team([.. expected.Select(m => $"m{m}")]);
                    var operations = new List<string>();
                    foreach (var (add, member) in steps)
                    {
                        operations.Add(
                            add
                                ? $$"""{"op":"add","path":"members","value":[{"value":"m{{member}}"}]}"""
                                : $$"""{"op":"remove","path":"members[value eq \"m{{member}}\"]"}"""
                        );
                        expected.Remove(member);
                        if (add)
                            expected.Add(member);
                    }

                    Requests.Patch([.. operations]).Apply(team, ResourceType.Group);

                    var actual = team["members"]?.AsArray().Select(m => (string?)m?["value"]) ?? [];
                    return expected
                        .Select(m => $"m{m}")
                        .Order(StringComparer.Ordinal)
                        .SequenceEqual(actual.Order(StringComparer.Ordinal), StringComparer.Ordinal);
                }
            );

    /// <summary>
    /// Ten thousand operations on ten thousand members: a scan for each would be a hundred million look-ups.
    /// </summary>
    [Theory]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"new#"}]}""", 20_000)]
    [InlineData("""{"op":"add","path":"members","value":[{"value":"m#"}]}""", 10_000)]
    [InlineData("""{"op":"remove","path":"members[value eq \"m#\"]"}""", 0)]
    [InlineData("""{"op":"remove","path":"members","value":[{"value":"m#"}]}""", 0)]
    public void Many_operations_on_many_members_cost_linear_time(string operation, int expected)
    {
        var team = People.Team([.. Enumerable.Range(0, 10_000).Select(i => $"m{i}")]);
        var operations = Enumerable
            .Range(0, 10_000)
            .Select(i => operation.Replace("#", $"{i}", StringComparison.Ordinal));
        var patch = Requests.Patch([.. operations]);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        patch.Apply(team, ResourceType.Group);

        Assert.Equal(expected, team["members"]?.AsArray().Count ?? 0);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{clock.Elapsed}");
    }

    [Fact]
    public void A_member_that_a_store_holds_twice_is_removed_with_two_operations()
    {
        const string remove = """{"op":"remove","path":"members","value":[{"value":"ada-1"}]}""";
        var team = People.Team("ada-1", "grace-1", "ada-1");

        Requests.Patch(remove, remove, remove).Apply(team, ResourceType.Group);

        People.Same("""[{"value":"grace-1"}]""", team["members"]);
    }

    [Fact]
    public void A_multi_valued_attribute_cannot_grow_without_end()
    {
        var emails = string.Join(',', Enumerable.Range(0, ScimLimits.Elements + 1).Select(i => $"\"{i}\""));
        var ada = People.Ada();

        var refusal = Assert.Throws<ScimException>(() =>
            Requests.Patch($$"""{"op":"add","path":"emails","value":[{{emails}}]}""").Apply(ada, ResourceType.User)
        );

        Assert.Equal(413, refusal.Status);
        Assert.Throws<ScimException>(() =>
            Requests.Patch($$"""{"op":"replace","path":"emails","value":[{{emails}}]}""").Apply(ada, ResourceType.User)
        );
        Assert.Equal(2, ada["emails"]?.AsArray().Count);
    }
}
