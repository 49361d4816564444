using System.Text;
using Ringback.Core.Json;

namespace Ringback.Core.Tests.Json;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1.50", "15e-1", true)]
    [InlineData("0.00123", "1.23E-3", true)]
    [InlineData("1200", "12e+2", true)]
    [InlineData("-0", "0", true)]
    [InlineData("-0.000e7", "0.0", true)]
    [InlineData("0e99999999999", "0", true)]
    [InlineData("-0e-9223372036854775808", "0", true)]
    [InlineData("1e-9223372036854775808", "0", false)]
    [InlineData("1e-9223372036854775808", "1e-9223372036854775808", false)]
    [InlineData("1e9223372036854775807", "1e9223372036854775807", false)]
    [InlineData("1e-9223372036854775809", "0", false)]
    [InlineData("1e-2147483648", "1e-2147483648", false)]
    [InlineData("1e-2147483647", "10e-2147483648", false)]
    [InlineData("1e-2147483647", "0.1e-2147483646", true)]
    [InlineData("000001", "1", true)]
    [InlineData("1e99999999999999999999", "1e99999999999999999999", false)]
    [InlineData("-1", "1", false)]
    [InlineData("10", "1", false)]
    [InlineData("0.1", "0.01", false)]
    [InlineData("1.0000000000000000000000000000000000000001", "1", false)]
    [InlineData("12345678901234567890123456789012345678.90", "1.23456789012345678901234567890123456789e37", true)]
    [InlineData("1e-400", "0", false)]
    [InlineData("101", "1.01e2", true)]
    [InlineData("1.01", "1.1", false)]
    [InlineData("1e2147483647", "10e2147483646", true)]
    [InlineData("", "0", false)]
    public void Numbers_are_compared_by_what_they_say(string one, string other, bool same)
    {
        NumberText.AreSame(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other)).ShouldBe(same);
        NumberText.AreSame(Encoding.ASCII.GetBytes(other), Encoding.ASCII.GetBytes(one)).ShouldBe(same);
    }
}
