using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Each choice of a scheme that its owner writes, by a request that is signed accordingly, and by one that isn't.</summary>
public sealed class GenericHmacTests
{
    private const string Body = """{"a":1}""";
    private static readonly string Time = ProviderCases.Seconds(Sources.Now);

    /// <summary>Configuration, signed text, hash, the key's bytes, and the request's headers with the signature in hex or base64.</summary>
    public static TheoryData<string, string, string, string, string[]> Choices => new()
    {
        { "", Body, "sha256", "6b31", ["X-Sig: {hex}"] },
        { """, "hash":"sha1" """, Body, "sha1", "6b31", ["X-Sig: {hex}"] },
        { """, "hash":"sha256" """, Body, "sha256", "6b31", ["X-Sig: {hex}"] },
        { """, "hash":"sha512" """, Body, "sha512", "6b31", ["X-Sig: {hex}"] },
        { """, "encoding":"hex" """, Body, "sha256", "6b31", ["X-Sig: {hex}"] },
        { """, "encoding":"base64" """, Body, "sha256", "6b31", ["X-Sig: {base64}"] },
        { """, "keyEncoding":"utf8" """, Body, "sha256", "6b31", ["X-Sig: {hex}"] },
        { """, "signaturePrefix":"sha256=" """, Body, "sha256", "6b31", ["X-Sig: sha256={hex}"] },
        { """, "signatureKey":"v1" """, Body, "sha256", "6b31", ["X-Sig: t=1,v1={hex}"] },
        { """, "signatureKey":"v1","separator":"," """, Body, "sha256", "6b31", ["X-Sig: t=1,v1={hex}"] },
        { """, "signatureKey":"v1","separator":";" """, Body, "sha256", "6b31", ["X-Sig: t=1;v1={hex}"] },
        { """, "signatureKey":"v1","separator":" " """, Body, "sha256", "6b31", ["X-Sig: t=1 v1={hex}"] },
        { """, "signatureKey":"v1","separator":"&" """, Body, "sha256", "6b31", ["X-Sig: t=1&v1={hex}"] },
        { """, "signatureKey":"v1","timestampKey":"t","template":"{timestamp}.{body}" """, "{time}." + Body, "sha256", "6b31", ["X-Sig: t={time},v1={hex}"] },
        { """, "timestampHeader":"X-Time","template":"{timestamp}.{body}" """, "{time}." + Body, "sha256", "6b31", ["X-Sig: {hex}", "X-Time: {time}"] },
        { """, "timestampHeader":"X-Time","timestampUnit":"seconds","template":"{timestamp}.{body}" """, "{time}." + Body, "sha256", "6b31", ["X-Sig: {hex}", "X-Time: {time}"] },
        { """, "timestampHeader":"X-Time","timestampUnit":"milliseconds","template":"{timestamp}.{body}" """, "{time}000." + Body, "sha256", "6b31", ["X-Sig: {hex}", "X-Time: {time}000"] },
        { """, "timestampHeader":"X-Time","timestampUnit":"rfc3339","template":"{timestamp}.{body}" """, "2026-03-04T05:06:07Z." + Body, "sha256", "6b31", ["X-Sig: {hex}", "X-Time: 2026-03-04T05:06:07Z"] },
        { """, "idHeader":"X-Id","template":"{id}.{body}" """, "i1." + Body, "sha256", "6b31", ["X-Sig: {hex}", "X-Id: i1"] },
        { """, "template":"{method} {url} {body}" """, "POST " + Sources.Url + " " + Body, "sha256", "6b31", ["X-Sig: {hex}"] },
        // Without {timestamp} in the template a timestamp proves nothing, and isn't asked for.
        { """, "timestampHeader":"X-Time" """, Body, "sha256", "6b31", ["X-Sig: {hex}"] },
    };

    public static TheoryData<string, string, string> Keys => new()
    {
        { "utf8", "6b31", "36623331" },
        { "utf8", "whsec_azE=", "77687365635f617a453d" },
        { "hex", "6b31", "6b31" },
        { "hex", "6B31", "6b31" },
        { "base64", "azE=", "6b31" },
        { "whsec", "whsec_azE=", "6b31" },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void A_request_that_is_signed_so_is_taken(string choice, string signed, string hash, string key, string[] headers)
    {
        var source = Sources.Build("generic-hmac", $$"""{"secret":"k1","signatureHeader":"X-Sig"{{choice}}}""");
        source.Check(Request(signed, hash, key, headers)).Reason.ShouldBe("");
        source.Check(Request(signed, hash, "6b32", headers)).Refusal.ShouldBe(Refusal.NoMatch);
        source.Check(Request(signed, hash == "sha512" ? "sha256" : "sha512", key, headers)).Refusal.ShouldBe(Refusal.NoMatch);
        source.Check(Request(signed + "x", hash, key, headers)).Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_read_in_the_form_that_is_said(string form, string secret, string key)
    {
        var source = Sources.Build("generic-hmac", $$"""{"secret":"{{secret}}","keyEncoding":"{{form}}","signatureHeader":"X-Sig"}""");
        source.Check(Request(Body, "sha256", key, ["X-Sig: {hex}"])).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void The_tolerance_is_the_one_that_is_said()
    {
        const string Scheme = """{"secret":"k1","signatureHeader":"X-Sig","timestampHeader":"X-Time","template":"{timestamp}.{body}" """;
        var request = Request("{time}." + Body, "sha256", "6b31", ["X-Sig: {hex}", "X-Time: {time}"]);
        var signed = DateTimeOffset.FromUnixTimeSeconds(Sources.Now.ToUnixTimeSeconds());
        foreach (var (tolerance, seconds) in ((string, int)[])[("", 300), (""","toleranceSeconds":20""", 20)])
        {
            var source = Sources.Build("generic-hmac", Scheme + tolerance + "}");
            source.Check(request, signed.AddSeconds(seconds)).IsAccepted.ShouldBeTrue();
            source.Check(request, signed.AddSeconds(seconds + 1)).ShouldBe(VerificationResult.Refused(Refusal.TooOld, $"the header X-Time is more than {seconds} s old"));
            source.Check(request, signed.AddSeconds(-seconds)).IsAccepted.ShouldBeTrue();
            source.Check(request, signed.AddSeconds(-seconds - 1)).ShouldBe(VerificationResult.Refused(Refusal.TooNew, $"the header X-Time is more than {seconds} s ahead of this clock"));
        }
    }

    private static IncomingRequest Request(string signed, string hash, string key, string[] headers)
    {
        var (bytes, content) = (Convert.FromHexString(key), Encoding.UTF8.GetBytes(signed.Replace("{time}", Time, StringComparison.Ordinal)));
        var signature = hash switch
        {
            "sha1" => HMACSHA1.HashData(bytes, content),
            "sha256" => HMACSHA256.HashData(bytes, content),
            _ => HMACSHA512.HashData(bytes, content),
        };
        return Sources.Post(Encoding.UTF8.GetBytes(Body), headers.Select(line => line.Replace("{hex}", ProviderCases.Hex(signature), StringComparison.Ordinal)
            .Replace("{base64}", ProviderCases.B64(signature), StringComparison.Ordinal).Replace("{time}", Time, StringComparison.Ordinal).Split(": ")).Select(pair => (pair[0], pair[1])));
    }
}
