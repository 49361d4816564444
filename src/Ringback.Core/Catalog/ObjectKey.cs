using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringback.Core.Json;

namespace Ringback.Core.Catalog;

/// <summary>The key of what an event is about: <c>pay_123</c>.</summary>
internal static class ObjectKey
{
    /// <value>Characters; a longer one names nothing.</value>
    public const int MaxLength = 256;

    /// <summary>The text, or the number as it is written; null for what else stands there.</summary>
    public static string? TextOf(JsonSlot slot, ReadOnlySpan<byte> json) =>
        slot.Type is JsonTokenType.String or JsonTokenType.Number && slot.Length <= 6 * MaxLength && slot.Text(json) is { Length: > 0 and <= MaxLength } text
            ? text
            : null;

    /// <summary>Under which a key is looked up. Two keys may share one: who finds something compares the key itself.</summary>
    public static long HashOf(int application, string key)
    {
        Span<byte> text = stackalloc byte[sizeof(int) + 3 * MaxLength];
        BinaryPrimitives.WriteInt32BigEndian(text, application);
        var used = Encoding.UTF8.GetBytes(key, text[sizeof(int)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..(sizeof(int) + used)], hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
