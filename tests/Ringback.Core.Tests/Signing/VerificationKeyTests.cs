using Ringback.Verification.Signing;

namespace Ringback.Core.Tests.Signing;

public sealed class VerificationKeyTests
{
    private const string NoPublicKey = "an ed25519 public key is whpk_ and base64 of 32 bytes, which are a point of the curve that can verify";
    private static readonly EndpointSecret Symmetric = EndpointSecret.Generate(fill: bytes => bytes.Fill(7));
    private static readonly EndpointSecret Pair = EndpointSecret.Generate(SecretKind.Asymmetric, bytes => bytes.Fill(7));

    /// <summary>What is given, and the tag and the bytes of the key.</summary>
    public static TheoryData<string, string, byte[]> Keys() => new()
    {
        { Symmetric.Text, "v1", Symmetric.Key },
        { Symmetric.Text[EndpointSecret.SymmetricPrefix.Length..], "v1", Symmetric.Key },
        { Pair.Shown, "v1a", Pair.PublicKey },
        { Pair.Text, "v1a", Pair.PublicKey },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_what_a_secret_verifies_with(string text, string tag, byte[] bytes)
    {
        VerificationKey.TryParse(text, out var key, out var error).ShouldBeTrue();
        error.ShouldBeNull();
        (key!.Kind, key.VersionTag).ShouldBe((tag == "v1" ? SecretKind.Symmetric : SecretKind.Asymmetric, tag));
        key.Bytes.ShouldBe(bytes);
        VerificationKey.Parse(text).Bytes.ShouldBe(bytes);
    }

    [Theory]
    [InlineData(null, "a secret is whsec_ and base64 of 24 to 75 bytes")]
    [InlineData("", "a secret is whsec_ and base64 of 24 to 75 bytes")]
    [InlineData("whsk_AAAA", "an ed25519 secret is whsk_ and base64 of 64 bytes")]
    [InlineData("whpk_", NoPublicKey)]
    // 31 and 33 bytes, a point of small order, and no base64.
    [InlineData("whpk_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==", NoPublicKey)]
    [InlineData("whpk_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH", NoPublicKey)]
    [InlineData("whpk_AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", NoPublicKey)]
    [InlineData("whpk_no", NoPublicKey)]
    public void What_is_no_key_is_refused_with_what_would_be_right(string? text, string part)
    {
        VerificationKey.TryParse(text, out var key, out var error).ShouldBeFalse();
        key.ShouldBeNull();
        error!.ShouldStartWith(part);
        if (text is null) return;
        var refused = Should.Throw<ArgumentException>(() => VerificationKey.Parse(text));
        refused.ParamName.ShouldBe("text");
        refused.Message.ShouldStartWith(part);
    }
}
