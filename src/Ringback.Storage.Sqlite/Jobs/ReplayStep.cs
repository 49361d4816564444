using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Core.Route;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.History;
using Ringback.Storage.Sqlite.Record;

namespace Ringback.Storage.Sqlite.Jobs;

/// <summary>The next messages that an endpoint is to get again, or for the first time.</summary>
/// <param name="Endpoint">Who gets them.</param>
/// <param name="Seqs">In order; at most <see cref="Chunk"/>.</param>
/// <param name="Cursor">The last seq looked at.</param>
/// <param name="Done">Nothing lies behind it.</param>
internal sealed record ReplayStep(int Endpoint, IReadOnlyList<long> Seqs, long Cursor, bool Done)
{
    private const int Chunk = 500;
    private const string HasPayload = "m.payload is not null";

    public static ReplayStep Plan(Database database, Catalog catalog, Job job)
    {
        var arguments = job.Kind == JobKind.BulkReplay ? JobArguments.BulkReplay(job) : OfReplay(JobArguments.Replay(job));
        if (catalog.Endpoint(arguments.Endpoint) is not { } endpoint)
            return new ReplayStep(arguments.Endpoint, [], job.Cursor, true);
        var range = Positions.OfMessages(database, arguments.Since, arguments.Until).And(new SeqRange(job.Cursor, long.MaxValue));
        var filter = new MessageFilter
        {
            EventTypes = arguments.EventTypes,
            Channel = arguments.Channel,
            Tag = arguments.Tag,
            After = arguments.Since,
            Before = arguments.Until,
        };
        if (job.Kind == JobKind.ReplayMissing)
            return OfMissing(database, endpoint, filter, range, job.Cursor);
        var scan = Ended(database, endpoint, arguments, filter, range, failedOnly: job.Kind == JobKind.Recover);
        return new ReplayStep(endpoint.Id, scan.Matches.ConvertAll(static match => match.Position), scan.Last ?? job.Cursor, scan.Done);
    }

    /// <summary>The next messages of [since, until) that an endpoint takes and never got; of an operation, whose conditions hold too.</summary>
    public static ReplayStep OfMissing(Database database, Endpoint endpoint, long since, long until, long cursor) => OfMissing(
        database, endpoint, new MessageFilter { After = since, Before = until },
        Positions.OfMessages(database, since, until).And(new SeqRange(cursor, long.MaxValue)), cursor);

    private static ReplayStep OfMissing(Database database, Endpoint endpoint, MessageFilter filter, SeqRange range, long cursor)
    {
        var scan = Missing(database, endpoint, filter, range);
        var seqs = scan.Matches.ConvertAll(static match => match.Position);
        if (endpoint.Operation?.Conditions is { Count: > 0 })
        {
            var (conditions, matches) = (new RouteConditions([endpoint]), new List<int>(1));
            seqs.RemoveAll(seq =>
            {
                matches.Clear();
                matches.Add(endpoint.Id);
                if (MessageLookup.BySeq(database, seq, withPayload: true) is not { } message)
                    return true;
                conditions.Filter(message, matches);
                return matches.Count == 0;
            });
        }

        return new ReplayStep(endpoint.Id, seqs, scan.Last ?? cursor, scan.Done);
    }

    public static Job Apply(WriteSession session, Job job, ReplayStep step)
    {
        var database = session.Database;
        // A recovered delivery leaves history for work; a replayed one has its row there, which its outcome brings up to date.
        var forget = database.Prepared("delete from delivery where seq = ? and ep = ? and state <> 0");
        var add = database.Prepared($"insert into work (ep, seq, due, tries, manual, run) values (?1, ?2, null, 0, 0, {ForcedRuns.Current}) on conflict do nothing");
        var isMissing = database.Prepared("select not exists (select 1 from delivery where seq = ? and ep = ?)");
        var added = 0;
        foreach (var seq in step.Seqs)
        {
            if (job.Kind == JobKind.Recover)
            {
                forget.Bind(seq).Bind(step.Endpoint).Run();
                if (database.Changes == 0)
                    continue;
            }
            else if (job.Kind == JobKind.ReplayMissing && isMissing.Bind(seq).Bind(step.Endpoint).Scalar() == 0)
            {
                continue;
            }

            add.Bind(step.Endpoint).Bind(seq).Run();
            added += database.Changes;
        }

        if (added > 0)
            session.AfterCommit(() => session.Listeners.Intake.Parked(step.Endpoint));
        return job with
        {
            Cursor = step.Cursor,
            Status = step.Done ? JobStatus.Finished : JobStatus.Running,
            Result = JobResult.Sent(JobResult.SentOf(job.Result) + added),
        };
    }

    /// <summary>Messages that the endpoint takes, with neither delivery nor work.</summary>
    private static Scan Missing(Database database, Endpoint endpoint, MessageFilter filter, SeqRange range)
    {
        var conditions = new Conditions(4).OfMessage(filter with { EventTypes = endpoint.EventTypes?.Select(static name => EventTypeName.Of(name, name)).ToList() }, withTime: true).And(HasPayload)
            .And("not exists (select 1 from delivery d where d.seq = m.seq and d.ep = {0})", endpoint.Id)
            .And("not exists (select 1 from work w where w.seq = m.seq and w.ep = {0})", endpoint.Id);
        if (endpoint.Channels is { } channels)
            conditions.AnyChannel(channels);
        var rows = database.Prepared(
                $"select m.seq, {conditions.Text}, 0, 0, null from message m indexed by message_app "
                + "where m.app = ?1 and m.seq > ?2 and m.seq < ?3 order by m.seq")
            .Bind(endpoint.ApplicationId).Bind(range.Low).Bind(range.High);
        return Scan.Read(conditions.Bind(rows), Chunk, Scan.Near);
    }

    /// <summary>Messages whose delivery to the endpoint has ended.</summary>
    private static Scan Ended(
        Database database, Endpoint endpoint, BulkReplayArguments arguments, MessageFilter filter, SeqRange range, bool failedOnly)
    {
        failedOnly |= arguments.State is { } wanted && wanted != DeliveryState.Success;
        var ofMessage = new Conditions(4).OfMessage(filter, withTime: true).And(HasPayload);
        var conditions = new Conditions(4).Looking(ofMessage, "d.seq");
        if (arguments.State is { } state)
            conditions.And("d.state = {0}", (int)state);
        if (arguments.StatusCodeClass is { } code)
            conditions.And(
                "exists (select 1 from attempt a where a.seq = d.seq and a.ep = d.ep and a.code / 100 = {0})", code / 100);
        var rows = database.Prepared(
                $"select d.seq, {conditions.Text}, 0, 0, null from delivery d indexed by {(failedOnly ? "delivery_failed" : "delivery_ep")} "
                + $"where d.ep = ?1 and d.seq > ?2 and d.seq < ?3{(failedOnly ? " and d.state <> 0" : "")} order by d.seq")
            .Bind(endpoint.Id).Bind(range.Low).Bind(range.High);
        return Scan.Read(conditions.Bind(rows), Chunk, Scan.Near);
    }

    private static BulkReplayArguments OfReplay(ReplayArguments arguments) => new(arguments.Endpoint, arguments.Since, arguments.Until);
}
