using Ringback.Core.Jobs;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Record;
using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Storage.Sqlite.Retain;

/// <summary>
/// Drops what is past its time, in steps that hold the writer for some milliseconds. Rows go in key order, in which they came: what is
/// deleted lies together in every B-tree but those by endpoint.
/// </summary>
internal sealed class Retention(TimeSpan keep)
{
    /// <value>Rows of a kind that one step takes.</value>
    private const int Chunk = 1000;

    private const long Minute = 60_000;

    private readonly EndpointWalk _orphans = new("work", "seq <= ?2", Minute);
    private readonly EndpointWalk _oldHours = new("endpoint_hour", "hour < ?2", 60 * Minute);
    private readonly ExpectationSweep _expectations = new();
    private byte[] _dedupe = [];
    private long _jobsAt;

    /// <summary>One step of everything.</summary>
    /// <returns>Whether there is more to drop now.</returns>
    public bool Step(WriteSession session, long now)
    {
        session.Counts.Flush(session.Database, session, 5 * Chunk);
        session.ReceivedCommit.Duplicates.Flush(session.Database, session, 5 * Chunk);
        var times = RetentionTimes.At(now, keep);
        var more = Messages(session, times.History);
        more |= Keys(session);
        Receive.RefusedRows.DropBefore(session.Database, times.History);
        more |= Payloads(session.Database, now);
        more |= Dedupe(session.Database, now);
        more |= session.Dedupe.Log.Sort(session, now);
        more |= _expectations.Step(session, now, times);
        more |= _orphans.Step(session, now, Floor(session));
        more |= _oldHours.Step(session, now, EndpointCounts.HourOf(times.Statistics));
        if (now - _jobsAt >= 60 * Minute)
        {
            _jobsAt = now;
            session.Database.Prepared("delete from job where status <> 0 and updated < ?").Bind(times.Jobs).Run();
        }

        return more;
    }

    /// <summary>Attempts and deliveries go before their message, so that a step cut short leaves none without.</summary>
    private static bool Messages(WriteSession session, long before)
    {
        var database = session.Database;
        var floor = Floor(session);
        var last = floor;
        var count = 0;
        List<(int Application, string EventId, long Seq)>? events = null;
        var rows = database.Prepared("select seq, at, event_id, app from message order by seq limit ?").Bind(Chunk);
        while (rows.Step())
        {
            if (rows.Int64(1) >= before)
            {
                rows.Reset();
                break;
            }

            last = rows.Int64(0);
            count++;
            if (rows.NullableText(2) is { } eventId)
                (events ??= []).Add((rows.Int32(3), eventId, last));
        }

        // What was recorded for messages that are gone already is gone with the first of these.
        var whole = DeleteUpTo(database, "attempt", "aseq", last) & DeleteUpTo(database, "delivery", "ep", last);
        if (count == 0)
            return !whole;
        if (!whole)
            last = Math.Min(Lowest(database, "attempt", last), Lowest(database, "delivery", last)) - 1;
        if (last <= floor)
            return true;
        foreach (var (application, eventId, seq) in events ?? [])
            if (seq <= last)
                session.Dedupe.RemoveEvent(application, eventId);
        database.Prepared("delete from received where seq <= ?1 and seq + events <= ?1 + 1").Bind(last).Run();
        database.Prepared("delete from duplicate where seq > 0 and seq <= ?").Bind(last).Run();
        database.Prepared("delete from event_key where seq <= ?").Bind(last).Run();
        database.Prepared("delete from forced where seq <= ?").Bind(last).Run();
        database.Prepared("delete from message where seq <= ?").Bind(last).Run();
        return count == Chunk || !whole;
    }

    /// <summary>Deletes a table's rows up to a seq, but no more than a step takes.</summary>
    /// <returns>Whether that was all of them.</returns>
    private static bool DeleteUpTo(Database database, string table, string second, long last)
    {
        const int Most = 2 * Chunk;
        var cut = database.Prepared($"select seq, {second} from {table} where seq <= ? order by seq, {second} limit 1 offset {Most}").Bind(last);
        if (!cut.Step())
        {
            database.Prepared($"delete from {table} where seq <= ?").Bind(last).Run();
            return true;
        }

        var (seq, key) = (cut.Int64(0), cut.Int64(1));
        cut.Reset();
        database.Prepared($"delete from {table} where (seq, {second}) < (?, ?)").Bind(seq).Bind(key).Run();
        return false;
    }

    private static long Lowest(Database database, string table, long otherwise) =>
        database.Prepared($"select seq from {table} order by seq limit 1").Scalar() is { } seq ? Math.Min(seq, otherwise + 1) : otherwise + 1;

    /// <value>The seq up to which no message is left.</value>
    private static long Floor(WriteSession session) =>
        (session.Database.Prepared("select seq from message order by seq limit 1").Scalar() ?? session.NextSeq) - 1;

    private static bool Keys(WriteSession session)
    {
        var floor = session.MessageRows.KeyFloor;
        var cut = session.Database.Prepared($"select seq from keylog where seq < ? order by seq limit 1 offset {2 * Chunk}").Bind(floor).Scalar();
        session.Database.Prepared("delete from keylog where seq < ?").Bind(cut ?? floor).Run();
        return cut is not null;
    }

    private static bool Payloads(Database database, long now)
    {
        var expired = new List<long>();
        var rows = database.Prepared(
            "select seq from message indexed by message_expires where expires is not null and expires <= ? order by expires limit ?")
            .Bind(now).Bind(Chunk / 2);
        while (rows.Step())
            expired.Add(rows.Int64(0));
        foreach (var seq in expired)
            History.Payloads.Expunge(database, seq);
        return expired.Count == Chunk / 2;
    }

    /// <summary>Walks through all keys in their order, and round again: an index by expiry would cost every key a B-tree more.</summary>
    private bool Dedupe(Database database, long now)
    {
        var expired = new List<byte[]>();
        var rows = database.Prepared("select hash, expires from dedupe where hash > ? order by hash limit ?").Bind(_dedupe).Bind(Chunk);
        var seen = 0;
        for (; rows.Step(); seen++)
        {
            _dedupe = rows.Blob(0).ToArray();
            if (rows.NullableInt64(1) <= now)
                expired.Add(_dedupe);
        }

        foreach (var hash in expired)
            database.Prepared("delete from dedupe where hash = ?").Bind(hash).Run();
        if (seen < Chunk)
            _dedupe = [];
        // Going on at once pays only where much has expired.
        return seen == Chunk && expired.Count > Chunk / 4;
    }
}
