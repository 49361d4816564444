using System.Net;
using System.Net.Sockets;

namespace Ringback.Core.Http;

/// <summary>The IPv4 address that an IPv6 address of a transition mechanism leads to.</summary>
internal static class EmbeddedIPv4
{
    private static readonly (IPNetwork Range, int At)[] Forms =
    [
        (IPNetwork.Parse("::/96"), 12), // IPv4-compatible
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12), // IPv4-translated (RFC 2765)
        (IPNetwork.Parse("64:ff9b::/96"), 12), // NAT64 (RFC 6052)
        (IPNetwork.Parse("64:ff9b:1::/48"), 12), // NAT64 of a network's own (RFC 8215), its usual length
        (IPNetwork.Parse("2002::/16"), 2), // 6to4 (RFC 3056)
    ];

    /// <summary>Null when there is none. <c>::1</c> is an address of its own.</summary>
    public static IPAddress? Extract(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback)) return null;
        foreach (var (range, at) in Forms)
        {
            if (range.Contains(address)) return new IPAddress(address.GetAddressBytes().AsSpan(at, 4));
        }
        return null;
    }
}
