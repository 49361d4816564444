using System.Security.Cryptography;
using Ringback.Verification.Crypto;
using Ringback.Verification.Signing;

namespace Ringback.Core.Signing;

/// <summary>
/// Signs messages with an endpoint's secrets, as Standard Webhooks 1.0 says. Thread-safe; holds nothing but the
/// secrets, so that a hundred thousand endpoints cost no native memory.
/// <para>
/// Measured for 512 bytes: one-shot HMAC over a pooled copy 1.5 µs, a new IncrementalHash 1.5 µs and 224 bytes,
/// a cached one 0.9 µs but a native context for every endpoint. At 15,000 sends a second the difference is 1 % of a core.
/// </para>
/// </summary>
/// <param name="secrets">The current one first, then those still in the grace period of a rotation: all sign.</param>
internal sealed class MessageSigner(IReadOnlyList<EndpointSecret> secrets)
{
    // "v1," and 44 characters of base64; "v1a," and 88; a space between.
    private const int LongestSignature = 4 + 88 + 1;

    /// <summary>The value of <c>webhook-signature</c>: <c>v1,BASE64 v1a,BASE64</c>, over the exact bytes sent.</summary>
    public string Sign(ReadOnlySpan<byte> asciiMessageId, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var content = SignedContent.Create(asciiMessageId, unixSeconds, body);
        var room = secrets.Count * LongestSignature;
        var header = room <= 512 ? stackalloc char[room] : new char[room];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var length = 0;
        foreach (var secret in secrets)
        {
            if (length > 0) header[length++] = ' ';
            secret.VersionTag.CopyTo(header[length..]);
            length += secret.VersionTag.Length;
            header[length++] = ',';
            var signature = hash;
            if (secret.Kind == SecretKind.Symmetric) HMACSHA256.HashData(secret.Key, content.Bytes, hash);
            else signature = Ed25519.Sign(secret.Key, secret.PublicKey, content.Buffer, content.Length);
            Convert.TryToBase64Chars(signature, header[length..], out var written);
            length += written;
        }
        return new string(header[..length]);
    }
}
