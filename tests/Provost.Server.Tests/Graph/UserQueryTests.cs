using System.Text.Json.Nodes;
using static Provost.Server.Tests.Graph.Cast;

namespace Provost.Server.Tests.Graph;

/// <summary>Collections of users: filter, order, search, count and pages (graph-api 1).</summary>
public sealed class UserQueryTests
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");

    [Fact]
    public async Task Filters_find_whom_they_describe()
    {
        await using var server = await ThreeAsync();
        var ada = (await server.GetAsync("/users/ada@contoso.example")).Value("id");
        (string Filter, string Names)[] cases =
        [
            ("displayName eq 'ada'", "Ada"),
            ("displayName ne 'Ada'", "Grace Alan"),
            ("userPrincipalName eq 'GRACE@contoso.example'", "Grace"),
            ($"id eq '{ada.ToUpperInvariant()}'", "Ada"),
            ($"id in ('{ada}','nobody')", "Ada"),
            ("startswith(displayName,'a')", "Ada Alan"),
            ("startsWith(department,'SAL') or startsWith(mailNickname,'al')", "Ada Alan"),
            (
                "startswith(displayName,'gr') or startswith(userPrincipalName,'ALAN') or startswith(surname,'x')",
                "Grace Alan"
            ),
            ("startswith(mail,'nobody') or startswith(surname,'nobody')", ""),
            ("department eq null", "Alan"),
            ("department ne null", "Ada Grace"),
            ("department ne 'Sales'", "Grace Alan"),
            ("not(department eq 'Sales')", "Grace Alan"),
            ("not(startswith(department,'S'))", "Grace Alan"),
            ("accountEnabled eq false", "Grace"),
            ("accountEnabled eq true and department eq 'Sales'", "Ada"),
            ("proxyAddresses/any(p:p eq 'SMTP:ada@contoso.example')", "Ada"),
            ("proxyAddresses/any(p:startswith(p,'smtp:ada'))", "Ada"),
            ("otherMails/any()", "Grace"),
            ("not otherMails/any(m:m eq 'grace@home.test')", "Ada Alan"),
            ("identities/any(i:i/issuerAssignedId eq 'g' and i/issuer eq 'home.test')", "Grace"),
            ("employeeHireDate ge 2026-05-01T00:00:00Z", "Ada"),
            ("employeeHireDate lt 2026-05-01", "Grace"),
            ("createdDateTime ge 2020-01-01T00:00:00Z", "Ada Grace Alan"),
            ("createdDateTime lt 2020-01-01T00:00:00Z", ""),
            ("employeeOrgData/costCenter eq '4130'", "Ada"),
            ("onPremisesExtensionAttributes/extensionAttribute1 eq 'SHIFT-A'", "Grace"),
            ("jobTitle eq 'O''Brien'", "Alan"),
            ("displayName eq ''' OR 1=1 --'", ""),
        ];
        foreach (var (filter, names) in cases)
        {
            var reply = await server.GetAsync($"/users?$filter={Uri.EscapeDataString(filter)}");
            Assert.True(
                reply.Status == 200 && reply.Each() == names,
                $"{filter}: {reply.Status} {reply.Each()} {reply.ErrorMessage}"
            );
        }
    }

    [Theory]
    [InlineData("$filter=displayNam eq 'Ada'")]
    [InlineData("$filter=manager eq 'Ada'")]
    [InlineData("$filter=accountEnabled eq 'true'")]
    [InlineData("$filter=displayName eq 7")]
    [InlineData("$filter=proxyAddresses eq 'x'")]
    [InlineData("$filter=displayName/any(d:d eq 'x')")]
    [InlineData("$filter=displayName/x eq 'x'")]
    [InlineData("$filter=displayName")]
    [InlineData("$filter=endswith(mail,'example')")]
    [InlineData("$orderby=jobTitle")]
    [InlineData("$orderby=displayName sideways")]
    [InlineData("$select=displayNam")]
    [InlineData("$expand=everything")]
    [InlineData("$search=\"displayName:ada\"")]
    [InlineData("$count=true")]
    [InlineData("$skip=5")]
    [InlineData("$top=1000")]
    [InlineData("$skiptoken=garbage")]
    public async Task A_query_that_cannot_be_answered_is_refused(string query)
    {
        await using var server = await GraphServer.StartAsync();
        var reply = await server.GetAsync($"/users?{query}");
        Assert.Equal(400, reply.Status);
        Assert.NotEqual("", reply.ErrorMessage);
    }

    [Fact]
    public async Task Advanced_queries_are_answered_where_they_are_asked_for_as_such()
    {
        await using var server = await ThreeAsync();
        async Task<GraphReply> AskAsync(string path) =>
            await server.SendAsync(HttpMethod.Get, path, null, null, Eventual);
        Assert.Equal("3", (await AskAsync("/users/$count")).Text);
        Assert.Equal("2", (await AskAsync("/users/$count?$filter=startswith(displayName,'A')")).Text);
        var counted = await AskAsync(
            "/users?$count=true&$top=1&$filter=endsWith(userPrincipalName,'@CONTOSO.example')"
        );
        Assert.Equal(3, counted.Body["@odata.count"]!.GetValue<int>());
        Assert.Single(counted.Values);
        Assert.Equal("Ada Grace", (await AskAsync("/users?$search=\"displayName:da\" OR \"displayName:gra\"")).Each());
        Assert.Equal("Alan", (await AskAsync("/users?$search=\"displayName:a\" AND \"mailNickname:lan\"")).Each());
    }

    [Theory]
    [InlineData("displayName", "Ada Alan Grace")]
    [InlineData("displayName desc", "Grace Alan Ada")]
    [InlineData("userPrincipalName", "Ada Alan Grace")]
    [InlineData("createdDateTime desc", "Alan Grace Ada")]
    public async Task Pages_in_any_order_hold_everybody_once(string order, string names)
    {
        await using var server = await ThreeAsync();
        var seen = new List<string>();
        var next = $"/users?$select=displayName&$top=1&$orderby={order}";
        while (next != "")
        {
            var page = await server.GetAsync(next);
            Assert.Equal(200, page.Status);
            seen.Add(page.Each());
            next = page.Value("@odata.nextLink");
        }

        Assert.Equal(names, string.Join(' ', seen));
    }

    [Fact]
    public async Task Groups_without_a_word_about_security_count_as_security_groups()
    {
        await using var server = await GraphServer.StartAsync();
        await server.GroupAsync("Sales");
        var mail = Team("Announcements");
        mail["securityEnabled"] = false;
        await server.PostAsync("/groups", mail);
        Assert.Equal("Sales", (await server.GetAsync("/groups?$filter=securityEnabled eq true")).Each());
        Assert.Equal("Announcements", (await server.GetAsync("/groups?$filter=securityEnabled eq false")).Each());
    }

    private static async Task<GraphServer> ThreeAsync()
    {
        var server = await GraphServer.StartAsync();
        var ada = Person("Ada");
        ada["department"] = "Sales";
        ada["proxyAddresses"] = new JsonArray("SMTP:ada@contoso.example", "smtp:a@contoso.example");
        ada["employeeHireDate"] = "2026-05-01T00:00:00Z";
        ada["employeeOrgData"] = new JsonObject { ["costCenter"] = "4130" };
        var grace = Person("Grace");
        grace["accountEnabled"] = false;
        grace["department"] = "Research";
        grace["otherMails"] = new JsonArray("grace@home.test");
        grace["employeeHireDate"] = "2026-04-30T23:59:59+00:00";
        grace["onPremisesExtensionAttributes"] = new JsonObject { ["extensionAttribute1"] = "shift-a" };
        grace["identities"] = new JsonArray(
            new JsonObject
            {
                ["signInType"] = "emailAddress",
                ["issuer"] = "home.test",
                ["issuerAssignedId"] = "g",
            }
        );
        var alan = Person("Alan");
        alan["jobTitle"] = "O'Brien";
        foreach (var person in (JsonObject[])[ada, grace, alan])
        {
            var reply = await server.PostAsync("/users", person);
            Assert.True(reply.Status == 201, reply.Text);
        }

        return server;
    }
}
