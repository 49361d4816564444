using System.Net;
using System.Net.Sockets;

namespace Ringback.Core.Http;

/// <summary>
/// The addresses that aren't the public internet: IANA's special-purpose registries for IPv4 and IPv6, and what
/// carries an IPv4 address inside an IPv6 one.
/// </summary>
internal static class ReservedRanges
{
    private static readonly (IPNetwork Range, string Reason)[] V4 =
    [
        Range("0.0.0.0/8", "address of this network"),
        Range("10.0.0.0/8", "private address"),
        Range("100.64.0.0/10", "carrier-grade NAT address"),
        Range("127.0.0.0/8", "loopback address"),
        Range("168.63.129.16/32", "cloud platform address"), // Azure's WireServer: public in form, the host in fact
        Range("169.254.0.0/16", "link-local address"),
        Range("172.16.0.0/12", "private address"),
        Range("192.0.0.0/24", "protocol assignment"),
        Range("192.0.2.0/24", "documentation address"),
        Range("192.88.99.0/24", "6to4 relay address"),
        Range("192.168.0.0/16", "private address"),
        Range("198.18.0.0/15", "benchmarking address"),
        Range("198.51.100.0/24", "documentation address"),
        Range("203.0.113.0/24", "documentation address"),
        Range("224.0.0.0/4", "multicast address"),
        Range("255.255.255.255/32", "broadcast address"),
        Range("240.0.0.0/4", "reserved address"),
    ];

    // The first that fits gives the reason; whatever is outside 2000::/3 is refused by the last.
    private static readonly (IPNetwork Range, string Reason)[] V6 =
    [
        Range("::1/128", "loopback address"),
        Range("::/96", "IPv4-compatible address"),
        Range("::ffff:0:0:0/96", "IPv4-translated address"),
        Range("64:ff9b::/96", "NAT64 address"),
        Range("64:ff9b:1::/48", "NAT64 address"),
        Range("100::/64", "discard address"),
        Range("2001::/32", "Teredo address"),
        Range("2001:2::/48", "benchmarking address"),
        Range("2001::/23", "protocol assignment"),
        Range("2001:db8::/32", "documentation address"),
        Range("2002::/16", "6to4 address"),
        Range("3fff::/20", "documentation address"),
        Range("fc00::/7", "unique-local address"),
        Range("fe80::/10", "link-local address"),
        Range("fec0::/10", "site-local address"),
        Range("ff00::/8", "multicast address"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Null for a public address.</summary>
    public static string? ReasonFor(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return Find(V4, address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return "no internet address";
        return Find(V6, address)
            ?? (GlobalUnicast.Contains(address) ? null : "reserved address")
            ?? ReasonForIsatap(address);
    }

    /// <summary>ISATAP (RFC 5214) hides an IPv4 address in any prefix: …:0:5efe:a.b.c.d and …:200:5efe:a.b.c.d.</summary>
    private static string? ReasonForIsatap(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var isatap = (bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE;
        return isatap ? Find(V4, new IPAddress(bytes[12..])) : null;
    }

    private static string? Find((IPNetwork Range, string Reason)[] ranges, IPAddress address)
    {
        foreach (var (range, reason) in ranges)
        {
            if (range.Contains(address)) return reason;
        }
        return null;
    }

    private static (IPNetwork Range, string Reason) Range(string cidr, string reason) => (IPNetwork.Parse(cidr), reason);
}
