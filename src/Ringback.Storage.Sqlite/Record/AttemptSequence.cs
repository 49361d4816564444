using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Record;

/// <summary>
/// The order of attempts. No index has the last one (that would be a B-tree more for each attempt), so blocks are reserved: a start
/// skips what is left of one.
/// </summary>
internal sealed class AttemptSequence
{
    private const long Block = 1_000_000;

    private readonly WriteSession _session;
    private long _next;
    private long _reserved;

    public AttemptSequence(WriteSession session)
    {
        _session = session;
        _reserved = session.Database.Prepared("select value from meta where key = 'aseq'").Scalar() ?? 0;
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
        _session.Database.Prepared("insert into meta (key, value) values ('aseq', ?) on conflict do update set value = excluded.value")
            .Bind(_reserved).Run();
        _session.OnUndo(() => _reserved = before);
    }
}
