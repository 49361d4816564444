using System.Globalization;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Tests.Api.Http;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01t00:00:01z", 1000)]
    [InlineData("1970-01-01 00:00:01Z", 1000)]
    [InlineData("1970-01-01T00:00:00.1Z", 100)]
    [InlineData("1970-01-01T00:00:00.123999999Z", 123)]
    [InlineData("1970-01-01T01:00:00+01:00", 0)]
    [InlineData("1970-01-01T01:00:00 01:00", 0)]
    [InlineData("1970-01-01T01:00:00+0100", 0)]
    [InlineData("1969-12-31T23:30:00-00:30", 0)]
    [InlineData("1970-01-01T00:00:60Z", 59_000)]
    [InlineData("2024-02-29T00:00:00Z", 1_709_164_800_000)]
    [InlineData("9999-12-31T23:59:59Z", 253_402_300_799_000)]
    public void A_time_is_read(string text, long unixMs)
    {
        Rfc3339.TryParse(text, out var time).ShouldBeTrue();
        time.ShouldBe(unixMs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1970-01-01")]
    [InlineData("1970-01-01T00:00:00")]
    [InlineData("1970-01-01T00:00:00.Z")]
    [InlineData("1970-01-01T00:00:00X")]
    [InlineData("1970-13-01T00:00:00Z")]
    [InlineData("1970-00-01T00:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("1970-01-00T00:00:00Z")]
    [InlineData("1970-01-01T24:00:00Z")]
    [InlineData("1970-01-01T00:60:00Z")]
    [InlineData("1970-01-01T00:00:61Z")]
    [InlineData("1970-01-01T00:00:00+24:00")]
    [InlineData("1970-01-01T00:00:00+1:00")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("+970-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00.1234567890123456789")]
    public void What_is_no_time_is_refused(string text) => Rfc3339.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void What_is_written_is_read_as_the_framework_reads_it()
    {
        var random = new Random(1);
        var text = new char[Rfc3339.Length];
        for (var i = 0; i < 10_000; i++)
        {
            var time = random.NextInt64(-62_135_596_800_000, 253_402_300_799_999);
            Rfc3339.TryFormat(time, text, out var written).ShouldBeTrue();
            Rfc3339.TryParse(text.AsSpan(0, written), out var read).ShouldBeTrue();
            read.ShouldBe(time);
            DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds().ShouldBe(time);
        }
    }

    [Fact]
    public void No_text_of_any_kind_makes_it_fail()
    {
        var random = new Random(2);
        for (var i = 0; i < 50_000; i++)
        {
            var text = "2026-01-31T12:00:00.123+01:00".ToCharArray();
            for (var n = random.Next(1, 4); n > 0; n--) text[random.Next(text.Length)] = "0123456789-:.TZ+ x"[random.Next(18)];
            if (Rfc3339.TryParse(text.AsSpan(0, random.Next(text.Length + 1)), out var time))
                time.ShouldBeInRange(-62_135_596_800_000, 253_402_300_799_999);
        }
    }
}
