using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Crypto;

namespace Ringback.Verification.Verifiers;

/// <summary>How a key is written in a source's configuration.</summary>
internal enum KeyForm
{
    /// <summary>The text's own bytes, all of them, whatever it begins with.</summary>
    Text,

    /// <summary>The same, as what a plain hash begins with.</summary>
    HashedBefore,
    Hex,
    Base64,

    /// <summary><c>whsec_</c> and base64.</summary>
    Whsec,

    /// <summary>An ed25519 public key, 32 bytes in hex.</summary>
    Ed25519Hex,

    /// <summary>An ed25519 public key, 32 bytes in base64.</summary>
    Ed25519Base64,

    /// <summary>A P-256 public key: SubjectPublicKeyInfo, as PEM or its base64.</summary>
    EcdsaP256,

    /// <summary>An RSA public key of at least 2048 bits: SubjectPublicKeyInfo, as PEM or its base64.</summary>
    Rsa,
}

internal static class KeyForms
{
    private const int LongestKey = 4096;
    private const string Whsec = "whsec_";

    public static bool IsPublic(this KeyForm form) => form >= KeyForm.Ed25519Hex;

    /// <param name="error">What would be right; never the key.</param>
    public static bool TryKey(this KeyForm form, string text, HashAlgorithmName hash, [NotNullWhen(true)] out SignatureKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        error = null;
        switch (form)
        {
            case KeyForm.Ed25519Hex or KeyForm.Ed25519Base64:
                if (TryBytes(form, text, out var publicKey) && Ed25519.IsPublicKey(publicKey)) key = new Ed25519Key(publicKey);
                else error = $"an ed25519 public key is 32 bytes in {(form == KeyForm.Ed25519Hex ? "hex" : "base64")}, and a point of the curve that can verify";
                break;
            case KeyForm.EcdsaP256:
                if (TryEcdsa(text, out var point)) key = new EcdsaKey(point);
                else error = "write the P-256 public key as the provider shows it: PEM, or the base64 within";
                break;
            case KeyForm.Rsa:
                if (TryRsa(text, out var rsa)) key = new RsaKey(rsa);
                else error = "write the RSA public key (2048 bits or more) as the provider shows it: PEM, or the base64 within";
                break;
            case KeyForm.HashedBefore:
                key = new HashedBeforeKey(Encoding.UTF8.GetBytes(text));
                break;
            default:
                if (TryBytes(form, text, out var secret) && secret.Length > 0) key = new HmacKey(hash, secret);
                else error = form switch
                {
                    KeyForm.Hex => "must be hex",
                    KeyForm.Base64 => "must be base64",
                    _ => "must be whsec_ and base64",
                };
                break;
        }
        return key is not null;
    }

    private static bool TryBytes(KeyForm form, string text, out byte[] bytes)
    {
        bytes = [];
        switch (form)
        {
            case KeyForm.Text:
                bytes = Encoding.UTF8.GetBytes(text);
                return true;
            case KeyForm.Hex or KeyForm.Ed25519Hex:
                if (text.Length > LongestKey) return false;
                bytes = new byte[text.Length / 2];
                return Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
            case KeyForm.Whsec:
                return text.StartsWith(Whsec, StringComparison.Ordinal) && StrictBase64.TryDecode(text.AsSpan(Whsec.Length), LongestKey, out bytes);
            default:
                return StrictBase64.TryDecode(text, LongestKey, out bytes);
        }
    }

    private static bool TryEcdsa(string text, out ECParameters point)
    {
        point = default;
        try
        {
            using var key = ECDsa.Create();
            if (!TryImport(key, text)) return false;
            point = key.ExportParameters(includePrivateParameters: false);
            return point.Curve.Oid.Value == "1.2.840.10045.3.1.7";
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool TryRsa(string text, out RSAParameters parameters)
    {
        parameters = default;
        try
        {
            using var key = RSA.Create();
            if (!TryImport(key, text) || key.KeySize < 2048) return false;
            parameters = key.ExportParameters(includePrivateParameters: false);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool TryImport(AsymmetricAlgorithm key, string text)
    {
        try
        {
            if (text.Contains("-----", StringComparison.Ordinal)) key.ImportFromPem(text);
            else if (StrictBase64.TryDecode(text, LongestKey, out var der)) key.ImportSubjectPublicKeyInfo(der, out _);
            else return false;
            return true;
        }
        catch (ArgumentException)
        {
            // PEM of something else, or of several.
            return false;
        }
    }
}
