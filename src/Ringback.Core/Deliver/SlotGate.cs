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

/// <summary>Waits for a slot.</summary>
internal interface ISlotWaiter
{
    /// <summary>A slot of this share is its own now: it uses it or gives it back.</summary>
    void Granted(SlotShare share);
}

/// <summary>
/// The node's total of what flies, in shares, so that neither hanging destinations nor retries starve the rest. A slot that becomes free
/// while somebody waits is handed over: nobody overtakes, and no slot idles beside a waiter that may have it. Shares take turns.
/// </summary>
internal sealed class SlotGate(int slots)
{
    private const int Shares = 3;

    private readonly Lock _lock = new();
    private readonly int[] _caps = [slots, Math.Max(1, slots * 3 / 4), Math.Max(1, slots / 4)];
    private readonly int[] _used = new int[Shares];
    private readonly Queue<ISlotWaiter>[] _waiting = [new(), new(), new()];
    private int _total;
    private int _turn;

    public int InFlight => Volatile.Read(ref _total);

    /// <value>Whether more than a quarter of the slots are taken: then who isn't proven holds back.</value>
    public bool Crowded => Volatile.Read(ref _total) * 4 > slots;

    /// <summary>Takes a slot, or queues the waiter, which will be granted one. Who is queued doesn't ask again.</summary>
    public bool TryEnter(SlotShare share, ISlotWaiter waiter)
    {
        lock (_lock)
        {
            if (HasRoom(share))
            {
                Take(share);
                return true;
            }

            _waiting[(int)share].Enqueue(waiter);
            return false;
        }
    }

    /// <summary>Gives a slot back, to the next who waits for one. Not to be called under a waiter's lock: the next one takes its own.</summary>
    public void Leave(SlotShare share)
    {
        ISlotWaiter? next = null;
        lock (_lock)
        {
            _used[(int)share]--;
            _total--;
            // One slot less in use makes room for one more, never for two.
            for (var i = 0; i < Shares && next is null; i++)
            {
                share = (SlotShare)((_turn + i) % Shares);
                if (!HasRoom(share) || !_waiting[(int)share].TryDequeue(out next))
                    continue;
                Take(share);
                _turn = ((int)share + 1) % Shares;
            }
        }

        next?.Granted(share);
    }

    private void Take(SlotShare share)
    {
        _used[(int)share]++;
        _total++;
    }

    private bool HasRoom(SlotShare share) =>
        _total < slots && _used[(int)share] < _caps[(int)share]
        && (share == SlotShare.Proven || _used[(int)SlotShare.Unproven] + _used[(int)SlotShare.Retry] < _caps[(int)SlotShare.Unproven]);
}
