using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Deliver;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Record;

/// <summary>
/// The rows of outcomes, in the transaction under way. A success of a direct delivery at its first attempt costs two inserts
/// (delivery, its endpoint's list), any other two more (attempt, its endpoint's list) and one delete (work).
/// </summary>
internal sealed class OutcomeRows(Database database, IWriteBatch batch, DirectDeliveries direct, CatalogDraft draft) : IOutcomeRows
{
    private readonly Statement _attempt = database.PrepareMany(new ManyRows(RowsChange.Insert, "attempt", RowColumns.Attempt));

    private readonly Statement _done = database.PrepareMany(new ManyRows(RowsChange.Delete, "work", RowColumns.WorkKey, Key: 2));

    private readonly Statement _delivery = database.PrepareMany(new ManyRows(
        RowsChange.Insert, "delivery", RowColumns.Delivery, Key: 2, "on conflict (seq, ep) do update set state = excluded.state where delivery.state <> 0"));

    private readonly Statement _deliveryOverSuccess = database.PrepareMany(new ManyRows(
        RowsChange.Insert, "delivery", RowColumns.Delivery, Key: 2, "on conflict (seq, ep) do update set state = excluded.state"));

    private readonly Statement _only = database.PrepareMany(new ManyRows(RowsChange.Insert, "delivery", RowColumns.DeliveryWithAttempt, Key: 2));

    private readonly Statement _retry = database.PrepareMany(new ManyRows(RowsChange.Insert, "work", RowColumns.Work, Key: 2));
    private readonly Statement _again = database.PrepareMany(new ManyRows(RowsChange.Update, "work", RowColumns.Work, Key: 2));
    private readonly Statement _failing = database.Prepare("insert into failing (ep, since) values (?, ?) on conflict (ep) do update set since = excluded.since");
    private readonly Statement _working = database.Prepare("delete from failing where ep = ?");

    /// <value>The order of attempts.</value>
    public AttemptSequence Sequence { get; } = new(database, batch);

    public long? TryEndAtFirst(long seq, int endpoint, in Attempt attempt)
    {
        if (direct.TakeOut(seq, endpoint) is not { } index)
            return null;
        _only.Bind(seq).Bind(endpoint).Bind(0).Bind(index).Bind(attempt.At).Bind(attempt.DurationMs).Bind(attempt.StatusCode)
            .Bind(attempt.UrlId).Bind(attempt.Response).Run();
        return AttemptPlace.AtMessage(seq, index);
    }

    public long AddAttempt(long seq, int endpoint, in Attempt attempt)
    {
        var aseq = Sequence.Next();
        _attempt.Bind(seq).Bind(aseq).Bind(endpoint).Bind(attempt.At).Bind(attempt.DurationMs).Bind(attempt.StatusCode)
            .Bind((int)attempt.State).Bind(attempt.Manual ? 1 : 0).Bind(attempt.UrlId).Bind(attempt.Response).Run();
        return aseq;
    }

    public void TryAgain(long seq, int endpoint, long due, int tries)
    {
        if (direct.Remove(seq, endpoint))
            _retry.Bind(endpoint).Bind(seq).Bind(due).Bind(tries).Bind(0).Run();
        else
            _again.Bind(endpoint).Bind(seq).Bind(due).Bind(tries).Bind(0).Run();
    }

    public void End(long seq, int endpoint, DeliveryState state, bool overSuccess)
    {
        if (!direct.Remove(seq, endpoint))
        {
            _done.Bind(endpoint).Bind(seq).Run();
            // What was direct has had no outcome.
            if (overSuccess)
                PartAttempt(seq, endpoint);
        }

        (overSuccess ? _deliveryOverSuccess : _delivery).Bind(seq).Bind(endpoint).Bind((int)state).Run();
    }

    /// <summary>Gives the attempt a row of its own that stands in a delivery's row, which is about to say something else.</summary>
    private void PartAttempt(long seq, int endpoint)
    {
        database.Prepared(
                $"insert into attempt (seq, aseq, ep, at, ms, code, state, manual, url, response) select seq, (seq << {AttemptPlace.Bits}) | {AttemptPlace.AtMessageBit} | n, ep, at, ms, "
                + "code, 0, 0, url, response from delivery where seq = ? and ep = ? and n is not null")
            .Bind(seq).Bind(endpoint).Run();
        if (database.Changes > 0)
            database.Prepared("update delivery set n = null, at = null, ms = null, code = null, url = null, response = null where seq = ? and ep = ?")
                .Bind(seq).Bind(endpoint).Run();
    }

    public void KeepFailing(int endpoint, long? since)
    {
        if (since is { } from)
            _failing.Bind(endpoint).Bind(from).Run();
        else
            _working.Bind(endpoint).Run();
    }

    public void PutEndpoint(Endpoint endpoint) => draft.Put(endpoint);
}
