using System.Globalization;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Record;

/// <summary>
/// Records outcomes in the transaction under way. A success costs four inserts (delivery, its endpoint's list, attempt, its endpoint's
/// list) and one delete (work).
/// </summary>
internal sealed class OutcomeWriter
{
    private readonly WriteSession _session;
    private readonly Statement _attempt;
    private readonly Statement _done;
    private readonly Statement _delivery;
    private readonly Statement _again;
    private readonly Statement _failing;
    private readonly Statement _working;
    private readonly AttemptSequence _aseq;

    public OutcomeWriter(WriteSession session)
    {
        _session = session;
        var database = session.Database;
        _attempt = database.Prepare(
            "insert into attempt (seq, aseq, ep, at, ms, code, state, manual, url, response) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _done = database.Prepare("delete from work where ep = ? and seq = ?");
        // A success stays one, whatever a resend of it comes to. A forced replay of an operation is another run: its own outcome counts.
        _delivery = database.Prepare(string.Create(CultureInfo.InvariantCulture,
            $"insert into delivery (seq, ep, state) values (?, ?, ?) on conflict do update set state = excluded.state where state <> 0 or ep >= {OperationIds.First}"));
        _again = database.Prepare("update work set due = ?, tries = ?, manual = 0 where ep = ? and seq = ?");
        _failing = database.Prepare("insert into failing (ep, since) values (?, ?) on conflict do update set since = excluded.since");
        _working = database.Prepare("delete from failing where ep = ?");
        _aseq = new AttemptSequence(session);
    }

    public EndpointCounts Counts => _session.Counts;

    /// <summary>The number of a forced replay: never that of another one, as its attempt comes behind it.</summary>
    public long NextRun() => _aseq.Next();

    public void Write(AttemptRecord record)
    {
        var seq = record.Message.Seq;
        long aseq = 0;
        if (record.Attempt is { } attempt)
        {
            aseq = _aseq.Next();
            _attempt.Bind(seq).Bind(aseq).Bind(record.Endpoint).Bind(attempt.At).Bind(attempt.DurationMs).Bind(attempt.StatusCode)
                .Bind((int)attempt.State).Bind(attempt.Manual ? 1 : 0).Bind(attempt.UrlId).Bind(attempt.Response).Run();
        }

        if (record.RetryAt is { } due)
        {
            _again.Bind(due).Bind(record.Tries).Bind(record.Endpoint).Bind(seq).Run();
        }
        else
        {
            _done.Bind(record.Endpoint).Bind(seq).Run();
            _delivery.Bind(seq).Bind(record.Endpoint).Bind((int)record.Final).Run();
        }

        if (record.FailingSince is { } since)
        {
            if (since == 0)
                _working.Bind(record.Endpoint).Run();
            // What still lands at a disabled endpoint doesn't count against it once it is enabled.
            else if (_session.Catalog.Endpoint(record.Endpoint) is { Disabled: false })
                _failing.Bind(record.Endpoint).Bind(since).Run();
        }

        if (record.Emit is { } emit && record.Attempt is { } tried)
        {
            foreach (var message in emit(AttemptId.Of(tried.At, aseq)))
                _session.Messages.Emit(message);
        }

        // After what tells of it, which looks whether it is the one that disables.
        if (record.DisableEndpoint && _session.Catalog.Endpoint(record.Endpoint) is { Disabled: false } endpoint)
            _session.Draft.Put(endpoint with { Disabled = true, UpdatedAt = _session.Now });
    }
}
