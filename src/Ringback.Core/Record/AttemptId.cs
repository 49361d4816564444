using System.Buffers.Binary;
using Ringback.Core.Ids;

namespace Ringback.Core.Record;

/// <summary>
/// An attempt's public id holds its place in the order of commit, so that no B-tree has to find it again: time, then the sequence, then
/// a mix of both that tells a made-up id from ours.
/// </summary>
internal static class AttemptId
{
    /// <param name="at">When it was sent, Unix milliseconds.</param>
    /// <param name="aseq">The store's sequence of attempts.</param>
    public static Ksuid Create(long at, long aseq)
    {
        Span<byte> rest = stackalloc byte[Ksuid.RandomSize + 1];
        BinaryPrimitives.WriteInt64BigEndian(rest, aseq);
        BinaryPrimitives.WriteUInt64BigEndian(rest[8..], Mix((ulong)aseq));
        return Ksuid.FromParts(at, rest[..Ksuid.RandomSize]);
    }

    /// <returns>False when the id was never given by <see cref="Create"/>.</returns>
    public static bool TryRead(Ksuid id, out long aseq)
    {
        Span<byte> bytes = stackalloc byte[Ksuid.Size];
        id.WriteTo(bytes);
        aseq = BinaryPrimitives.ReadInt64BigEndian(bytes[5..]);
        return aseq > 0 && Create(id.UnixMs, aseq) == id;
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit of the result.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
