namespace Ringback.Core.Deliver;

/// <summary>What a flight is, for its share of the node's slots.</summary>
internal enum SlotShare
{
    /// <summary>A first attempt at a destination that lately answered in good time: any free slot.</summary>
    Proven = 0,

    /// <summary>A first attempt at one that is new, slow or failing: three quarters of the slots.</summary>
    Unproven = 1,

    /// <summary>A retry: a quarter, so that a wave of them never delays what is new.</summary>
    Retry = 2,
}

/// <summary>The node's total of what flies, in shares, so that neither hanging destinations nor retries starve the rest.</summary>
internal sealed class SlotGate(int slots)
{
    private readonly Lock _lock = new();
    private readonly int[] _caps = [slots, Math.Max(1, slots * 3 / 4), Math.Max(1, slots / 4)];
    private readonly int[] _used = new int[3];
    private readonly Queue<Lane>[] _waiting = [new(), new(), new()];
    private int _total;

    public int InFlight => Volatile.Read(ref _total);

    /// <summary>Takes a slot; without one, a lane that isn't in the queue yet is told when there may be one.</summary>
    public bool TryEnter(SlotShare share, Lane lane, bool queue)
    {
        lock (_lock)
        {
            if (HasRoom(share))
            {
                _used[(int)share]++;
                _total++;
                return true;
            }

            if (queue)
                _waiting[(int)share].Enqueue(lane);
            return false;
        }
    }

    public void Leave(SlotShare share)
    {
        lock (_lock)
        {
            _used[(int)share]--;
            _total--;
        }

        Pass();
    }

    /// <summary>Tells the next lane that there may be a slot: also when one that was told had no use for it.</summary>
    public void Pass()
    {
        Lane? next = null;
        var share = SlotShare.Proven;
        lock (_lock)
        {
            for (; share <= SlotShare.Retry; share++)
                if (HasRoom(share) && _waiting[(int)share].TryDequeue(out next))
                    break;
        }

        next?.SlotFree(share);
    }

    private bool HasRoom(SlotShare share) =>
        _total < slots && _used[(int)share] < _caps[(int)share]
        && (share == SlotShare.Proven || _used[(int)SlotShare.Unproven] + _used[(int)SlotShare.Retry] < _caps[(int)SlotShare.Unproven]);
}
