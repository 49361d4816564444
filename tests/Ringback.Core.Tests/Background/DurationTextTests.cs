using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Background;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("250ms", 250, "250ms")]
    [InlineData("1000ms", 1000, "1s")]
    [InlineData("15s", 15_000, "15s")]
    [InlineData(" 5m ", 300_000, "5m")]
    [InlineData("90m", 5_400_000, "90m")]
    [InlineData("120m", 7_200_000, "2h")]
    [InlineData("24h", 86_400_000, "1d")]
    [InlineData("3650d", 315_360_000_000, "3650d")]
    [InlineData("0s", 0, "0s")]
    public void Reads_and_writes(string text, long ms, string written)
    {
        DurationText.TryParse(text, out var duration, out var error).ShouldBeTrue(error);
        duration.TotalMilliseconds.ShouldBe(ms);
        DurationText.Format(duration).ShouldBe(written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("15")]
    [InlineData("15 s")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("1.5h")]
    [InlineData("1h30m")]
    [InlineData("5S")]
    [InlineData("5sec")]
    [InlineData("3651d")]
    [InlineData("99999999999999999999s")]
    [InlineData("\u0665s")]
    public void Says_how_to_write_it(string? text)
    {
        DurationText.TryParse(text, out _, out var error).ShouldBeFalse();
        error!.ShouldContain("15s");
    }
}
