using System.Numerics;
using Ringback.Core.Ids;

namespace Ringback.Core.Tests.Ids;

public sealed class KsuidTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // The vectors of segmentio/ksuid's README and its extremes.
    [Theory]
    [InlineData("0669F7EFB5A1CD34B5F99D1154FB6853345C9735", "0ujtsYcgvSTl8PAuAdqWYSMnLOv")]
    [InlineData("0000000000000000000000000000000000000000", "000000000000000000000000000")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "aWgEPTl1tmebfsQzFP4bxwgy80V")]
    public void Text_is_the_number_in_base62(string hex, string text)
    {
        var id = Ksuid.FromBytes(Convert.FromHexString(hex));
        id.ToString().ShouldBe(text);
        Ksuid.TryParse(text, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(id);
        Convert.ToHexString(parsed.ToBytes()).ShouldBe(hex);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0ujtsYcgvSTl8PAuAdqWYSMnLO")]
    [InlineData("0ujtsYcgvSTl8PAuAdqWYSMnLOvv")]
    [InlineData("0ujtsYcgvSTl8PAuAdqWYSMnLO-")]
    [InlineData("0ujtsYcgvSTl8PAuAdqWYSMnLO\u0661")]
    [InlineData("aWgEPTl1tmebfsQzFP4bxwgy80W")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void What_is_no_id_is_refused(string text) => Ksuid.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Agrees_with_big_integers_on_random_bytes()
    {
        var random = new Random(1);
        var bytes = new byte[Ksuid.Size];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            var id = Ksuid.FromBytes(bytes);
            id.ToString().ShouldBe(Slow(bytes));
            Ksuid.TryParse(id.ToString(), out var back).ShouldBeTrue();
            back.ToBytes().ShouldBe(bytes);
        }
    }

    [Fact]
    public void Sorts_by_bytes_and_by_text_alike()
    {
        var random = new Random(2);
        var ids = Enumerable.Range(0, 500).Select(i =>
        {
            var bytes = new byte[Ksuid.Size];
            // Few distinct leading bytes, so that every part of the key decides somewhere.
            for (var b = i % Ksuid.Size; b < bytes.Length; b++) bytes[b] = (byte)random.Next(3);
            return Ksuid.FromBytes(bytes);
        }).ToList();
        var byValue = ids.Order().Select(id => id.ToString()).ToList();
        byValue.ShouldBe(ids.Select(id => id.ToString()).Order(StringComparer.Ordinal).ToList());
    }

    [Theory]
    [InlineData(1_400_000_000_000, 1_400_000_000_000)]
    [InlineData(1_700_000_000_999, 1_700_000_000_996)]
    [InlineData(1_700_000_000_003, 1_700_000_000_000)]
    public void Keeps_the_time_to_four_milliseconds(long made, long kept) =>
        Ksuid.FromParts(made, new byte[Ksuid.RandomSize]).UnixMs.ShouldBe(kept);

    [Theory]
    [InlineData(0)]
    [InlineData(1_399_999_999_999)]
    [InlineData((1_400_000_000L + uint.MaxValue + 1) * 1000)]
    public void Times_outside_its_range_are_refused(long unixMs) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Ksuid.FromParts(unixMs, new byte[Ksuid.RandomSize]));

    [Fact]
    public void Prefix_is_written_and_demanded()
    {
        Ksuid.TryParse("0ujtsYcgvSTl8PAuAdqWYSMnLOv", out var id).ShouldBeTrue();
        id.ToString(IdPrefix.Message).ShouldBe("msg_0ujtsYcgvSTl8PAuAdqWYSMnLOv");
        Ksuid.TryParse("msg_0ujtsYcgvSTl8PAuAdqWYSMnLOv", IdPrefix.Message, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(id);
        Ksuid.TryParse("app_0ujtsYcgvSTl8PAuAdqWYSMnLOv", IdPrefix.Message, out _).ShouldBeFalse();
        Ksuid.TryParse("MSG_0ujtsYcgvSTl8PAuAdqWYSMnLOv", IdPrefix.Message, out _).ShouldBeFalse();
    }

    [Fact]
    public void Formats_only_where_there_is_room()
    {
        var id = Ksuid.LowestAt(1_700_000_000_000);
        id.TryFormat(new char[26]).ShouldBeFalse();
        id.TryFormat(new byte[26]).ShouldBeFalse();
        var utf8 = new byte[27];
        id.TryFormat(utf8).ShouldBeTrue();
        System.Text.Encoding.ASCII.GetString(utf8).ShouldBe(id.ToString());
    }

    private static string Slow(byte[] bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var text = new char[27];
        for (var i = 26; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(number % 62)];
            number /= 62;
        }
        return new string(text);
    }
}
