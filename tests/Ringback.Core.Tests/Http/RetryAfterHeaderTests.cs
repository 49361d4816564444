using Ringback.Core.Http;
using Ringback.Testing;

namespace Ringback.Core.Tests.Http;

public sealed class RetryAfterHeaderTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("120", 120)]
    [InlineData(" 120 ", 120)]
    [InlineData("99999999999", int.MaxValue)]
    [InlineData("Thu, 01 Jan 2026 00:02:00 GMT", 120)]
    [InlineData("Thursday, 01-Jan-26 00:02:00 GMT", 120)]
    [InlineData("Thu Jan  1 00:02:00 2026", 120)]
    [InlineData("Wed, 31 Dec 2025 23:00:00 GMT", 0)] // passed
    public void Seconds_or_a_date(string value, int seconds) =>
        RetryAfterHeader.Parse(value, new ManualTime()).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("120, 240")]
    [InlineData("Thu, 99 Jan 2026 00:02:00 GMT")]
    public void Anything_else_is_not_heeded(string? value) => RetryAfterHeader.Parse(value, new ManualTime()).ShouldBeNull();

    [Theory]
    [InlineData(500, "1", "500")]
    [InlineData(500, "500", "soon", "1")]
    [InlineData(120, "Thu, 01 Jan 2026 00:02:00 GMT", "60")]
    [InlineData(null, "soon", "later")]
    public void Of_several_lines_the_longest_counts(int? seconds, params string[] lines)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", lines).ShouldBeTrue();
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values).ShouldBeTrue();
        RetryAfterHeader.LongestOf(values, new ManualTime()).ShouldBe(seconds is { } some ? TimeSpan.FromSeconds(some) : null);
    }
}
