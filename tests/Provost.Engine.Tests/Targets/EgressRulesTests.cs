using System.Net;
using Provost.Engine.Targets;

namespace Provost.Engine.Tests.Targets;

/// <summary>Design §5: private and loopback addresses only where an administrator allows them.</summary>
public sealed class EgressRulesTests
{
    [Theory]
    [InlineData("20.50.2.1", AddressClass.Public)]
    [InlineData("172.32.0.1", AddressClass.Public)]
    [InlineData("2a02:ec80::1", AddressClass.Public)]
    [InlineData("127.0.0.1", AddressClass.Private)]
    [InlineData("127.8.9.10", AddressClass.Private)]
    [InlineData("10.1.2.3", AddressClass.Private)]
    [InlineData("172.16.0.1", AddressClass.Private)]
    [InlineData("172.31.255.255", AddressClass.Private)]
    [InlineData("192.168.1.1", AddressClass.Private)]
    [InlineData("100.64.0.1", AddressClass.Private)]
    [InlineData("::1", AddressClass.Private)]
    [InlineData("fd00::1", AddressClass.Private)]
    [InlineData("::ffff:127.0.0.1", AddressClass.Private)]
    [InlineData("64:ff9b::10.0.0.1", AddressClass.Private)]
    [InlineData("2002:7f00:1::1", AddressClass.Private)]
    [InlineData("169.254.169.254", AddressClass.Forbidden)]
    [InlineData("::ffff:169.254.169.254", AddressClass.Forbidden)]
    [InlineData("0.0.0.0", AddressClass.Forbidden)]
    [InlineData("224.0.0.1", AddressClass.Forbidden)]
    [InlineData("255.255.255.255", AddressClass.Forbidden)]
    [InlineData("::", AddressClass.Forbidden)]
    [InlineData("fe80::1", AddressClass.Forbidden)]
    [InlineData("ff02::1", AddressClass.Forbidden)]
    internal void Every_address_has_a_class(string address, AddressClass expected) =>
        Assert.Equal(expected, EgressRules.Classify(IPAddress.Parse(address)));

    [Theory]
    [InlineData("20.50.2.1", true, false, null)]
    [InlineData("20.50.2.1", true, true, null)]
    [InlineData("20.50.2.1", false, true, "app.example (20.50.2.1) is a public address, and the secret token")]
    [InlineData("10.0.0.5", true, false, "app.example (10.0.0.5) is a private address, and those are not allowed.")]
    [InlineData("10.0.0.5", true, true, null)]
    [InlineData("10.0.0.5", false, true, null)]
    [InlineData("169.254.169.254", true, true, "app.example (169.254.169.254) is a link-local or reserved address")]
    public void A_refusal_names_the_host_and_the_address(string address, bool https, bool allowed, string? refusal)
    {
        var actual = EgressRules.Refusal("app.example", IPAddress.Parse(address), https, allowed);

        if (refusal is null)
            Assert.Null(actual);
        else
            Assert.StartsWith(refusal, actual, StringComparison.Ordinal);
    }
}
