using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Deliver;
using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Record;

/// <summary>
/// The rows of outcomes, in the transaction under way. A success of a direct delivery at its first attempt costs two inserts
/// (delivery, its endpoint's list), any other two more (attempt, its endpoint's list) and one delete (work).
/// </summary>
internal sealed class OutcomeRows(Database database, IWriteBatch batch, DirectDeliveries direct, CatalogDraft draft) : IOutcomeRows
{
    private readonly Statement _attempt = database.Prepare(
        "insert into attempt (seq, aseq, ep, at, ms, code, state, manual, url, response) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _done = database.Prepare("delete from work where ep = ? and seq = ?");

    private readonly Statement _delivery = database.Prepare(
        "insert into delivery (seq, ep, state) values (?, ?, ?) on conflict do update set state = excluded.state where state <> 0 or ?");

    private readonly Statement _only = database.Prepare(
        "insert into delivery (seq, ep, state, n, at, ms, code, url, response) values (?, ?, 0, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _retry = database.Prepare("insert into work (ep, seq, due, tries, manual) values (?, ?, ?, ?, 0)");
    private readonly Statement _again = database.Prepare("update work set due = ?, tries = ?, manual = 0 where ep = ? and seq = ?");
    private readonly Statement _failing = database.Prepare("insert into failing (ep, since) values (?, ?) on conflict do update set since = excluded.since");
    private readonly Statement _working = database.Prepare("delete from failing where ep = ?");

    /// <value>The order of attempts.</value>
    public AttemptSequence Sequence { get; } = new(database, batch);

    public long? TryEndAtFirst(long seq, int endpoint, in Attempt attempt)
    {
        if (direct.TakeOut(seq, endpoint) is not { } index)
            return null;
        _only.Bind(seq).Bind(endpoint).Bind(index).Bind(attempt.At).Bind(attempt.DurationMs).Bind(attempt.StatusCode)
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
            _retry.Bind(endpoint).Bind(seq).Bind(due).Bind(tries).Run();
        else
            _again.Bind(due).Bind(tries).Bind(endpoint).Bind(seq).Run();
    }

    public void End(long seq, int endpoint, DeliveryState state, bool overSuccess)
    {
        if (!direct.Remove(seq, endpoint))
            _done.Bind(endpoint).Bind(seq).Run();
        if (overSuccess)
            PartAttempt(seq, endpoint);
        _delivery.Bind(seq).Bind(endpoint).Bind((int)state).Bind(overSuccess ? 1 : 0).Run();
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
