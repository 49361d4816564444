using System.Security.Cryptography;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Which texts are public keys: a weak key, or one of another kind, would let in whoever finds its private half.</summary>
public sealed class KeyFormTests
{
    private const string NoRsa = "write the RSA public key (2048 bits or more) as the provider shows it: PEM, or the base64 within";
    private const string NoPoint = "write the P-256 public key as the provider shows it: PEM, or the base64 within";

    [Theory]
    [InlineData(2048, true)]
    [InlineData(3072, true)]
    [InlineData(1024, false)]
    [InlineData(2040, false)]
    public void An_RSA_key_has_at_least_2048_bits(int bits, bool isTaken)
    {
        using var rsa = RSA.Create(bits);
        foreach (var text in (string[])[rsa.ExportSubjectPublicKeyInfoPem(), Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())])
            ErrorOf(KeyForm.Rsa, text).ShouldBe(isTaken ? null : NoRsa);
    }

    [Fact]
    public void A_point_is_of_the_curve_P_256()
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        ErrorOf(KeyForm.EcdsaP256, p256.ExportSubjectPublicKeyInfoPem()).ShouldBeNull();
        ErrorOf(KeyForm.EcdsaP256, Convert.ToBase64String(p256.ExportSubjectPublicKeyInfo())).ShouldBeNull();
        ErrorOf(KeyForm.EcdsaP256, p384.ExportSubjectPublicKeyInfoPem()).ShouldBe(NoPoint);
        ErrorOf(KeyForm.EcdsaP256, Convert.ToBase64String(p384.ExportSubjectPublicKeyInfo())).ShouldBe(NoPoint);
    }

    [Fact]
    public void A_key_of_another_kind_is_none()
    {
        using var rsa = RSA.Create(2048);
        using var point = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ErrorOf(KeyForm.Rsa, point.ExportSubjectPublicKeyInfoPem()).ShouldBe(NoRsa);
        ErrorOf(KeyForm.Rsa, Convert.ToBase64String(point.ExportSubjectPublicKeyInfo())).ShouldBe(NoRsa);
        ErrorOf(KeyForm.EcdsaP256, rsa.ExportSubjectPublicKeyInfoPem()).ShouldBe(NoPoint);
        ErrorOf(KeyForm.EcdsaP256, Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())).ShouldBe(NoPoint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base64")]
    [InlineData("AAAA")]
    [InlineData("-----BEGIN PUBLIC KEY-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void Text_that_is_no_key_is_none(string text)
    {
        ErrorOf(KeyForm.Rsa, text).ShouldBe(NoRsa);
        ErrorOf(KeyForm.EcdsaP256, text).ShouldBe(NoPoint);
    }

    [Fact]
    public void Of_public_keys_nothing_is_secret()
    {
        KeyForm[] publicForms = [KeyForm.Ed25519Hex, KeyForm.Ed25519Base64, KeyForm.EcdsaP256, KeyForm.Rsa];
        foreach (var form in Enum.GetValues<KeyForm>()) form.IsPublic().ShouldBe(publicForms.Contains(form), form.ToString());
    }

    private static string? ErrorOf(KeyForm form, string text)
    {
        form.TryKey(text, HashAlgorithmName.SHA256, out var key, out var error).ShouldBe(error is null);
        (key is null).ShouldBe(error is not null);
        return error;
    }
}
