using System.Text.Json.Nodes;
using Provost.Scim.Schemas;

namespace Provost.Scim.Tests.Web;

/// <summary>
/// PATCH of every attribute that the schemas publish as writable, as scim2-tester does (scim-wire E.5).
/// </summary>
public sealed class EveryAttributeTests
{
    private static readonly Schema[] Schemas = [CoreSchemas.User, CoreSchemas.EnterpriseUser];

    public static TheoryData<string, string?> Writable =>
        [
            .. from schema in Schemas
            from attribute in schema.Attributes
            where attribute is { Mutability: Mutability.ReadWrite, Required: false } && attribute.Name is not "manager"
            from sub in attribute.MultiValued ? [null] : Parts(attribute).Select(static part => part?.Name)
            select (Prefix(schema) + attribute.Name, sub),
        ];

    [Theory]
    [MemberData(nameof(Writable))]
    public async Task An_attribute_is_added_replaced_and_removed(string name, string? sub)
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.Client.AddUserAsync("ada");
        var attribute = Schemas
            .Select(schema => schema.Find(name[(name.LastIndexOf(':') + 1)..]))
            .First(static a => a is not null)!;
        var part = sub is null ? attribute : attribute.Find(sub)!;
        var path = sub is null ? name : $"{name}.{sub}";

        foreach (var (op, seed) in new[] { ("add", 1), ("replace", 2) })
        {
            var value = Value(part, seed);
            var patched = await server.Client.PatchAsync($"/Users/{id}", Operation(op, path, value));

            Assert.Equal(200, patched.Status);
            foreach (var body in new[] { patched.Body!, (await server.Client.GetAsync($"/Users/{id}")).Body! })
                Assert.True(JsonNode.DeepEquals(value, Find(body, name, sub)), $"{path}: {body.ToJsonString()}");
        }

        Assert.Equal(200, (await server.Client.PatchAsync($"/Users/{id}", Operation("remove", path, null))).Status);
        Assert.Null(Find((await server.Client.GetAsync($"/Users/{id}")).Body!, name, sub));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("meta")]
    [InlineData("meta.created")]
    [InlineData("groups")]
    public async Task What_is_the_servers_own_is_refused_by_name_and_passed_over_in_an_object(string path)
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.Client.AddUserAsync("ada");
        var before = (await server.Client.GetAsync($"/Users/{id}")).Body!;

        var named = await server.Client.PatchAsync($"/Users/{id}", Operation("replace", path, "x"));
        var folded = await server.Client.PatchAsync(
            $"/Users/{id}",
            $$$"""{"op":"replace","value":{"{{{path}}}":"x"}}"""
        );

        Assert.Equal((400, "mutability"), (named.Status, named.ScimType));
        Assert.Equal(200, folded.Status);
        Assert.True(JsonNode.DeepEquals(before, folded.Body), folded.Text);
    }

    private static IEnumerable<SchemaAttribute?> Parts(SchemaAttribute attribute) =>
        attribute.SubAttributes.Where(static part => part.Mutability is Mutability.ReadWrite).Prepend(null);

    private static string Prefix(Schema schema) => schema == CoreSchemas.User ? "" : schema.Id + ":";

    private static string Operation(string op, string path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (value is not null)
            operation["value"] = value.DeepClone();
        return operation.ToJsonString();
    }

    private static JsonNode? Find(JsonObject body, string name, string? sub)
    {
        var home = name.LastIndexOf(':') is > 0 and var colon ? body[name[..colon]] : body;
        var value = home?[name[(name.LastIndexOf(':') + 1)..]];
        return sub is null ? value : value?[sub];
    }

    private static JsonNode Value(SchemaAttribute attribute, int seed) =>
        attribute.MultiValued ? new JsonArray(Single(attribute, seed)) : Single(attribute, seed);

    private static JsonNode Single(SchemaAttribute attribute, int seed) =>
        attribute.Type switch
        {
            AttributeType.Boolean => seed is 1,
            AttributeType.Integer => seed,
            AttributeType.Binary => Convert.ToBase64String([(byte)seed]),
            AttributeType.Reference => $"https://contoso.example/{seed}",
            AttributeType.Complex => new JsonObject(
                attribute
                    .SubAttributes.Where(static part =>
                        part.Mutability is Mutability.ReadWrite && part.Name is not "$ref"
                    )
                    .Select(part => KeyValuePair.Create(part.Name, (JsonNode?)Single(part, seed)))
            ),
            _ => $"{attribute.Name} {seed}",
        };
}
