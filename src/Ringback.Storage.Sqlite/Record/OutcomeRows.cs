using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Record;

/// <summary>
/// The rows of outcomes, in the transaction under way. A success costs four inserts (delivery, its endpoint's list, attempt, its
/// endpoint's list) and one delete (work).
/// </summary>
internal sealed class OutcomeRows(Database database, IWriteBatch batch, CatalogDraft draft) : IOutcomeRows
{
    private readonly Statement _attempt = database.Prepare(
        "insert into attempt (seq, aseq, ep, at, ms, code, state, manual, url, response) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _done = database.Prepare("delete from work where ep = ? and seq = ?");

    private readonly Statement _delivery = database.Prepare(
        "insert into delivery (seq, ep, state) values (?, ?, ?) on conflict do update set state = excluded.state where state <> 0 or ?");

    private readonly Statement _again = database.Prepare("update work set due = ?, tries = ?, manual = 0 where ep = ? and seq = ?");
    private readonly Statement _failing = database.Prepare("insert into failing (ep, since) values (?, ?) on conflict do update set since = excluded.since");
    private readonly Statement _working = database.Prepare("delete from failing where ep = ?");

    /// <value>The order of attempts.</value>
    public AttemptSequence Sequence { get; } = new(database, batch);

    public long AddAttempt(long seq, int endpoint, in Attempt attempt)
    {
        var aseq = Sequence.Next();
        _attempt.Bind(seq).Bind(aseq).Bind(endpoint).Bind(attempt.At).Bind(attempt.DurationMs).Bind(attempt.StatusCode)
            .Bind((int)attempt.State).Bind(attempt.Manual ? 1 : 0).Bind(attempt.UrlId).Bind(attempt.Response).Run();
        return aseq;
    }

    public void TryAgain(long seq, int endpoint, long due, int tries) => _again.Bind(due).Bind(tries).Bind(endpoint).Bind(seq).Run();

    public void End(long seq, int endpoint, DeliveryState state, bool overSuccess)
    {
        _done.Bind(endpoint).Bind(seq).Run();
        _delivery.Bind(seq).Bind(endpoint).Bind((int)state).Bind(overSuccess ? 1 : 0).Run();
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
