using System.Globalization;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Catalogs;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <inheritdoc cref="IAttemptHistory"/>
internal sealed class AttemptHistory(IReaders readers, Catalog catalog) : IAttemptHistory
{
    /// <value>Where the attempt in a delivery's row stands; the row is called a.</value>
    private static readonly string Place = string.Create(CultureInfo.InvariantCulture, $"((a.seq << {AttemptPlace.Bits}) | {AttemptPlace.AtMessageBit} | coalesce(a.n, 0))");

    public ValueTask<HistoryPage<AttemptEntry>> OfEndpointAsync(int endpoint, AttemptFilter filter, PageRequest page, AttemptDetail detail) =>
        readers.ReadAsync(database =>
        {
            if (AttemptConditions.Nothing(filter))
                return new HistoryPage<AttemptEntry>([], null, null, true);
            // An answer that isn't 2xx is a failure: those alone are read, however many succeeded.
            var failed = AttemptConditions.OnlyFailures(filter);
            var conditions = AttemptConditions.FromFilter(filter);
            var range = Behind(page);
            var recorded = range.And(Positions.OfAttempts(database, endpoint, filter.After, filter.Before));
            var atMessages = AtMessages(range).And(Positions.OfFirstAttempts(database, filter.After, filter.Before));
            if (page.Iterator is { UnixMs: var time } unknown && !AttemptId.TryRead(unknown, out _))
            {
                var (from, to) = page.ReadsDown ? ((long?)null, (long?)time) : (time, null);
                recorded = recorded.And(Positions.OfAttempts(database, endpoint, from, to));
                atMessages = atMessages.And(Positions.OfFirstAttempts(database, from, to));
            }

            var looksUp = filter.LooksAtMessage || filter.After is not null || filter.Before is not null;
            var most = looksUp ? Scan.Far : failed ? Scan.Cheap : Scan.Near;
            var rows = database.Prepared(
                    $"select a.aseq, {conditions.Text}, a.seq, 0, null from attempt a indexed by {(failed ? "attempt_failed" : "attempt_ep")} "
                    + $"where a.ep = ?1 and a.aseq > ?2 and a.aseq < ?3{(failed ? " and a.state <> 0" : "")} order by a.aseq {Order(page)} {Scan.Limit(most)}")
                .Bind(endpoint).Bind(recorded.Low).Bind(recorded.High);
            conditions.Bind(rows);
            // Each of those at messages succeeded.
            var scan = failed
                ? Scan.Read(rows, page.Limit, most)
                : Scan.Read(Scan.Merge(rows, FirstAttempts(database, endpoint, conditions, range, atMessages, page, most), page.ReadsDown), page.Limit, most);
            var reader = new AttemptReader(database, catalog, detail);
            return scan.ToPage(page, row => reader.Read(row.A, row.Position), SizeOf, aseq => reader.IdOfEndpoints(endpoint, aseq));
        });

    public ValueTask<HistoryPage<AttemptEntry>> OfMessageAsync(Message message, AttemptFilter filter, PageRequest page, AttemptDetail detail) =>
        readers.ReadAsync(database =>
        {
            if (AttemptConditions.Nothing(filter))
                return new HistoryPage<AttemptEntry>([], null, null, true);
            var conditions = AttemptConditions.FromFilter(filter);
            if (filter.Endpoint is null)
                conditions.And("a.ep < {0}", OperationIds.First);
            var range = Behind(page);
            var recorded = $"select a.aseq, {conditions.Text}, a.seq, 0, null from attempt a where a.seq = ?1 and a.aseq > ?2 and a.aseq < ?3";
            // A message to very many has no direct deliveries, and theirs needn't be looked through.
            var atMessage = database.Prepared("select direct is not null from message where seq = ?").Bind(message.Seq).Scalar() == 1
                ? $" union all select {Place}, {conditions.Text}, a.seq, 0, null from delivery a where a.seq = ?1 and a.n is not null and {Place} > ?2 and {Place} < ?3"
                : "";
            var rows = database.Prepared($"{recorded}{atMessage} order by 1 {Order(page)} {Scan.Limit(Scan.Near)}").Bind(message.Seq).Bind(range.Low).Bind(range.High);
            var scan = Scan.Read(conditions.Bind(rows), page.Limit, Scan.Near);
            var reader = new AttemptReader(database, catalog, detail);
            return scan.ToPage(page, row => reader.Read(row.A, row.Position), SizeOf, aseq => reader.IdOf(message.Seq, aseq));
        });

    public ValueTask<AttemptEntry?> FindAsync(Message message, Ksuid id) =>
        AttemptId.TryRead(id, out var aseq)
            ? readers.ReadAsync(database =>
                new AttemptReader(database, catalog, AttemptDetail.Response).Read(message.Seq, aseq) is { } found && found.Id == id
                && !OperationIds.Includes(found.Endpoint) ? found : null)
            : new((AttemptEntry?)null);

    private static SeqRange Behind(PageRequest page) =>
        page.Iterator is not { } iterator || !AttemptId.TryRead(iterator, out var aseq) ? SeqRange.All
        : page.ReadsDown ? new SeqRange(-1, aseq)
        : new SeqRange(aseq, long.MaxValue);

    /// <summary>The messages at which attempts of a range of places stand.</summary>
    private static SeqRange AtMessages(SeqRange places) => new(
        places.Low < 0 ? -1 : AttemptPlace.MessageAt(places.Low) - 1,
        places.High == long.MaxValue ? long.MaxValue : AttemptPlace.MessageAt(places.High) + 1);

    /// <summary>An endpoint's attempts that stand at their messages. Deliveries whose attempts have rows of their own are passed over.</summary>
    private static Statement FirstAttempts(
        Database database, int endpoint, Conditions conditions, SeqRange places, SeqRange messages, PageRequest page, int most)
    {
        var first = conditions.Next;
        var rows = database.Prepared(
                $"select {Place}, a.n is not null and {Place} > ?{first} and {Place} < ?{first + 1} and {conditions.Text}, a.seq, 0, null "
                + $"from delivery a indexed by delivery_ep where a.ep = ?1 and a.seq > ?2 and a.seq < ?3 order by a.seq {Order(page)} {Scan.Limit(most)}")
            .Bind(endpoint).Bind(messages.Low).Bind(messages.High);
        return conditions.Bind(rows).Bind(places.Low).Bind(places.High);
    }

    private static int SizeOf(AttemptEntry attempt) => attempt.Size;

    private static string Order(PageRequest page) => page.ReadsDown ? "desc" : "asc";
}
