using Ringback.Core.Commit;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Record;

/// <summary>
/// The order of attempts. No index has the last one (that would be a B-tree more for each attempt), so blocks are reserved: a start
/// skips what is left of one.
/// </summary>
internal sealed class AttemptSequence
{
    private const long Block = 1_000_000;

    private readonly Database _database;
    private readonly IWriteBatch _batch;
    private long _next;
    private long _reserved;

    public AttemptSequence(Database database, IWriteBatch batch)
    {
        (_database, _batch) = (database, batch);
        _reserved = database.Prepared("select value from meta where key = 'aseq'").Scalar() ?? 0;
        _next = _reserved + 1;
    }

    /// <summary>The next one, in the transaction under way; never given twice, though a failed one loses it.</summary>
    public long Next()
    {
        if (_next > _reserved)
            Reserve();
        return _next++;
    }

    private void Reserve()
    {
        var before = _reserved;
        _reserved += Block;
        _database.Prepared("insert into meta (key, value) values ('aseq', ?) on conflict do update set value = excluded.value")
            .Bind(_reserved).Run();
        _batch.OnUndo(() => _reserved = before);
    }
}
