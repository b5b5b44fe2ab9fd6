using System.Text;
using System.Text.Json.Nodes;
using Provost.Scim.Patching;
using Provost.Scim.Resources;

namespace Provost.Scim.Tests;

/// <summary>Requests as a client would send them.</summary>
internal static class Requests
{
    public static JsonObject Body(string json) => ScimJson.ParseObject(Encoding.UTF8.GetBytes(json));

    public static PatchRequest Patch(params string[] operations) =>
        PatchRequest.Parse(
            Body($$"""{"schemas":["{{PatchRequest.SchemaId}}"],"Operations":[{{string.Join(',', operations)}}]}""")
        );
}
