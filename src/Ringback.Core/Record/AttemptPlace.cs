namespace Ringback.Core.Record;

/// <summary>
/// Places in the order of attempts. An attempt stands behind all messages accepted and all attempts recorded before it, except the
/// only attempt of a direct delivery, which stands at its message: so the order of messages is that of these attempts, too, and one row
/// and one index do for both.
/// </summary>
internal static class AttemptPlace
{
    /// <value>A direct delivery whose attempt is recorded later than this many milliseconds after its message has its attempt in the order of recording.</value>
    public const long AtMessageWithin = 5_000;

    /// <value>Bits of a place below the seq of a message.</value>
    public const int Bits = 24;

    /// <value>The bit that the places at messages have: behind those that were given out before the message was accepted.</value>
    public const long AtMessageBit = 1L << (Bits - 1);

    /// <summary>At a message.</summary>
    /// <param name="seq">The message's.</param>
    /// <param name="index">Of the delivery among the message's direct ones, from 0.</param>
    public static long AtMessage(long seq, int index) => (seq << Bits) | AtMessageBit | (uint)index;

    /// <summary>Behind all.</summary>
    /// <param name="nextSeq">What the next message gets.</param>
    /// <param name="last">The last place that was given out by this method.</param>
    public static long Behind(long nextSeq, long last) => Math.Max(last + 1, nextSeq << Bits);

    /// <summary>The message at which a place stands.</summary>
    public static long MessageAt(long place) => place >> Bits;

    /// <summary>The index of the direct delivery whose attempt stands at a place; -1 where no message's attempt stands.</summary>
    public static int IndexAt(long place) => (place & AtMessageBit) != 0 ? (int)(place & (AtMessageBit - 1)) : -1;
}
