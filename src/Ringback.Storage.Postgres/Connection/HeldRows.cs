using Npgsql;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// The rows that statements of one connection hold back, to be sent in one round trip. A table's inserts go before its updates, and these
/// before its deletes; that is right because no row is held twice: a second operation on a row sends the first one before.
/// </summary>
internal sealed class HeldRows(Action flush)
{
    /// <value>Rows and bytes (16 MiB) that are held at most: PostgreSQL takes an array of at most 1 GiB.</value>
    private const int MostRows = 1 << 15;
    private const long MostBytes = 16 << 20;

    // In the order in which they were first used since the last flush.
    private readonly List<RowsStatement> _used = [];
    private readonly List<string> _tables = [];
    private readonly Dictionary<string, HashSet<ulong>> _keys = new(StringComparer.Ordinal);
    private int _rows;
    private long _bytes;

    public bool IsEmpty => _rows == 0;

    /// <summary>Sends what is held if the new row can't be held beside it.</summary>
    /// <param name="statement">Whose row it is.</param>
    /// <param name="key">A number made of its key; two keys with the same number cost a round trip, nothing else. Null: the row is always new.</param>
    /// <param name="bytes">The size of its texts and blobs.</param>
    public void BeforeAdd(RowsStatement statement, ulong? key, int bytes)
    {
        var table = statement.Rows.Table;
        if (!_keys.TryGetValue(table, out var keys))
            _keys[table] = keys = [];
        if (_rows > 0 && ((key is { } known && keys.Contains(known)) || _rows >= MostRows || _bytes + bytes > MostBytes))
            flush();
        if (key is { } added)
            keys.Add(added);
        if (statement.Count == 0)
        {
            _used.Add(statement);
            if (!_tables.Contains(table))
                _tables.Add(table);
        }

        _rows++;
        _bytes += bytes;
    }

    /// <summary>Adds the writes to a batch; when it has been sent, <see cref="Clear"/> forgets the rows.</summary>
    /// <param name="batch">Is sent.</param>
    /// <param name="session">The number of the session that it is sent in.</param>
    public void AddTo(NpgsqlBatchCommandCollection batch, int session)
    {
        if (IsEmpty)
            return;
        foreach (var table in _tables)
            for (var kind = RowsChange.Insert; kind <= RowsChange.Delete; kind++)
                foreach (var statement in _used)
                    if (statement.Rows.Kind == kind && statement.Rows.Table == table)
                        batch.Add(statement.ToCommand(session));
    }

    /// <summary>Forgets the rows.</summary>
    public void Clear()
    {
        foreach (var statement in _used)
            statement.Clear();
        _used.Clear();
        foreach (var table in _tables)
            _keys[table].Clear();
        _tables.Clear();
        (_rows, _bytes) = (0, 0);
    }
}
