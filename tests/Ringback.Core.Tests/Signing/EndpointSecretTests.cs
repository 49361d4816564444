using Ringback.Verification.Signing;

namespace Ringback.Core.Tests.Signing;

public sealed class EndpointSecretTests
{
    private const string Golden = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(25, true)]
    [InlineData(32, true)]
    [InlineData(64, true)]
    [InlineData(75, true)]
    [InlineData(76, false)]
    [InlineData(1000, false)]
    public void A_symmetric_key_has_24_to_75_bytes(int size, bool accepted)
    {
        var text = "whsec_" + Convert.ToBase64String(Enumerable.Range(1, size).Select(i => (byte)i).ToArray());
        EndpointSecret.TryParse(text, out var secret, out var error).ShouldBe(accepted);
        if (!accepted)
        {
            error!.ShouldContain("24 to 75");
            return;
        }
        secret!.Text.ShouldBe(text);
        secret.Shown.ShouldBe(text);
        secret.VersionTag.ShouldBe("v1");
    }

    [Fact]
    public void The_prefix_may_be_left_out()
    {
        EndpointSecret.TryParse(Golden["whsec_".Length..], out var secret, out _).ShouldBeTrue();
        secret!.Text.ShouldBe(Golden);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64 at all, whatever it looks like!")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8I LPZIo2LaLaSw")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAR==")] // bits left over
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsk_")]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")]
    public void What_is_no_secret_is_refused_without_being_repeated(string? text)
    {
        EndpointSecret.TryParse(text, out var secret, out var error).ShouldBeFalse();
        secret.ShouldBeNull();
        error.ShouldNotBeNullOrEmpty();
        if (text?.Length > 10) error.ShouldNotContain(text);
    }

    [Fact]
    public void A_pair_must_belong_together()
    {
        var pair = EndpointSecret.Generate(SecretKind.Asymmetric);
        EndpointSecret.TryParse(pair.Text, out var parsed, out _).ShouldBeTrue();
        parsed.ShouldBe(pair);
        parsed!.VersionTag.ShouldBe("v1a");

        var bytes = Convert.FromBase64String(pair.Text["whsk_".Length..]);
        bytes[40] ^= 1;
        EndpointSecret.TryParse("whsk_" + Convert.ToBase64String(bytes), out _, out var error).ShouldBeFalse();
        error!.ShouldContain("public key");
    }

    [Fact]
    public void Of_a_pair_only_the_public_key_is_shown()
    {
        var pair = EndpointSecret.Generate(SecretKind.Asymmetric, bytes => bytes.Fill(7));
        pair.Key.ShouldBe(Enumerable.Repeat((byte)7, 32));
        pair.Shown.ShouldBe("whpk_" + Convert.ToBase64String(pair.PublicKey));
        pair.ToString().ShouldNotContain(pair.Text);
        EndpointSecret.Generate().ToString().ShouldNotContain("whsec_");
    }

    [Fact]
    public void New_secrets_differ_and_are_accepted()
    {
        var one = EndpointSecret.Generate();
        one.ShouldNotBe(EndpointSecret.Generate());
        EndpointSecret.TryParse(one.Text, out var parsed, out _).ShouldBeTrue();
        parsed.ShouldBe(one);
        one.Key.Length.ShouldBe(24);
    }

    [Fact]
    public void Secrets_are_equal_by_kind_and_key()
    {
        EndpointSecret.TryParse(Golden, out var one, out _).ShouldBeTrue();
        EndpointSecret.TryParse(Golden["whsec_".Length..], out var same, out _).ShouldBeTrue();
        one!.Equals((object)same!).ShouldBeTrue();
        one.GetHashCode().ShouldBe(same!.GetHashCode());
        one.Equals((object)Golden).ShouldBeFalse();
        one.Equals(null).ShouldBeFalse();

        var seed = EndpointSecret.Generate(SecretKind.Asymmetric, bytes => bytes.Fill(7));
        EndpointSecret.TryParse("whsec_" + Convert.ToBase64String(seed.Key), out var symmetric, out _).ShouldBeTrue();
        seed.Equals(symmetric).ShouldBeFalse();
        seed.ToString().ShouldBe("v1a secret");
    }
}
