using Ringback.Core.Ids;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>Where ids and times stand in the order of commit: a few look-ups, never a scan.</summary>
internal static class Positions
{
    /// <value>
    /// Milliseconds by which the order of ids (made before the commit) may differ from that of commit: ranges are widened by it, and
    /// each row's own time is looked at.
    /// </value>
    private const long Slack = 2_000;

    /// <value>Milliseconds between sending and recording of the slowest attempts.</value>
    private const long AttemptSlack = 60_000;

    private const long Earliest = 1_400_000_000_000;
    private const long Latest = Earliest + uint.MaxValue * 1000L;

    /// <summary>All messages accepted in [after, before) lie in this range of seq.</summary>
    public static SeqRange OfMessages(Database database, long? after, long? before)
    {
        var low = after is { } from ? Before(database, IdAt(from - Slack)) : null;
        var high = before is { } to ? From(database, IdAt(to + Slack)) : null;
        return new SeqRange(low ?? 0, high ?? long.MaxValue);
    }

    /// <summary>
    /// The messages that are there. What refers to others is on its way out, and has no id to be listed by: retention drops work and
    /// late outcomes some time after their message.
    /// </summary>
    public static SeqRange Kept(Database database) =>
        new((database.Prepared("select min(seq) from message").Scalar() ?? long.MaxValue) - 1, long.MaxValue);

    /// <summary>All attempts of an endpoint sent in [after, before) lie in this range of aseq.</summary>
    public static SeqRange OfAttempts(Database database, int endpoint, long? after, long? before)
    {
        var low = after is { } from ? FirstRecordedAt(database, endpoint, from - Slack) - 1 : 0;
        var high = before is { } to ? FirstRecordedAt(database, endpoint, to + AttemptSlack) : long.MaxValue;
        return new SeqRange(low, high);
    }

    /// <summary>
    /// All messages at which attempts stand that were sent in [after, before) lie in this range of seq. No message has one that was accepted
    /// by a version before direct deliveries.
    /// </summary>
    public static SeqRange OfFirstAttempts(Database database, long? after, long? before) =>
        OfMessages(database, after - AttemptPlace.AtMessageWithin, before)
            .And(new SeqRange((database.Prepared("select value from meta where key = 'direct_since'").Scalar() ?? 0) - 1, long.MaxValue));

    /// <summary>What lies behind a message, in the direction of reading. One that is gone stands where its id would.</summary>
    public static SeqRange BehindMessage(Database database, Ksuid id, bool down)
    {
        Span<byte> bytes = stackalloc byte[Ksuid.Size];
        id.WriteTo(bytes);
        if (database.Prepared("select seq from message where id = ?").Bind(bytes).Scalar() is { } seq)
            return down ? new SeqRange(0, seq) : new SeqRange(seq, long.MaxValue);
        return down ? new SeqRange(0, From(database, bytes) ?? long.MaxValue) : new SeqRange(Before(database, bytes) ?? 0, long.MaxValue);
    }

    private static long? From(Database database, ReadOnlySpan<byte> id) =>
        database.Prepared("select seq from message indexed by message_id where id >= ? order by id limit 1").Bind(id).Scalar();

    private static long? Before(Database database, ReadOnlySpan<byte> id) =>
        database.Prepared("select seq from message indexed by message_id where id < ? order by id desc limit 1").Bind(id).Scalar();

    private static byte[] IdAt(long time) => Ksuid.LowestAt(Math.Clamp(time, Earliest, Latest)).ToBytes();

    /// <summary>The lowest aseq from which on attempts were recorded at or after a time: a binary search, two look-ups a step.</summary>
    private static long FirstRecordedAt(Database database, int endpoint, long time)
    {
        var low = database.Prepared("select min(aseq) from attempt indexed by attempt_ep where ep = ?").Bind(endpoint).Scalar();
        var high = database.Prepared("select max(aseq) from attempt indexed by attempt_ep where ep = ?").Bind(endpoint).Scalar() + 1;
        if (low is not { } from || high is not { } to)
            return long.MaxValue;
        var last = to;
        var probe = database.Prepared(
            "select aseq, at + ms from attempt indexed by attempt_ep where ep = ? and aseq >= ? order by aseq limit 1");
        while (from < to)
        {
            var middle = from + (to - from) / 2;
            if (!probe.Bind(endpoint).Bind(middle).Step())
            {
                to = middle;
                continue;
            }

            var (at, recorded) = (probe.Int64(0), probe.Int64(1));
            probe.Reset();
            if (recorded < time)
                from = at + 1;
            else
                to = middle;
        }

        return from == last ? long.MaxValue : from;
    }
}

/// <summary>Positions between two, both exclusive.</summary>
internal readonly record struct SeqRange(long Low, long High)
{
    public static readonly SeqRange All = new(-1, long.MaxValue);

    public SeqRange And(SeqRange other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));
}
