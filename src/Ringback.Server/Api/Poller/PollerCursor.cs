using System.Buffers.Binary;
using System.Buffers.Text;

namespace Ringback.Server.Api.Poller;

/// <summary>
/// A poller's iterator: a place in the order of commit, and a mix of it that tells a made-up iterator from ours, so that a
/// slip can't send a consumer past its messages. Base64url, 16 characters.
/// </summary>
internal static class PollerCursor
{
    private const int Size = 12;

    public static string Format(long seq)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seq);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Check(seq));
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(ReadOnlySpan<char> text, out long seq)
    {
        seq = 0;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Size / 3 * 4 || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size) return false;
        seq = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return seq >= 0 && BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) == Check(seq);
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static uint Check(long seq)
    {
        var value = (ulong)seq;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return (uint)((value ^ (value >> 31)) >> 32) ^ 0x52_69_6e_67;
    }
}
