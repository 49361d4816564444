using Ringback.Core.Deliver;
using Ringback.Core.Jobs;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.History;

/// <summary>Finds what a replay selects, beside the writer.</summary>
internal static class ReplayReader
{
    private const string HasPayload = "m.payload is not null";

    public static ReplayPlan Plan(Database database, Core.Catalog.Catalog catalog, DirectDeliveries direct, Job job) =>
        ReplaySelection.FromJob(job, catalog) is { } selection ? Plan(database, selection, direct, job.Cursor) : new ReplayPlan(0, [], job.Cursor, true);

    /// <summary>The next messages behind a cursor.</summary>
    public static ReplayPlan Plan(Database database, ReplaySelection selection, DirectDeliveries direct, long cursor)
    {
        // Before the first look at the database.
        var open = selection.IsMissing ? direct.OfEndpoint(selection.Destination.Id) : [];
        var range = Positions.OfMessages(database, selection.Messages.After, selection.Messages.Before).And(new SeqRange(cursor, long.MaxValue));
        var scan = selection.IsMissing ? Missing(database, selection, range) : Ended(database, selection, range);
        var seqs = scan.Matches.ConvertAll(static match => match.Position);
        if (open.Count > 0)
            seqs.RemoveAll(open.ToHashSet().Contains);
        if (selection.LooksIntoPayload)
            seqs.RemoveAll(seq => MessageLookup.BySeq(database, seq, withPayload: true) is not { } message || !selection.Takes(message));
        return new ReplayPlan(selection.Destination.Id, seqs, scan.Last ?? cursor, scan.Done);
    }

    /// <summary>Messages that the endpoint takes, with neither delivery nor work.</summary>
    private static Scan Missing(Database database, ReplaySelection selection, SeqRange range)
    {
        var endpoint = selection.Destination;
        var conditions = new Conditions(4).OfMessage(selection.Messages, withTime: true).And(HasPayload)
            .And("not exists (select 1 from delivery d where d.seq = m.seq and d.ep = {0})", endpoint.Id)
            .And("not exists (select 1 from work w where w.seq = m.seq and w.ep = {0})", endpoint.Id);
        if (selection.Channels is { } channels)
            conditions.AnyChannel(channels);
        var rows = database.Prepared(
                $"select m.seq, {conditions.Text}, 0, 0, null from message m indexed by message_app "
                + "where m.app = ?1 and m.seq > ?2 and m.seq < ?3 order by m.seq")
            .Bind(endpoint.ApplicationId).Bind(range.Low).Bind(range.High);
        return Scan.Read(conditions.Bind(rows), ReplayPlan.Most, Scan.Near);
    }

    /// <summary>Messages whose delivery to the endpoint has ended.</summary>
    private static Scan Ended(Database database, ReplaySelection selection, SeqRange range)
    {
        var ofMessage = new Conditions(4).OfMessage(selection.Messages, withTime: true).And(HasPayload);
        var conditions = new Conditions(4).Looking(ofMessage, "d.seq");
        if (selection.State is { } state)
            conditions.And("d.state = {0}", (int)state);
        if (selection.StatusCodeClass is { } code)
            conditions.And(
                "(d.code / 100 = {0} or exists (select 1 from attempt a where a.seq = d.seq and a.ep = d.ep and a.code / 100 = {0}))", code / 100);
        var failed = selection.FailedOnly;
        var rows = database.Prepared(
                $"select d.seq, {conditions.Text}, 0, 0, null from delivery d indexed by {(failed ? "delivery_failed" : "delivery_ep")} "
                + $"where d.ep = ?1 and d.seq > ?2 and d.seq < ?3{(failed ? " and d.state <> 0" : "")} order by d.seq")
            .Bind(selection.Destination.Id).Bind(range.Low).Bind(range.High);
        return Scan.Read(conditions.Bind(rows), ReplayPlan.Most, Scan.Near);
    }
}
