using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Core.Catalog;

/// <summary>The secret part of an ingest URL, by its hash: what is looked up tells nothing of what is secret.</summary>
/// <param name="Hash">The first 16 bytes of its SHA-256, big-endian.</param>
/// <param name="Until">Unix milliseconds at which its grace ends; null for the current one.</param>
internal sealed record SourceToken(UInt128 Hash, long? Until)
{
    /// <summary>Characters of one that we made.</summary>
    public const int TextLength = 32;

    /// <summary>192 random bits in the URL-safe base64 alphabet (RFC 4648, section 5).</summary>
    public static string Generate()
    {
        Span<byte> bytes = stackalloc byte[TextLength / 4 * 3];
        RandomNumberGenerator.Fill(bytes);
        return Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Of any text, also of what is no token.</summary>
    public static UInt128 HashOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public bool IsGoodAt(long now) => Until is null || Until > now;
}
