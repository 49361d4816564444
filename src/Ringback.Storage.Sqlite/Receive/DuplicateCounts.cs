using System.Runtime.InteropServices;
using Ringback.Core.Commit;
using Ringback.Core.History;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Receive;

/// <summary>
/// How often events came again, by message and by source: counted in memory, added to the table now and then. A crash loses what
/// wasn't added yet; that an event is a duplicate never depends on it.
/// </summary>
internal sealed class DuplicateCounts
{
    /// <value>Messages counted by themselves between two additions; beyond, only the source's count goes on.</value>
    private const int MostMessages = 100_000;

    private readonly Lock _lock = new();
    private Dictionary<(long Seq, int Application), DuplicateCount> _counts = [];

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

    /// <summary>All there is: what is in the table, and what isn't there yet.</summary>
    /// <param name="database">A reader.</param>
    /// <param name="application">The source's.</param>
    /// <param name="seq">A message's; 0 for all of the source.</param>
    public DuplicateCount CountOf(Database database, int application, long seq)
    {
        DuplicateCount recent;
        lock (_lock)
            recent = _counts.GetValueOrDefault((seq, application));
        var row = database.Prepared("select count, last from duplicate where seq = ? and app = ?").Bind(seq).Bind(application);
        if (!row.Step())
            return recent;
        var sum = recent.Plus(new DuplicateCount(row.Int64(0), row.Int64(1)));
        row.Reset();
        return sum;
    }

    /// <summary>Adds at most <paramref name="limit"/> counts to the table, in the transaction under way.</summary>
    public void Flush(Database database, IWriteBatch batch, int limit)
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
        var add = database.Prepared(
            "insert into duplicate (seq, app, count, last) values (?, ?, ?, ?) on conflict do update set "
            + "count = count + excluded.count, last = max(last, excluded.last)");
        foreach (var ((seq, application), count) in taken)
            add.Bind(seq).Bind(application).Bind(count.Count).Bind(count.Last).Run();
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
