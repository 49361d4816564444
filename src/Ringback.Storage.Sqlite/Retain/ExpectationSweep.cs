using Ringback.Core.Jobs;
using Ringback.Core.Reconcile;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Storage.Sqlite.Retain;

/// <summary>Drops expectations that ended long ago, and all of sources that are gone: a walk through the table, and round again after a rest.</summary>
internal sealed class ExpectationSweep
{
    private const int Chunk = 1000;
    private const long Rest = 60_000;
    private long _at;
    private long _restsUntil;

    /// <returns>Whether there is more to drop now.</returns>
    public bool Step(WriteSession session, long now, in RetentionTimes times)
    {
        if (now < _restsUntil && now > _restsUntil - Rest)
            return false;
        var (seen, dropped) = (0, 0);
        foreach (var (row, application, isLive, ended) in Read(session.Database))
        {
            seen++;
            _at = row;
            if (!times.Drops(ended, sourceIsGone: session.Catalog.Source(application) is null))
                continue;
            dropped++;
            session.Database.Prepared("delete from expectation_poll where exp = ?").Bind(row).Run();
            session.Database.Prepared("delete from expectation where id = ?").Bind(row).Run();
            if (isLive)
                session.Watches.Live(application, -1);
        }

        if (seen == Chunk)
            return dropped > Chunk / 4;
        session.Database.Prepared("delete from schedule where app not in (select app from source)").Run();
        session.Watches.ForgetGone();
        (_at, _restsUntil) = (0, now + Rest);
        return false;
    }

    /// <returns>Row, source, whether it counts among the live, and when it ended (null, if it hasn't).</returns>
    private List<(long Row, int Application, bool IsLive, long? Ended)> Read(Database database)
    {
        var read = new List<(long, int, bool, long?)>();
        var rows = database.Prepared($"select id, app, due, status, updated from expectation where id > ? order by id limit {Chunk}").Bind(_at);
        while (rows.Step())
        {
            var isOpen = !rows.IsNull(2);
            read.Add((
                rows.Int64(0), rows.Int32(1), isOpen || rows.Int32(3) == (int)ExpectationStatus.Reconciled, isOpen ? null : rows.Int64(4)));
        }

        return read;
    }
}
