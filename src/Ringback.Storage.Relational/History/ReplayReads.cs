using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <inheritdoc cref="IReplayReads"/>
internal class ReplayReads(Database database) : IReplayReads
{
    private const string HasPayload = "m.payload is not null";

    protected Database Database => database;

    public FoundMessages FindMissing(ReplaySelection selection, long after, int most)
    {
        var endpoint = selection.Destination;
        var conditions = new Conditions(4).OfMessage(selection.Messages, withTime: true).And(HasPayload)
            .And("not exists (select 1 from delivery d where d.seq = m.seq and d.ep = {0})", endpoint.Id)
            .And("not exists (select 1 from work w where w.seq = m.seq and w.ep = {0})", endpoint.Id);
        if (selection.Channels is { } channels)
            conditions.AnyChannel(channels);
        var range = Range(selection, after);
        var rows = database.Prepared(
                $"select m.seq, {conditions.Text}, 0, 0, null from message m indexed by message_app "
                + $"where m.app = ?1 and m.seq > ?2 and m.seq < ?3 order by m.seq {Scan.Limit(Scan.Near)}")
            .Bind(endpoint.ApplicationId).Bind(range.Low).Bind(range.High);
        return Found(Scan.Read(conditions.Bind(rows), most, Scan.Near), after);
    }

    public FoundMessages FindEnded(ReplaySelection selection, long after, int most)
    {
        var ofMessage = new Conditions(4).OfMessage(selection.Messages, withTime: true).And(HasPayload);
        var conditions = new Conditions(4).Looking(ofMessage, "d.seq");
        if (selection.State is { } state)
            conditions.And("d.state = {0}", (int)state);
        if (selection.StatusCodeClass is { } code)
            conditions.And(
                "(d.code / 100 = {0} or exists (select 1 from attempt a where a.seq = d.seq and a.ep = d.ep and a.code / 100 = {0}))", code / 100);
        var failed = selection.FailedOnly;
        var range = Range(selection, after);
        var rows = database.Prepared(
                $"select d.seq, {conditions.Text}, 0, 0, null from delivery d indexed by {(failed ? "delivery_failed" : "delivery_ep")} "
                + $"where d.ep = ?1 and d.seq > ?2 and d.seq < ?3{(failed ? " and d.state <> 0" : "")} order by d.seq {Scan.Limit(Scan.Near)}")
            .Bind(selection.Destination.Id).Bind(range.Low).Bind(range.High);
        return Found(Scan.Read(conditions.Bind(rows), most, Scan.Near), after);
    }

    public Message? FindMessage(long seq) => MessageLookup.BySeq(database, seq, withPayload: true);

    /// <param name="after">The cursor that stays when nothing was looked at.</param>
    protected static FoundMessages Found(Scan scan, long after) =>
        new(scan.Matches.ConvertAll(static match => match.Position), scan.Last ?? after, scan.Done);

    private SeqRange Range(ReplaySelection selection, long after) =>
        Positions.OfMessages(database, selection.Messages.After, selection.Messages.Before).And(new SeqRange(after, long.MaxValue));
}
