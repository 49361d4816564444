using System.Numerics;

namespace Ringback.Bench.Load;

/// <summary>Counts of latencies in buckets that widen with the value: 64 to each doubling, so a read-out is at most 1.6 % too high.</summary>
/// <remarks>Values are nanoseconds, up to about 20 minutes; longer ones count in the last bucket. One writer, or <see cref="RecordShared"/>.</remarks>
internal sealed class Histogram
{
    private const int Sub = 6;
    private const int Buckets = 36 << Sub;
    private readonly long[] _counts = new long[Buckets];

    public long Count { get; private set; }

    public void Record(long nanoseconds)
    {
        _counts[BucketOf(nanoseconds)]++;
        Count++;
    }

    /// <summary>Records from any thread; the total is only known after <see cref="Seal"/>.</summary>
    public void RecordShared(long nanoseconds) => Interlocked.Increment(ref _counts[BucketOf(nanoseconds)]);

    public void Seal() => Count = _counts.Sum();

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <summary>The latency in milliseconds that <paramref name="share"/> (0 to 1) of the values stay within; 0 when there are none.</summary>
    public double Milliseconds(double share)
    {
        if (Count == 0)
            return 0;
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
                return UpperEdge(bucket) / 1e6;
        }

        return UpperEdge(Buckets - 1) / 1e6;
    }

    private static int BucketOf(long value)
    {
        if (value < 1 << (Sub + 1))
            return (int)Math.Max(0, value);
        var shift = 63 - BitOperations.LeadingZeroCount((ulong)value) - Sub;
        return Math.Min(Buckets - 1, (shift << Sub) + (int)(value >> shift));
    }

    private static long UpperEdge(int bucket)
    {
        if (bucket < 1 << (Sub + 1))
            return bucket;
        var shift = (bucket >> Sub) - 1;
        return (((long)bucket - (shift << Sub) + 1) << shift) - 1;
    }
}
