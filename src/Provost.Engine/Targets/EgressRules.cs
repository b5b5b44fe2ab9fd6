using System.Net;
using System.Net.Sockets;

namespace Provost.Engine.Targets;

/// <summary>What an address is, seen from a server that must not be talked into calling its own network.</summary>
internal enum AddressClass
{
    Public,

    /// <summary>Loopback and private networks: allowed where an administrator says so.</summary>
    Private,

    /// <summary>
    /// Link-local (cloud metadata lives there), multicast, unspecified and reserved: never a SCIM server.
    /// </summary>
    Forbidden,
}

/// <summary>
/// Which addresses a request may go to. Pure; asked at connect time with what the name resolved to (DNS rebinding).
/// </summary>
internal static class EgressRules
{
    private static readonly IPNetwork[] Private =
    [
        .. new[] { "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16" }.Select(
            IPNetwork.Parse
        ),
        .. new[] { "::1/128", "fc00::/7" }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork[] Forbidden =
    [
        .. new[] { "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15" }.Select(
            IPNetwork.Parse
        ),
        .. new[] { "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3" }.Select(IPNetwork.Parse),
        .. new[] { "::/128", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "100::/64" }.Select(
            IPNetwork.Parse
        ),
    ];

    public static AddressClass Classify(IPAddress address)
    {
        var real = Embedded(address) ?? address;
        return Forbidden.Any(n => n.Contains(real)) ? AddressClass.Forbidden
            : Private.Any(n => n.Contains(real)) ? AddressClass.Private
            : AddressClass.Public;
    }

    /// <summary>Why a request may not go there, null if it may.</summary>
    public static string? Refusal(string host, IPAddress address, bool https, bool allowPrivate) =>
        (Classify(address), https, allowPrivate) switch
        {
            (AddressClass.Forbidden, _, _) =>
                $"{Named(host, address)} is a link-local or reserved address, where no target may be. "
                    + "Check the Tenant URL.",
            (AddressClass.Private, _, false) =>
                $"{Named(host, address)} is a private address, and those are not allowed. "
                    + "Check the Tenant URL, or set AllowPrivateAddresses for this target.",
            (AddressClass.Public, false, _) =>
                $"{Named(host, address)} is a public address, and the secret token is not sent there in the clear. "
                    + "Enter a Tenant URL that starts with https://.",
            _ => null,
        };

    private static string Named(string host, IPAddress address) =>
        host.Trim('[', ']') == address.ToString() ? host : $"{host} ({address})";

    /// <summary>The IPv4 address inside an IPv6 one: mapped, NAT64 (64:ff9b::/96) or 6to4 (2002::/16).</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();

        var bytes = address.GetAddressBytes();
        return bytes switch
        {
            [0x00, 0x64, 0xff, 0x9b, ..] => new IPAddress(bytes.AsSpan(12)),
            [0x20, 0x02, ..] => new IPAddress(bytes.AsSpan(2, 4)),
            _ => null,
        };
    }
}
