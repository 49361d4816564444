namespace Ringback.Core.Lanes;

/// <summary>Bounds what all lanes together hold in memory; what doesn't fit stays parked in the store.</summary>
internal sealed class BacklogBudget(long bytes)
{
    private long _used;
    private int _items;

    public int Items => Volatile.Read(ref _items);

    public bool HasRoom => Volatile.Read(ref _used) < bytes;

    public void Add(WorkItem item)
    {
        // What waits is its payload alone.
        item.Message.ForgetView();
        Interlocked.Add(ref _used, item.Message.Size);
        Interlocked.Increment(ref _items);
    }

    public void Remove(WorkItem item)
    {
        Interlocked.Add(ref _used, -item.Message.Size);
        Interlocked.Decrement(ref _items);
    }
}
