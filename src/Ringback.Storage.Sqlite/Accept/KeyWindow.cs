namespace Ringback.Storage.Sqlite.Accept;

/// <summary>
/// Where in the key log the made-up idempotency keys of the last minutes stand: 8 bytes a key (11 to 21 with the room between), in three
/// generations that are dropped whole. A hit is a hint, which the log confirms; a miss is certain.
/// </summary>
internal sealed class KeyWindow
{
    private readonly long _lifetime;
    private readonly Generation?[] _generations = new Generation?[3];

    /// <param name="now">Unix milliseconds.</param>
    /// <param name="lifetimeMs">A key is known at least that long.</param>
    /// <param name="floor">The lowest seq that will be learned.</param>
    public KeyWindow(long now, long lifetimeMs, long floor = 1)
    {
        _lifetime = lifetimeMs;
        _generations[0] = new Generation(now, floor);
    }

    /// <value>The lowest seq whose key is still of use; what lies below may leave the log.</value>
    public long Floor => (_generations[2] ?? _generations[1] ?? _generations[0]!).FirstSeq;

    public int Count => _generations.Sum(static generation => generation?.Count ?? 0);

    public void Remember(UInt128 hash, long seq, long now)
    {
        var youngest = _generations[0]!;
        // Half the lifetime a generation, three of them: a key is known for at least the lifetime.
        if (now - youngest.Since > _lifetime / 2)
        {
            (_generations[2], _generations[1]) = (_generations[1], youngest);
            _generations[0] = youngest = new Generation(now, seq);
        }

        youngest.Add((uint)hash, seq);
    }

    /// <summary>The seqs whose key has this fingerprint, newest generation first.</summary>
    public void Find(UInt128 hash, List<long> seqs)
    {
        foreach (var generation in _generations)
            generation?.Find((uint)hash, seqs);
    }

    /// <summary>Open addressing; a slot is the fingerprint and the seq counted from the first, 0 when empty.</summary>
    private sealed class Generation(long since, long firstSeq)
    {
        private ulong[] _slots = new ulong[1024];

        public long Since => since;

        public long FirstSeq => firstSeq;

        public int Count { get; private set; }

        public void Add(uint print, long seq)
        {
            if (Count * 4L >= _slots.Length * 3L)
                Grow();
            Put(_slots, ((ulong)print << 32) | checked((uint)(seq - firstSeq + 1)));
            Count++;
        }

        public void Find(uint print, List<long> seqs)
        {
            var mask = (uint)_slots.Length - 1;
            for (var i = print & mask; _slots[i] is var slot && slot != 0; i = (i + 1) & mask)
                if (slot >> 32 == print)
                    seqs.Add(firstSeq + (uint)slot - 1);
        }

        private static void Put(ulong[] slots, ulong slot)
        {
            var mask = (uint)slots.Length - 1;
            var i = (uint)(slot >> 32) & mask;
            while (slots[i] != 0)
                i = (i + 1) & mask;
            slots[i] = slot;
        }

        private void Grow()
        {
            var larger = new ulong[_slots.Length * 2];
            foreach (var slot in _slots)
                if (slot != 0)
                    Put(larger, slot);
            _slots = larger;
        }
    }
}
