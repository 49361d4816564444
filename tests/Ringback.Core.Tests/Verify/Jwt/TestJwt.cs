using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ringback.Core.Tests.Verify.Jwt;

/// <summary>Tokens made by hand, right ones and others, and the keys as their provider publishes them.</summary>
internal static class TestJwt
{
    public static RSA Rsa { get; } = RSA.Create(2048);

    public static ECDsa Ecdsa { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string Rs256(object claims, string kid = "k1", RSA? key = null) => Make(
        new { alg = "RS256", kid, typ = "JWT" }, claims, content => (key ?? Rsa).SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Es256(object claims, string kid = "k1", ECDsa? key = null) => Make(
        new { alg = "ES256", kid, typ = "JWT" }, claims, content => (key ?? Ecdsa).SignData(content, HashAlgorithmName.SHA256));

    public static string Hs256(object claims, byte[] secret, string? kid = null) => Make(
        kid is null ? new { alg = "HS256", typ = "JWT" } : new { alg = "HS256", kid, typ = "JWT" }, claims, content => HMACSHA256.HashData(secret, content));

    public static string Make(object header, object claims, Func<byte[], byte[]> sign)
    {
        var content = $"{Part(header)}.{Part(claims)}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>As Google publishes them.</summary>
    public static string Jwks(params (string Kid, RSA Key)[] keys) => JsonSerializer.Serialize(new
    {
        keys = keys.Select(static pair => pair.Key.ExportParameters(includePrivateParameters: false) is var key
            ? new { kty = "RSA", alg = "RS256", use = "sig", kid = pair.Kid, n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) }
            : null),
    });

    /// <summary>As Plaid answers for one key.</summary>
    public static string PlaidKey(string kid, ECDsa? key = null, long? expiredAt = null)
    {
        var point = (key ?? Ecdsa).ExportParameters(includePrivateParameters: false).Q;
        return JsonSerializer.Serialize(new
        {
            key = new { alg = "ES256", created_at = 1560466143, crv = "P-256", expired_at = expiredAt, kid, kty = "EC", use = "sig", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) },
            request_id = "RZ6Omi1bzzwDaLo",
        });
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
