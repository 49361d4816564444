using System.Buffers.Binary;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Accept;

/// <summary>
/// The newest keys of what comes from outside. A hash lands anywhere in a B-tree, so that each would write a page of its own; here they
/// are appended, found by a table in memory (50 bytes a key, some 30 MB at most), and sorted into <c>dedupe</c> when there are many, a
/// hundred to a page. Measured with a million keys in the window: 0.73 of the rate of an empty one before, see docs/performance.md.
/// </summary>
/// <remarks>For the writer's thread. A key is in the log, in <c>dedupe</c>, or for a while in both; the log's is the newer one.</remarks>
internal sealed class KeyLog
{
    /// <value>Keys from which they are sorted in: the more of them, the fewer pages of the tree each costs.</value>
    private const int SortFrom = 1 << 18;

    /// <value>Keys that one step sorts in, or drops from the log.</value>
    private const int Step = 2048;

    private readonly SqliteDatabase _database;
    private readonly int _sortFrom;
    private readonly Statement _append;
    private readonly Statement _sortIn;
    private readonly Statement _drop;

    // A key leaves when it has been sorted in, which begins when there are so many; those that came meanwhile stay.
    private readonly Dictionary<UInt128, Entry> _keys = [];

    // Of the batch under way; emptied by its end.
    private readonly List<(UInt128 Hash, Entry? Before)> _uncommitted = [];
    private Sorting? _sorting;
    private long _last;

    public KeyLog(SqliteDatabase database, int sortFrom = SortFrom)
    {
        (_database, _sortFrom) = (database, sortFrom);
        _append = database.Prepare("insert into dedupe_log (id, hash, seq, expires) values (?, ?, ?, ?)");
        _sortIn = database.Prepare(
            "insert into dedupe (hash, seq, body, expires) values (?, ?, 0, ?) "
            + "on conflict do update set seq = excluded.seq, expires = excluded.expires where excluded.expires > dedupe.expires");
        _drop = database.Prepare("delete from dedupe_log where id <= ?");
        using var rows = database.Prepare("select id, hash, seq, expires from dedupe_log order by id");
        while (rows.Step())
        {
            _last = rows.Int64(0);
            _keys[BinaryPrimitives.ReadUInt128BigEndian(rows.Blob(1))] = new Entry(_last, rows.Int64(2), rows.Int64(3));
        }
    }

    public int Count => _keys.Count;

    /// <summary>Who has a key, expired or not.</summary>
    public (long Seq, long Expires)? Find(UInt128 hash) => _keys.TryGetValue(hash, out var entry) ? (entry.Seq, entry.Expires) : null;

    /// <summary>Adds a key that is free, in the transaction under way.</summary>
    public void Add(DuplicateKey key, long seq)
    {
        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(hash, key.Hash);
        var entry = new Entry(++_last, seq, key.Expires);
        _append.Bind(entry.Id).Bind(hash).Bind(seq).Bind(key.Expires).Run();
        _uncommitted.Add((key.Hash, _keys.TryGetValue(key.Hash, out var before) ? before : null));
        _keys[key.Hash] = entry;
    }

    /// <value>Keys added in the transaction under way.</value>
    public int Uncommitted => _uncommitted.Count;

    public void Committed() => _uncommitted.Clear();

    /// <summary>Forgets the keys of a part that is taken back, or of all: one that stayed would keep its event out.</summary>
    /// <param name="mark">As many as there were before.</param>
    public void UndoTo(int mark)
    {
        for (var i = _uncommitted.Count - 1; i >= mark; i--)
        {
            var (hash, before) = _uncommitted[i];
            if (before is { } entry)
                _keys[hash] = entry;
            else
                _keys.Remove(hash);
        }

        _uncommitted.RemoveRange(mark, _uncommitted.Count - mark);
    }

    /// <summary>Sorts some keys into <c>dedupe</c> when there are many, in the transaction under way; those that expired are left out.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    public bool Sort(IWriteBatch batch, long now)
    {
        if (_sorting is null && _keys.Count < _sortFrom)
            return false;
        if (_sorting is null)
        {
            // Keys of this very transaction are among them, and go with it.
            batch.OnUndo(() => _sorting = null);
            _sorting = new Sorting(_keys, _last);
        }

        var sorting = _sorting;
        var (sorted, dropped) = (sorting.Sorted, sorting.Dropped);
        batch.OnUndo(() => (sorting.Sorted, sorting.Dropped) = (sorted, dropped));
        if (sorting.Sorted < sorting.ByHash.Length)
            SortIn(sorting, now);
        else
            Drop(batch, sorting);
        return _sorting is not null;
    }

    private void SortIn(Sorting sorting, long now)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var end = Math.Min(sorting.Sorted + Step, sorting.ByHash.Length); sorting.Sorted < end; sorting.Sorted++)
        {
            var (hash, entry) = sorting.ByHash[sorting.Sorted];
            if (entry.Expires <= now)
                continue;
            BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
            _sortIn.Bind(bytes).Bind(entry.Seq).Bind(entry.Expires).Run();
        }
    }

    private void Drop(IWriteBatch batch, Sorting sorting)
    {
        var from = sorting.Dropped;
        var to = sorting.Dropped = Math.Min(from + Step, sorting.ById.Length);
        var whole = to == sorting.ById.Length;
        _drop.Bind(whole ? sorting.Last : sorting.ById[to - 1].Id).Run();
        batch.AfterCommit(() =>
        {
            foreach (var (id, hash) in sorting.ById.AsSpan(from..to))
                if (_keys.TryGetValue(hash, out var entry) && entry.Id == id)
                    _keys.Remove(hash);
        });
        if (!whole)
            return;
        _sorting = null;
        batch.OnUndo(() => _sorting = sorting);
    }

    private readonly record struct Entry(long Id, long Seq, long Expires);

    /// <summary>The keys that are being sorted in, and how far that is.</summary>
    private sealed class Sorting
    {
        public Sorting(Dictionary<UInt128, Entry> keys, long last)
        {
            Last = last;
            ByHash = [.. keys.Select(pair => (pair.Key, pair.Value))];
            ById = [.. keys.Select(pair => (pair.Value.Id, pair.Key))];
            Array.Sort(ByHash, static (left, right) => left.Hash.CompareTo(right.Hash));
            Array.Sort(ById, static (left, right) => left.Id.CompareTo(right.Id));
        }

        /// <value>The newest id among them, or beyond: ids between belong to keys taken over since.</value>
        public long Last { get; }

        public (UInt128 Hash, Entry Entry)[] ByHash { get; }

        public (long Id, UInt128 Hash)[] ById { get; }

        public int Sorted { get; set; }

        public int Dropped { get; set; }
    }
}
