using System.Runtime.InteropServices;
using Ringback.Core.Commit;
using Ringback.Core.History;

namespace Ringback.Core.Receive;

/// <summary>Where counts of duplicates are kept, in the batch under way.</summary>
internal interface IDuplicateCountRows
{
    /// <param name="seq">A message's; 0 for all of the source.</param>
    void Add(int application, long seq, DuplicateCount count);
}

/// <summary>
/// How often events came again, by message and by source: counted in memory, added to the table now and then. A crash loses what
/// wasn't added yet; that an event is a duplicate never depends on it.
/// </summary>
internal sealed class DuplicateCounts(IDuplicateCountRows rows)
{
    /// <value>Messages counted by themselves between two additions; beyond, only the source's count goes on.</value>
    public const int MostMessages = 100_000;

    private readonly Lock _lock = new();
    // At most MostMessages, and an entry for each source; retention takes them out every few seconds.
    private readonly Dictionary<(long Seq, int Application), DuplicateCount> _counts = [];

    public int Count
    {
        get { lock (_lock) return _counts.Count; }
    }

    /// <param name="application">The source's.</param>
    /// <param name="seq">The message on record.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Add(int application, long seq, long now)
    {
        lock (_lock)
        {
            AddTo((0, application), new DuplicateCount(1, now));
            if (_counts.Count < MostMessages || _counts.ContainsKey((seq, application)))
                AddTo((seq, application), new DuplicateCount(1, now));
        }
    }

    /// <summary>What isn't in the table yet: to be asked for before the table is looked at.</summary>
    /// <param name="application">The source's.</param>
    /// <param name="seq">A message's; 0 for all of the source.</param>
    public DuplicateCount Unsaved(int application, long seq)
    {
        lock (_lock)
            return _counts.GetValueOrDefault((seq, application));
    }

    /// <summary>Adds at most <paramref name="limit"/> counts to the table, in the batch under way.</summary>
    public void Flush(IWriteBatch batch, int limit)
    {
        List<KeyValuePair<(long Seq, int Application), DuplicateCount>> taken;
        lock (_lock)
        {
            if (_counts.Count == 0)
                return;
            taken = [.. _counts.Take(limit)];
            foreach (var (key, _) in taken)
                _counts.Remove(key);
        }

        batch.OnUndo(() => PutBack(taken));
        foreach (var ((seq, application), count) in taken)
            rows.Add(application, seq, count);
    }

    private void PutBack(List<KeyValuePair<(long Seq, int Application), DuplicateCount>> taken)
    {
        lock (_lock)
            foreach (var (key, count) in taken)
                AddTo(key, count);
    }

    private void AddTo((long Seq, int Application) key, DuplicateCount more)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
        count = count.Plus(more);
    }
}
