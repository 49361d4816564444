using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>
/// How an endpoint's deliveries ended in a time: whole hours from their counters, the parts of hours at both ends from the attempts.
/// A counter holds every end of a delivery; of attempts only the last one tells that it was the end, and what was canceled has none.
/// </summary>
internal sealed class EndedDeliveries(Database database, EndpointCounts counts, int endpoint)
{
    /// <value>Attempts that are looked at for a part of an hour: 20 to 60 ms. Where there are more, the whole hour counts.</value>
    private const int MostAttempts = 10_000;

    /// <value>In milliseconds.</value>
    private const long LongestAttempt = 60_000;

    /// <param name="since">Unix milliseconds.</param>
    /// <param name="until">Exclusive.</param>
    public Tally Between(long since, long until)
    {
        since = Math.Max(since, 0);
        if (until <= since)
            return default;
        var (first, end) = (EndpointCounts.HourOf(since + EndpointCounts.Hour - 1), EndpointCounts.HourOf(until));
        var ended = first > end
            ? Part(since, until)
            : Part(since, first * EndpointCounts.Hour).Plus(Hours(first, end - 1)).Plus(Part(end * EndpointCounts.Hour, until));
        return ended with { Canceled = Hours(EndpointCounts.HourOf(since), EndpointCounts.HourOf(until - 1)).Canceled };
    }

    /// <summary>What ended within one hour.</summary>
    private Tally Part(long since, long until)
    {
        if (since >= until)
            return default;
        var range = Positions.OfAttempts(database, endpoint, since, until);
        // Ended since then, so sent at most a minute before.
        var messages = Positions.OfFirstAttempts(database, since - LongestAttempt, until);
        var many = Count("attempt indexed by attempt_ep", "aseq", range) + Count("delivery indexed by delivery_ep", "seq", messages);
        if (many > MostAttempts)
            return Hours(EndpointCounts.HourOf(since), EndpointCounts.HourOf(since));
        var rows = database.Prepared(
                "select count(*) filter (where a.state = 0), count(*) filter (where a.state <> 0 and exists (select 1 from delivery d where d.seq = a.seq and d.ep = ?1 and d.state = 2) "
                + "and not exists (select 1 from attempt l where l.seq = a.seq and l.aseq > a.aseq and l.ep = ?1)) "
                + "from attempt i indexed by attempt_ep cross join attempt a on a.seq = i.seq and a.aseq = i.aseq "
                + "where i.ep = ?1 and i.aseq > ?2 and i.aseq < ?3 and a.at + a.ms >= ?4 and a.at + a.ms < ?5")
            .Bind(endpoint).Bind(range.Low).Bind(range.High).Bind(since).Bind(until);
        var first = database.Prepared(
                "select count(*), 0 from delivery a indexed by delivery_ep where a.ep = ?1 and a.seq > ?2 and a.seq < ?3 "
                + "and a.n is not null and a.at + a.ms >= ?4 and a.at + a.ms < ?5")
            .Bind(endpoint).Bind(messages.Low).Bind(messages.High).Bind(since).Bind(until);
        return Read(rows, canceled: false).Plus(Read(first, canceled: false));
    }

    private long Count(string table, string position, SeqRange range) =>
        database.Prepared($"select count(*) from (select 1 from {table} where ep = ?1 and {position} > ?2 and {position} < ?3 limit ?4) found")
            .Bind(endpoint).Bind(range.Low).Bind(range.High).Bind(MostAttempts + 1).Scalar() ?? 0;

    private Tally Hours(long from, long to)
    {
        if (from > to)
            return default;
        var stored = database.Prepared("select cast(sum(success) as bigint), cast(sum(fail) as bigint), cast(sum(canceled) as bigint) from endpoint_hour where ep = ? and hour between ? and ?")
            .Bind(endpoint).Bind(from).Bind(to);
        return Read(stored, canceled: true).Plus(counts.UnsavedTally(endpoint, from, to));
    }

    private static Tally Read(Statement row, bool canceled)
    {
        var tally = row.Step() ? new Tally(row.Int64(0), row.Int64(1), canceled ? row.Int64(2) : 0) : default;
        row.Reset();
        return tally;
    }
}
