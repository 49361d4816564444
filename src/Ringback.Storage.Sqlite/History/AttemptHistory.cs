using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Catalogs;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.History;

/// <inheritdoc cref="IAttemptHistory"/>
internal sealed class AttemptHistory(ReaderPool readers, Catalog catalog) : IAttemptHistory
{
    public ValueTask<HistoryPage<AttemptEntry>> OfEndpointAsync(int endpoint, AttemptFilter filter, PageRequest page, AttemptDetail detail) =>
        new(readers.Read(database =>
        {
            if (AttemptConditions.Nothing(filter))
                return new HistoryPage<AttemptEntry>([], null, null, true);
            // An answer that isn't 2xx is a failure: those alone are read, however many succeeded.
            var failed = AttemptConditions.OnlyFailures(filter);
            var conditions = AttemptConditions.FromFilter(filter);
            var range = Behind(page).And(Positions.OfAttempts(database, endpoint, filter.After, filter.Before));
            if (page.Iterator is { } unknown && !AttemptId.TryRead(unknown, out _))
                range = range.And(Beside(database, endpoint, unknown.UnixMs, page.ReadsDown));
            var rows = database.Prepared(
                    $"select a.aseq, {conditions.Text}, a.seq, 0, null from attempt a indexed by {(failed ? "attempt_failed" : "attempt_ep")} "
                    + $"where a.ep = ?1 and a.aseq > ?2 and a.aseq < ?3{(failed ? " and a.state <> 0" : "")} order by a.aseq {Order(page)}")
                .Bind(endpoint).Bind(range.Low).Bind(range.High);
            var looksUp = filter.LooksAtMessage || filter.After is not null || filter.Before is not null;
            var scan = Scan.Read(conditions.Bind(rows), page.Limit, looksUp ? Scan.Far : Scan.Cheap);
            var reader = new AttemptReader(database, catalog, detail);
            return scan.ToPage(page, row => reader.Read(row.A, row.Position), SizeOf, aseq => reader.IdOfEndpoints(endpoint, aseq));
        }));

    public ValueTask<HistoryPage<AttemptEntry>> OfMessageAsync(Message message, AttemptFilter filter, PageRequest page, AttemptDetail detail) =>
        new(readers.Read(database =>
        {
            if (AttemptConditions.Nothing(filter))
                return new HistoryPage<AttemptEntry>([], null, null, true);
            var conditions = AttemptConditions.FromFilter(filter);
            if (filter.Endpoint is null)
                conditions.And("a.ep < {0}", OperationIds.First);
            var range = Behind(page);
            var rows = database.Prepared(
                    $"select a.aseq, {conditions.Text}, a.seq, 0, null from attempt a "
                    + $"where a.seq = ?1 and a.aseq > ?2 and a.aseq < ?3 order by a.aseq {Order(page)}")
                .Bind(message.Seq).Bind(range.Low).Bind(range.High);
            var scan = Scan.Read(conditions.Bind(rows), page.Limit, Scan.Near);
            var reader = new AttemptReader(database, catalog, detail);
            return scan.ToPage(page, row => reader.Read(row.A, row.Position), SizeOf, aseq => reader.IdOf(message.Seq, aseq));
        }));

    public ValueTask<AttemptEntry?> FindAsync(Message message, Ksuid id) =>
        new(AttemptId.TryRead(id, out var aseq)
            ? readers.Read(database =>
                new AttemptReader(database, catalog, AttemptDetail.Response).Read(message.Seq, aseq) is { } found && found.Id == id
                && !OperationIds.Includes(found.Endpoint) ? found : null)
            : null);

    private static SeqRange Behind(PageRequest page) =>
        page.Iterator is not { } iterator || !AttemptId.TryRead(iterator, out var aseq) ? SeqRange.All
        : page.ReadsDown ? new SeqRange(-1, aseq)
        : new SeqRange(aseq, long.MaxValue);

    private static SeqRange Beside(Database database, int endpoint, long time, bool down) =>
        down ? Positions.OfAttempts(database, endpoint, null, time) : Positions.OfAttempts(database, endpoint, time, null);

    private static int SizeOf(AttemptEntry attempt) => attempt.Size;

    private static string Order(PageRequest page) => page.ReadsDown ? "desc" : "asc";
}
