using Ringback.Verification.Crypto;

namespace Ringback.Core.Tests.Crypto;

public sealed class Ed25519Tests
{
    // RFC 8032, section 7.1, tests 1 to 3.
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Agrees_with_the_rfc(string seed, string publicKey, string message, string signature)
    {
        var key = Convert.FromHexString(seed);
        var bytes = Convert.FromHexString(message);
        var derived = Ed25519.DerivePublicKey(key);
        Convert.ToHexStringLower(derived).ShouldBe(publicKey);
        var signed = Ed25519.Sign(key, derived, bytes, bytes.Length);
        Convert.ToHexStringLower(signed).ShouldBe(signature);
        Ed25519.Verify(derived, bytes, bytes.Length, signed).ShouldBeTrue();
        signed[5] ^= 1;
        Ed25519.Verify(derived, bytes, bytes.Length, signed).ShouldBeFalse();
    }

    [Fact]
    public void Anything_given_to_verify_is_answered_not_thrown()
    {
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var publicKey = new byte[i % 3 == 0 ? random.Next(70) : 32];
            var signature = new byte[i % 3 == 1 ? random.Next(130) : 64];
            var message = new byte[random.Next(100)];
            random.NextBytes(publicKey);
            random.NextBytes(signature);
            if (i % 7 == 0) publicKey.AsSpan().Fill(0xFF);
            if (i % 11 == 0) signature.AsSpan().Fill(0xFF);
            Ed25519.Verify(publicKey, message, message.Length, signature).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(0)]
    public void A_seed_of_the_wrong_length_is_a_bug(int size) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Ed25519.DerivePublicKey(new byte[size]));
}
