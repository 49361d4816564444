using System.Net;
using Ringback.Core.Http;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.0.3.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("203.0.112.255")]
    [InlineData("203.0.114.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2001:db7:ffff::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2003::1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2606:4700::5efe:808:808")] // ISATAP of a public address
    [InlineData("3ffe:ffff::1")]
    public void Public_addresses_are_allowed(string address) => Reason(address).ShouldBeNull();

    [Theory]
    // IPv4: the first and last of each range
    [InlineData("0.0.0.0", "unspecified")]
    [InlineData("0.0.0.1", "this network")]
    [InlineData("0.255.255.255", "this network")]
    [InlineData("10.0.0.0", "private")]
    [InlineData("10.255.255.255", "private")]
    [InlineData("100.64.0.0", "carrier-grade")]
    [InlineData("100.127.255.255", "carrier-grade")]
    [InlineData("127.0.0.0", "loopback")]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.255.255.255", "loopback")]
    [InlineData("168.63.129.16", "cloud")]
    [InlineData("169.254.0.0", "link-local")]
    [InlineData("169.254.169.254", "link-local")]
    [InlineData("169.254.255.255", "link-local")]
    [InlineData("172.16.0.0", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("192.0.0.0", "protocol")]
    [InlineData("192.0.0.255", "protocol")]
    [InlineData("192.0.2.0", "documentation")]
    [InlineData("192.0.2.255", "documentation")]
    [InlineData("192.88.99.1", "6to4")]
    [InlineData("192.168.0.0", "private")]
    [InlineData("192.168.255.255", "private")]
    [InlineData("198.18.0.0", "benchmarking")]
    [InlineData("198.19.255.255", "benchmarking")]
    [InlineData("198.51.100.7", "documentation")]
    [InlineData("203.0.113.7", "documentation")]
    [InlineData("224.0.0.0", "multicast")]
    [InlineData("239.255.255.255", "multicast")]
    [InlineData("240.0.0.0", "reserved")]
    [InlineData("255.255.255.254", "reserved")]
    [InlineData("255.255.255.255", "broadcast")]
    // IPv6
    [InlineData("::", "unspecified")]
    [InlineData("::1", "loopback")]
    [InlineData("::2", "compatible")]
    [InlineData("::127.0.0.1", "compatible")]
    [InlineData("::8.8.8.8", "compatible")]
    [InlineData("::ffff:0:127.0.0.1", "translated")]
    [InlineData("64:ff9b::127.0.0.1", "NAT64")]
    [InlineData("64:ff9b::8.8.8.8", "NAT64")]
    [InlineData("64:ff9b:1::1", "NAT64")]
    [InlineData("64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "NAT64")]
    [InlineData("100::1", "discard")]
    [InlineData("1000::1", "reserved")]
    [InlineData("2001::1", "Teredo")]
    [InlineData("2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "Teredo")]
    [InlineData("2001:2::1", "benchmarking")]
    [InlineData("2001:10::1", "protocol")]
    [InlineData("2001:1ff:ffff::1", "protocol")]
    [InlineData("2001:db8::1", "documentation")]
    [InlineData("2002:7f00:1::1", "6to4")]
    [InlineData("2002:808:808::1", "6to4")]
    [InlineData("3fff::1", "documentation")]
    [InlineData("3fff:fff:ffff::1", "documentation")]
    [InlineData("4000::1", "reserved")]
    [InlineData("5f00::1", "reserved")]
    [InlineData("fbff::1", "reserved")]
    [InlineData("fc00::1", "unique-local")]
    [InlineData("fd00:ec2::254", "unique-local")]
    [InlineData("fdff:ffff::1", "unique-local")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("fe80::1%1", "link-local")]
    [InlineData("febf::1", "link-local")]
    [InlineData("fec0::1", "site-local")]
    [InlineData("feff::1", "site-local")]
    [InlineData("ff02::1", "multicast")]
    // IPv4 inside IPv6
    [InlineData("::ffff:127.0.0.1", "loopback")]
    [InlineData("::ffff:10.0.0.1", "private")]
    [InlineData("::ffff:169.254.169.254", "link-local")]
    [InlineData("::ffff:0.0.0.0", "unspecified")]
    [InlineData("2606:4700::5efe:10.0.0.1", "private")]
    [InlineData("2606:4700::200:5efe:127.0.0.1", "loopback")]
    public void Reserved_addresses_are_refused(string address, string reason)
    {
        var given = Reason(address);
        given.ShouldNotBeNull().ShouldContain(reason);
        given.ShouldNotContain(IPAddress.Parse(address).ToString());
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.1.2.4", false)]
    [InlineData("fd12::1", true)]
    [InlineData("::1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("8.8.8.8", true)]
    public void The_operator_opens_ranges(string address, bool allowed) =>
        Guard("127.0.0.0/8,10.1.2.3,fd00::/8").IsAllowed(IPAddress.Parse(address), 443).ShouldBe(allowed);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::ffff:0.0.0.0")]
    public void The_unspecified_address_can_not_be_opened(string address) =>
        Guard("0.0.0.0/0,::/0").IsAllowed(IPAddress.Parse(address), 443).ShouldBeFalse();

    [Theory]
    // bound to one address
    [InlineData("127.0.0.1:8071", "127.0.0.1", 8071, false)]
    [InlineData("127.0.0.1:8071", "::ffff:127.0.0.1", 8071, false)]
    [InlineData("127.0.0.1:8071", "127.0.0.1", 8072, true)]
    [InlineData("127.0.0.1:8071", "127.0.0.2", 8071, true)]
    [InlineData("[::1]:8071", "::1", 8071, false)]
    [InlineData("[::ffff:10.5.5.5]:8071", "10.5.5.5", 8071, false)]
    // bound to every address
    [InlineData("0.0.0.0:8071", "127.0.0.1", 8071, false)]
    [InlineData("0.0.0.0:8071", "127.200.0.1", 8071, false)]
    [InlineData("0.0.0.0:8071", "10.5.5.5", 8071, false)]
    [InlineData("0.0.0.0:8071", "203.0.114.1", 8071, false)]
    [InlineData("0.0.0.0:8071", "10.5.5.6", 8071, true)]
    [InlineData("0.0.0.0:8071", "10.5.5.5", 443, true)]
    [InlineData("[::]:8071", "::1", 8071, false)]
    [InlineData("[::]:8071", "fe80::5", 8071, false)]
    [InlineData("[::]:8071", "10.5.5.5", 8071, false)]
    [InlineData("[::]:8071", "8.8.8.8", 8071, true)]
    public void Our_own_listeners_are_refused_even_inside_an_open_range(string listener, string address, int port, bool allowed)
    {
        CidrList.TryParse("0.0.0.0/0,::/0", out var open, out _).ShouldBeTrue();
        IPAddress[] local = [IPAddress.Parse("10.5.5.5"), IPAddress.Parse("203.0.114.1"), IPAddress.Parse("fe80::5%3")];
        var guard = new AddressGuard(open!, () => local) { OwnListeners = [IPEndPoint.Parse(listener)] };
        guard.IsAllowed(IPAddress.Parse(address), port).ShouldBe(allowed);
    }

    [Fact]
    public void The_addresses_of_this_machine_are_found()
    {
        var guard = Guard("0.0.0.0/0,::/0");
        guard.OwnListeners = [new IPEndPoint(IPAddress.Any, 8071)];
        foreach (var address in Dns.GetHostAddresses(Dns.GetHostName()))
            guard.IsAllowed(address, 8071).ShouldBeFalse(address.ToString());
    }

    private static string? Reason(string address) => Guard("").RefusalOf(IPAddress.Parse(address), 443);

    private static AddressGuard Guard(string open)
    {
        CidrList.TryParse(open, out var list, out _).ShouldBeTrue();
        return new AddressGuard(list!);
    }
}
