using System.Security.Cryptography;
using System.Text;
using Ringback.Core.Tests.Verify;
using Ringback.Verification.Crypto;
using Ringback.Verification.Signing;

namespace Ringback.Core.Tests.Crypto;

/// <summary>Keys with which anyone can sign, or a signature fits more than one message, are no keys.</summary>
public sealed class Ed25519StrictTests
{
    private const string Zeros = "00000000000000000000000000000000000000000000000000000000000000";

    /// <summary>All encodings of points of small order, and others that are no canonical encoding of a point.</summary>
    public static TheoryData<string> BadKeys =>
    [
        "00" + Zeros, "01" + Zeros, "00" + Zeros[..60] + "80", "01" + Zeros[..60] + "80",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "02" + Zeros,
    ];

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void They_are_refused_wherever_a_key_is_given(string hex)
    {
        var key = Convert.FromHexString(hex);
        Ed25519.IsPublicKey(key).ShouldBeFalse();
        var base64 = Convert.ToBase64String(key);
        Sources.Errors("discord", $$"""{"publicKey":"{{hex}}"}""").ShouldHaveSingleItem().Loc.ShouldBe(["publicKey"]);
        Sources.Errors("telnyx", $$"""{"publicKey":"{{base64}}"}""").ShouldHaveSingleItem().Loc.ShouldBe(["publicKey"]);
        Sources.Errors("standard-webhooks", $$"""{"secret":"whpk_{{base64}}"}""").ShouldHaveSingleItem().Loc.ShouldBe(["secret"]);
        VerificationKey.TryParse("whpk_" + base64, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull();
    }

    [Fact]
    public void Honest_keys_are_taken()
    {
        for (var i = 0; i < 50; i++) Ed25519.IsPublicKey(Ed25519.DerivePublicKey(RandomNumberGenerator.GetBytes(32))).ShouldBeTrue();
        foreach (var length in (int[])[0, 31, 33, 64]) Ed25519.IsPublicKey(new byte[length]).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void A_signature_by_such_a_point_fits_nothing(string hex)
    {
        var message = Encoding.UTF8.GetBytes("anything");
        var signature = new byte[Ed25519.SignatureSize];
        Convert.FromHexString(hex).CopyTo(signature, 0);
        Ed25519.Verify(ProviderCases.Ed25519Public, message, message.Length, signature).ShouldBeFalse();
        // With a key of small order and S = 0 it would fit every message, or every eighth.
        for (var i = 0; i < 16; i++)
        {
            message[0] = (byte)i;
            Ed25519.Verify(Convert.FromHexString("01" + Zeros), message, message.Length, signature).ShouldBeFalse();
        }
    }

    /// <summary>S and S + L are the same to the equation; only the smaller is a signature (RFC 8032, 5.1.7).</summary>
    [Fact]
    public void A_signature_has_one_form()
    {
        var message = Encoding.UTF8.GetBytes("anything");
        var signature = Ed25519.Sign(ProviderCases.Seed, ProviderCases.Ed25519Public, message, message.Length);
        Ed25519.Verify(ProviderCases.Ed25519Public, message, message.Length, signature).ShouldBeTrue();
        var order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var carry = 0;
        for (var i = 0; i < 32; i++)
        {
            var sum = signature[32 + i] + order[i] + carry;
            (signature[32 + i], carry) = ((byte)sum, sum >> 8);
        }
        Ed25519.Verify(ProviderCases.Ed25519Public, message, message.Length, signature).ShouldBeFalse();
    }
}
