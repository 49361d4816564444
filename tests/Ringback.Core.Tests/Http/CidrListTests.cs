using System.Net;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

public sealed class CidrListTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("127.0.0.0/8,10.0.0.0/8,::1/128", "127.0.0.0/8,10.0.0.0/8,::1/128")]
    [InlineData(" 127.0.0.0/8 , 10.1.2.3\n::1 ", "127.0.0.0/8,10.1.2.3/32,::1/128")]
    [InlineData("0.0.0.0/0,::/0", "0.0.0.0/0,::/0")]
    [InlineData("fd00::/8", "fd00::/8")]
    public void Reads_ranges(string? text, string read)
    {
        CidrList.TryParse(text, out var list, out _).ShouldBeTrue();
        list!.ToString().ShouldBe(read);
        list.IsEmpty.ShouldBe(read.Length == 0);
    }

    [Theory]
    [InlineData("localhost", "localhost")]
    [InlineData("10.0.0.0/33", "0 to 32")]
    [InlineData("10.0.0.0/", "0 to 32")]
    [InlineData("10.0.0.0/-1", "0 to 32")]
    [InlineData("::1/129", "0 to 128")]
    [InlineData("10.1.0.0/8", "write 10.0.0.0/8")]
    [InlineData("fd00::1/8", "write fd00::/8")]
    [InlineData("010.0.0.0/8", "a range")]
    [InlineData("10.0/16", "a range")]
    [InlineData("167772160/8", "a range")]
    [InlineData("fe80::1%2/64", "a range")]
    [InlineData("::ffff:10.0.0.0/104", "IPv4")]
    [InlineData("127.0.0.1;10.0.0.1", "a range")]
    public void Says_what_is_wrong(string text, string part)
    {
        CidrList.TryParse(text, out _, out var error).ShouldBeFalse();
        error!.ShouldContain(part);
    }

    [Theory]
    [InlineData("10.255.0.1", true)]
    [InlineData("::ffff:10.255.0.1", true)]
    [InlineData("11.0.0.0", false)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    public void Contains(string address, bool contained)
    {
        CidrList.TryParse("10.0.0.0/8,::1", out var list, out _).ShouldBeTrue();
        list!.Contains(IPAddress.Parse(address)).ShouldBe(contained);
    }
}
