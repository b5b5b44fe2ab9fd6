using Microsoft.Data.Sqlite;
using Provost.Scim.Filters;
using ScimServer;

namespace Provost.Scim.Tests.Web;

/// <summary>A filter that names one resource must not cost more in a larger store: SQLite's own plan says so.</summary>
public sealed class LookupTests
{
    [Theory]
    [InlineData("userName eq \"ada\"", "resource_user_name")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:USERNAME Eq \"ada\"", "resource_user_name")]
    [InlineData("active eq true and userName eq \"ada\"", "resource_user_name")]
    [InlineData("externalId eq \"1\"", "resource_external_id")]
    [InlineData("externalId eq 4711", "resource_external_id")]
    [InlineData("displayName eq \"Contoso\"", "resource_display_name")]
    [InlineData("manager eq \"1\"", "resource_manager_id")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"1\"", "resource_manager_id")]
    [InlineData("id eq \"1\" and manager eq \"2\"", "sqlite_autoindex_resource_1")]
    [InlineData("members eq \"1\"", "member_value")]
    [InlineData("members[value eq \"1\"]", "member_value")]
    [InlineData("id eq \"1\" and members eq \"2\"", "sqlite_autoindex_resource_1")]
    public void An_equality_on_an_indexed_attribute_is_a_look_up(string filter, string index)
    {
        var plan = Plan(filter);

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("resource_type", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("userName ne \"ada\"")]
    [InlineData("not (userName eq \"ada\")")]
    [InlineData("userName eq \"ada\" or title eq \"Dr\"")]
    [InlineData("userName sw \"ada\"")]
    [InlineData("urn:contoso:2.0:User:userName eq \"ada\"")]
    [InlineData("emails[value eq \"ada\"]")]
    [InlineData("members[value eq \"1\" or value eq \"2\"]")]
    public void Anything_else_reads_all_of_the_type(string filter) =>
        Assert.Contains("resource_type", Plan(filter), StringComparison.Ordinal);

    private static string Plan(string filter)
    {
        var (sql, value) = SqliteResourceStore.Candidates(Filter.Parse(filter));
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = SqliteResourceStore.Tables;
        command.ExecuteNonQuery();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        command.Parameters.AddWithValue("$1", "User");
        command.Parameters.AddWithValue("$2", value);

        using var rows = command.ExecuteReader();
        var steps = new List<string>();
        while (rows.Read())
            steps.Add(rows.GetString(3));
        return string.Join('\n', steps);
    }
}
