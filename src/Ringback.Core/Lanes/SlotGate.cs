namespace Ringback.Core.Lanes;

/// <summary>What an attempt is, for its share of the node's slots.</summary>
internal enum SlotShare
{
    /// <summary>A first attempt at a destination that lately answered in good time: any free slot.</summary>
    Proven = 0,

    /// <summary>A first attempt at one that nothing is known of: three quarters of the slots, with the two below.</summary>
    Untried = 1,

    /// <summary>A first attempt at one that was lately slow or failing: half of the slots, with retries.</summary>
    Doubtful = 2,

    /// <summary>A retry: a quarter, so that a wave of them never delays what is new.</summary>
    Retry = 3,
}

/// <summary>Waits for a slot.</summary>
internal interface ISlotWaiter
{
    /// <summary>A slot of this share is its own now: it uses it or gives it back.</summary>
    void Granted(SlotShare share);
}

/// <summary>
/// The node's total of what is in flight, in shares one inside the other, so that neither hanging destinations nor retries starve the rest. A slot that becomes free
/// while somebody waits is handed over: nobody overtakes, and no slot idles beside a waiter that may have it. Shares take turns.
/// </summary>
internal sealed class SlotGate(int slots)
{
    private const int Shares = 4;

    private readonly Lock _lock = new();

    // Of each share together with those behind it.
    private readonly int[] _caps = [slots, Math.Max(1, slots * 3 / 4), Math.Max(1, slots / 2), Math.Max(1, slots / 4)];
    private readonly int[] _used = new int[Shares];

    // A lane waits at most once for each share, and leaves when it is granted.
    private readonly Queue<ISlotWaiter>[] _waiting = [new(), new(), new(), new()];
    private int _turn;

    public int InFlight => Volatile.Read(ref _used[0]);

    /// <value>Destinations that could send a first attempt at once, had they a slot.</value>
    public int Ready
    {
        get
        {
            lock (_lock)
                return _waiting[(int)SlotShare.Proven].Count + _waiting[(int)SlotShare.Untried].Count;
        }
    }

    /// <value>Whether more than a quarter of the slots are taken: then who isn't proven holds back.</value>
    public bool Crowded => InFlight * 4 > slots;

    /// <summary>Takes a slot, or queues the waiter, which will be granted one. Who is queued doesn't ask again.</summary>
    public bool TryEnter(SlotShare share, ISlotWaiter waiter)
    {
        lock (_lock)
        {
            if (HasRoom(share))
            {
                Use(share, 1);
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
            Use(share, -1);
            // One slot less in use makes room for one more, never for two: each share lies inside the one before.
            for (var i = 0; i < Shares && next is null; i++)
            {
                share = (SlotShare)((_turn + i) % Shares);
                if (!HasRoom(share) || !_waiting[(int)share].TryDequeue(out next))
                    continue;
                Use(share, 1);
                _turn = ((int)share + 1) % Shares;
            }
        }

        next?.Granted(share);
    }

    /// <summary>Gives back a slot of each of these shares, a bit each.</summary>
    public void LeaveEach(int shares)
    {
        for (var share = SlotShare.Proven; shares != 0; share++, shares >>= 1)
            if ((shares & 1) != 0)
                Leave(share);
    }

    private void Use(SlotShare share, int count)
    {
        for (var outer = 0; outer <= (int)share; outer++)
            _used[outer] += count;
    }

    private bool HasRoom(SlotShare share)
    {
        for (var outer = 0; outer <= (int)share; outer++)
            if (_used[outer] >= _caps[outer])
                return false;
        return true;
    }
}
