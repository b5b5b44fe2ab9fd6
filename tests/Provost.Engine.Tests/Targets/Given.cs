using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Provost.Engine.Expressions;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>The canonical things of the tests of targets; tests vary them with <c>with</c>.</summary>
internal static class Given
{
    public const string Secret = "s3cr3t-of-contoso";

    public static readonly TargetPath UserName = TargetPath.Parse("userName");

    /// <summary>The deadline is one that no wait has, so that <see cref="TestClock"/> knows it.</summary>
    public static readonly TargetProfile Profile = new() { RequestTimeout = TimeSpan.FromMinutes(77) };

    public static ReadOnlyMemory<byte> Ada { get; } =
        Encoding.UTF8.GetBytes("""{"userName":"ada@contoso.example","displayName":"Ada"}""");

    public static TestClock Clock() => new(Profile.RequestTimeout);

    public static ScimTarget Client(
        this ScriptedTarget server,
        TargetProfile? profile = null,
        string path = "/scim",
        TimeProvider? time = null,
        OutboundSettings? settings = null
    ) =>
        new(
            new TargetConnection(server.Url + path, Secret) { AllowPrivateAddresses = true },
            profile ?? Profile,
            new OutboundHttp((settings ?? new OutboundSettings()) with { AllowPrivateAddresses = true }),
            time ?? Clock(),
            NullLogger<ScimTarget>.Instance
        )
        {
            Jitter = () => 0,
        };

    public static AttributeChange Change(string path, Value before, Value after) =>
        new(TargetPath.Parse(path), before, after);

    public static AttributeChange Change(string path, string? before, string? after) =>
        Change(path, Value.Text(before), Value.Text(after));
}
