namespace Ringback.Storage.Sqlite.Accept;

/// <summary>
/// Where in the key log the made-up idempotency keys of the last minutes stand: 16 bytes a key, in three generations that are dropped
/// whole. A hit is a hint, which the log confirms; a miss is certain.
/// </summary>
internal sealed class KeyWindow
{
    private readonly long _lifetime;
    private readonly Generation[] _generations;

    public KeyWindow(long now, long lifetimeMs)
    {
        _lifetime = lifetimeMs;
        _generations = [new(now, 1), new(now - lifetimeMs, 0), new(now - 2 * lifetimeMs, 0)];
    }

    /// <value>The lowest seq whose key is still of use; what lies below may leave the log.</value>
    public long Floor => _generations[^1].FirstSeq is var first && first > 0 ? first
        : _generations[^2].FirstSeq is var second && second > 0 ? second : _generations[0].FirstSeq;

    public int Count => _generations[0].Count + _generations[1].Count + _generations[2].Count;

    public void Learn(UInt128 hash, long seq, long now)
    {
        // Half the lifetime a generation, three of them: a key is known for at least the lifetime.
        if (now - _generations[0].Since > _lifetime / 2)
        {
            (_generations[2], _generations[1]) = (_generations[1], _generations[0]);
            _generations[0] = new Generation(now, seq);
        }

        _generations[0].Add((ulong)hash, seq);
    }

    /// <summary>The seqs whose key has this fingerprint, newest first.</summary>
    public void Find(UInt128 hash, List<long> seqs)
    {
        foreach (var generation in _generations)
            generation.Find((ulong)hash, seqs);
    }

    private sealed class Generation(long since, long firstSeq)
    {
        private (ulong Print, long Seq)[] _slots = new (ulong, long)[1024];

        public long Since => since;

        public long FirstSeq => firstSeq;

        public int Count { get; private set; }

        public void Add(ulong print, long seq)
        {
            if (Count * 4 >= _slots.Length * 3)
                Grow();
            Put(_slots, print, seq);
            Count++;
        }

        public void Find(ulong print, List<long> seqs)
        {
            var mask = _slots.Length - 1;
            for (var i = (int)print & mask; _slots[i].Seq != 0; i = (i + 1) & mask)
                if (_slots[i].Print == print)
                    seqs.Add(_slots[i].Seq);
        }

        private static void Put((ulong Print, long Seq)[] slots, ulong print, long seq)
        {
            var mask = slots.Length - 1;
            var i = (int)print & mask;
            while (slots[i].Seq != 0)
                i = (i + 1) & mask;
            slots[i] = (print, seq);
        }

        private void Grow()
        {
            var larger = new (ulong, long)[_slots.Length * 2];
            foreach (var (print, seq) in _slots)
                if (seq != 0)
                    Put(larger, print, seq);
            _slots = larger;
        }
    }
}
