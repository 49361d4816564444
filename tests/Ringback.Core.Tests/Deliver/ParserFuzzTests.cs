using System.Text;
using Ringback.Core.Background;
using Ringback.Core.Http;
using Ringback.Core.Ids;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Deliver;

/// <summary>Whatever they are given, parsers answer: they don't throw, and what they accept they can write again.</summary>
public sealed class ParserFuzzTests
{
    private const int Rounds = 20_000;

    private static readonly string[] Pieces =
    [
        "http://", "https://", "user:pw@", "[::1]", "[", "]", "127.0.0.1", "0x7f", "example.com", ":", "/", "//", "?", "#", "%", "%zz", "..",
        "10.0.0.0/8", "::/0", "fe80::1%2", ",", " ", "\t", "\r\n", "\0", "5s", "10h", "ms", "d", "none", "-1", "0", "9999999999999999999999",
        "whsec_", "whsk_", "whpk_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,", "v1a,", "v2,", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "msg_", "0ujtsYcgvSTl8PAuAdqWYSMnLOv", "Thu, 01 Jan 2026 00:02:00 GMT", "\u00fc", "\u0661", "\ud83d\ude00", "\ud83d", "=", "\\", "xn--", "a",
    ];

    [Fact]
    public void Nothing_throws_and_what_is_accepted_reads_the_same_again()
    {
        var random = new Random(5);
        var clock = new ManualTime();
        var verifier = new SignatureVerifier("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", clock);
        var now = clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        // How many texts each parser accepted: what follows an acceptance proves nothing where there is none.
        var accepted = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Rounds; i++)
        {
            var text = Text(random);
            if (Accepted("id", Ksuid.TryParse(text, out var id))) id.ToString().ShouldBe(text);
            if (Accepted("list", CidrList.TryParse(text, out var list, out _))) Again(list!.ToString(), list!, t => CidrList.TryParse(t, out var l, out _) ? l : null);
            if (Accepted("schedule", RetrySchedule.TryParse(text, out var schedule, out _))) Again(schedule!.ToString(), schedule!, t => RetrySchedule.TryParse(t, out var s, out _) ? s : null);
            if (Accepted("duration", DurationText.TryParse(text, out var duration, out _)))
            {
                DurationText.TryParse(DurationText.Format(duration), out var d, out _).ShouldBeTrue(text);
                d.ShouldBe(duration);
            }
            if (Accepted("secret", EndpointSecret.TryParse(text, out var secret, out _))) secret!.Text.ShouldEndWith(text);
            if (Accepted("url", DestinationUrl.TryParse(text, out var url, out _)))
            {
                // All that the sender asks of it later.
                (url!.IdnHost + url.PathAndQuery + url.AbsoluteUri + url.Port).ShouldNotContain("\n");
            }
            if (Accepted("key", VerificationKey.TryParse(text, out var key, out var fault))) key.ShouldNotBeNull();
            else fault.ShouldNotBeNullOrEmpty(text);
            var wait = RetryAfterHeader.Parse(text, clock);
            if (Accepted("retry-after", wait is not null)) wait!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
            verifier.Verify(text, now, text, Encoding.UTF8.GetBytes(text)).ShouldNotBe(SignatureCheck.Valid);
            verifier.Verify("msg_1", text, text, []).ShouldNotBe(SignatureCheck.Valid);
        }
        foreach (var (parser, count) in accepted) count.ShouldBeGreaterThan(0, $"the pieces never make what is accepted as {parser}");

        bool Accepted(string parser, bool yes)
        {
            accepted[parser] = accepted.GetValueOrDefault(parser) + (yes ? 1 : 0);
            return yes;
        }
    }

    private static void Again<T>(string written, T parsed, Func<string, T?> parse) where T : class =>
        parse(written).ShouldNotBeNull(written).ToString().ShouldBe(parsed.ToString());

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(7); i >= 0; i--)
        {
            text.Append(random.Next(12) == 0 ? ((char)random.Next(0x10000)).ToString() : Pieces[random.Next(Pieces.Length)]);
        }
        return text.ToString();
    }
}
