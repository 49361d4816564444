using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Catalogs;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <inheritdoc cref="IRunHistory"/>
internal sealed class RunHistory(IReaders readers, Catalog catalog, DirectDeliveries direct) : IRunHistory
{
    public ValueTask<HistoryPage<OperationRun>> ListAsync(IReadOnlyList<int> operations, DeliveryFilter filter, PageRequest page) =>
        readers.ReadAsync(database =>
        {
            var open = operations.ToDictionary(static operation => operation, direct.OfEndpoint);
            var range = Positions.OfMessages(database, filter.After, filter.Before).And(Positions.Kept(database));
            if (page.Iterator is { } iterator)
                range = range.And(Positions.BehindMessage(database, iterator, page.ReadsDown));
            var scans = new List<(int Operation, Scan Scan)>();
            foreach (var operation in operations)
            {
                var list = new EndpointMessages(database, operation, filter, open[operation], page.ReadsDown);
                if (list.Prepare(range) is not { } rows)
                    return new HistoryPage<OperationRun>([], null, null, true);
                scans.Add((operation, Scan.Read(rows, page.Limit + 1, list.Most)));
            }

            var merged = RunMerge.Merge(scans, page.Limit, page.ReadsDown);
            var attempts = new AttemptReader(database, catalog, AttemptDetail.Response);
            var runs = new PageRows<OperationRun>(page, merged.Rows.Count);
            var (reached, done) = (merged.Last, merged.Done);
            foreach (var (operation, row) in merged.Rows)
            {
                if (MessageLookup.BySeq(database, row.Position, withPayload: false) is not { } message)
                    continue;
                var run = Run(database, attempts, message, operation, (DeliveryState)row.A, row.C);
                // A message's runs are not parted.
                if (runs.TryAdd(run, run.Size, row.Position, mayEnd: row.Position != runs.LastPosition))
                    continue;
                (reached, done) = (runs.LastPosition, false);
                break;
            }

            return runs.ToPage(merged.First, reached, done, seq => MessageLookup.IdOf(database, seq));
        });

    public ValueTask<IReadOnlyList<OperationRun>> OfMessageAsync(Message message, IReadOnlyList<int> operations) =>
        readers.ReadAsync(database =>
        {
            // Before the first look at the database: what isn't direct any more then has a row in it.
            var open = operations.Where(operation => direct.IsShown(message.Seq, operation)).ToList();
            var found = new SortedDictionary<int, (DeliveryState State, long? Due)>();
            var ended = database.Prepared("select ep, state from delivery where seq = ? and ep >= ? order by ep").Bind(message.Seq).Bind(OperationIds.First);
            while (ended.Step())
                found[ended.Int32(0)] = ((DeliveryState)ended.Int32(1), null);
            var work = database.Prepared("select due from work where ep = ? and seq = ?");
            foreach (var operation in operations)
            {
                if (!work.Bind(operation).Bind(message.Seq).Step())
                    continue;
                found[operation] = (DeliveryState.Pending, work.NullableInt64(0));
                work.Reset();
            }

            foreach (var operation in open)
                found.TryAdd(operation, (DeliveryState.Pending, null));
            var attempts = new AttemptReader(database, catalog, AttemptDetail.Response);
            return (IReadOnlyList<OperationRun>)[.. found.Select(run => Run(database, attempts, message, run.Key, run.Value.State, run.Value.Due))];
        });

    public ValueTask<long> CountFailedAsync(int operation, DeliveryState? state, long since, long until, int most) =>
        readers.ReadAsync(database =>
        {
            var range = Positions.OfMessages(database, since, until);
            return database.Prepared(
                    "select count(*) from (select 1 from delivery d indexed by delivery_failed join message m on m.seq = d.seq "
                    + "where d.ep = ?1 and d.seq > ?2 and d.seq < ?3 and d.state <> 0 and m.at >= ?4 and m.at < ?5 and m.payload is not null "
                    + "and (?6 is null or d.state = ?6) limit ?7) found")
                .Bind(operation).Bind(range.Low).Bind(range.High).Bind(since).Bind(until).Bind((long?)state).Bind(most).Scalar() ?? 0;
        });

    public ValueTask<(long Count, bool More)> CountMissingAsync(SourceOperation operation, long since, long until, int most) =>
        readers.ReadAsync(database => ReplaySelection.Missing(operation, since, until).CountUpTo(most, new ReplayReads(database), direct));

    private OperationRun Run(Database database, AttemptReader attempts, Message message, int operation, DeliveryState state, long? due)
    {
        // A message's attempts lie together, and are few.
        var last = database.Prepared("select max(aseq) from attempt where seq = ? and ep = ?").Bind(message.Seq).Bind(operation).Scalar()
            ?? (database.Prepared("select n from delivery where seq = ? and ep = ?").Bind(message.Seq).Bind(operation).Scalar() is { } index
                ? AttemptPlace.AtMessage(message.Seq, (int)index)
                : null);
        return new OperationRun(
            operation, EndpointNames.IdOf(database, catalog, operation), message, state, due,
            last is { } aseq ? attempts.Read(message.Seq, aseq) : null);
    }
}
