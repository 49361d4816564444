namespace Ringback.Core.Deliver;

/// <summary>The partition (0…63) of a destination: owned by one node at a time, so that throttle, order and breaker hold across nodes.</summary>
internal static class Partition
{
    public const int Count = 64;

    public static int ForEndpoint(int endpoint) => endpoint & (Count - 1);
}

/// <summary>Which partitions this node owns now. Asked before every send.</summary>
internal interface IPartitionOwner
{
    bool Owns(int partition);
}

/// <summary>The embedded profile's one node owns them all.</summary>
internal sealed class OwnsAllPartitions : IPartitionOwner
{
    public bool Owns(int partition) => true;
}
