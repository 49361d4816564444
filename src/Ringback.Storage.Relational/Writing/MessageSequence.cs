using Ringback.Core.Commit;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Writing;

/// <summary>
/// The order of messages. Places in the order of attempts follow from it, so that no number is given twice even when its message was
/// dropped or never committed: blocks are reserved, and a start skips what is left of one.
/// </summary>
internal sealed class MessageSequence
{
    private const long Block = 10_000;

    private readonly Database _database;
    private readonly IWriteBatch _batch;
    private long _reserved;

    public MessageSequence(Database database, IWriteBatch batch)
    {
        (_database, _batch) = (database, batch);
        _reserved = Math.Max(
            database.Prepared("select max(seq) from message").Scalar() ?? 0,
            database.Prepared("select value from meta where key = 'seq'").Scalar() ?? 0);
        Next = _reserved + 1;
    }

    /// <value>What the next message gets.</value>
    public long Next { get; private set; }

    public long Take() => Next++;

    /// <summary>Reserves a block, in the transaction under way, when it has come to the end of the last one.</summary>
    public void BeforeCommit()
    {
        if (Next <= _reserved)
            return;
        var before = _reserved;
        _batch.OnUndo(() => _reserved = before);
        _reserved = Next + Block;
        _database.Prepared("insert into meta (key, value) values ('seq', ?) on conflict (key) do update set value = excluded.value").Bind(_reserved).Run();
    }
}
