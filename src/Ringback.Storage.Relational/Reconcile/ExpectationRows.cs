using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Sealing;

namespace Ringback.Storage.Relational.Reconcile;

/// <summary>The rows of expectations, in the transaction under way.</summary>
internal sealed class ExpectationRows : IExpectationRows
{
    private readonly Database _database;
    private readonly IWriteBatch _batch;
    private readonly StoreListeners _listeners;
    private readonly IAcceptRows _messages;
    private readonly SealedTexts _texts;
    private readonly Statement _insert;
    private readonly Statement _about;
    private readonly Statement _end;
    private readonly Statement _keep;
    private readonly Statement _earlier;

    public ExpectationRows(Database database, IWriteBatch batch, StoreListeners listeners, IAcceptRows messages, SealedTexts texts)
    {
        (_database, _batch, _listeners, _messages, _texts) = (database, batch, listeners, messages, texts);
        _insert = database.Prepare(
            "insert into expectation (app, ksuid, hash, status, due, polls, event, updated, key, doc, sealed) values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)");
        _about = database.Prepare(
            $"select {ExpectationDocument.Columns} from expectation e indexed by expectation_live "
            + $"where e.app = ? and e.hash = ? and (e.due is not null or e.status = 3) order by e.id desc limit ?");
        _end = database.Prepare("update expectation set status = ?, due = null, event = ?, updated = ? where id = ?");
        _keep = database.PrepareMany(new ManyRows(
            RowsChange.Insert, "event_key", [new("seq", RowsType.Number), new("hash", RowsType.Number)], Key: 2, "on conflict do nothing"));
        _earlier = database.Prepare("select seq from event_key indexed by event_key_hash where hash = ? order by seq desc limit ?");
    }

    /// <summary>What is kept in memory of it, when the store is opened.</summary>
    public ExpectationState Load()
    {
        var watched = new List<(int, string, long)>();
        using (var rows = _database.Prepare("select app, pointer, since from watched"))
            while (rows.Step())
                watched.Add((rows.Int32(0), rows.Text(1), rows.Int64(2)));
        var live = new List<(int, int)>();
        using (var rows = _database.Prepare("select app, count(*) from expectation where due is not null or status = 3 group by app"))
            while (rows.Step())
                live.Add((rows.Int32(0), rows.Int32(1)));
        return new ExpectationState(watched, live);
    }

    public Expectation? Find(long row) => ExpectationDocument.Current(_database, row, _texts);

    public IReadOnlyList<Expectation> FindAbout(int application, long keyHash, int most)
    {
        List<Expectation>? about = null;
        _about.Bind(application).Bind(keyHash).Bind(most);
        while (_about.Step())
            (about ??= []).Add(ExpectationDocument.Read(_about, _texts));
        return about ?? (IReadOnlyList<Expectation>)[];
    }

    public IReadOnlyList<long> FindEvents(long keyHash, int most)
    {
        var seqs = new List<long>();
        _earlier.Bind(keyHash).Bind(most);
        while (_earlier.Step())
            seqs.Add(_earlier.Int64(0));
        return seqs;
    }

    public Message? FindMessage(long seq) => _messages.FindMessage(seq);

    public void KeepEvent(long seq, long keyHash) => _keep.Bind(seq).Bind(keyHash).Run();

    public void Add(Expectation expectation, long keyHash) =>
        _insert.Bind(expectation.ApplicationId).Bind(expectation.Id.ToBytes()).Bind(keyHash).Bind((long)expectation.Status)
            .Bind(expectation.Due).Bind(expectation.Event).Bind(expectation.UpdatedAt).Bind(expectation.Key)
            .Bind(ExpectationDocument.TextOf(expectation, _texts)).Bind(expectation.Sealed).Run();

    public void End(Expectation expectation, ExpectationStatus status, long? @event, long at) =>
        _end.Bind((long)status).Bind(@event).Bind(at).Bind(expectation.Row).Run();

    public void PollAt(Expectation expectation, long due, long at)
    {
        _database.Prepared("update expectation set status = 2, due = ?, updated = ? where id = ?").Bind(due).Bind(at).Bind(expectation.Row).Run();
        TellDue(due);
    }

    public void AddPoll(Expectation expectation, int number, Poll poll)
    {
        _database.Prepared("insert into expectation_poll (exp, n, at, ms, code, outcome, detail, response) values (?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(expectation.Row).Bind(number).Bind(poll.At).Bind(poll.DurationMs).Bind(poll.StatusCode).Bind((long)poll.Outcome).Bind(poll.Detail)
            .Bind(poll.Response).Run();
        _database.Prepared("update expectation set polls = ? where id = ?").Bind(number).Bind(expectation.Row).Run();
    }

    public void DropPolls(Expectation expectation, int upTo) =>
        _database.Prepared("delete from expectation_poll where exp = ? and n <= ?").Bind(expectation.Row).Bind(upTo).Run();

    public void TellDue(long due) => _batch.AfterCommit(() => _listeners.ExpectationDue(due));

    public void Watch(int application, string pointer, long since) =>
        _database.Prepared("insert into watched (app, pointer, since) values (?, ?, ?)").Bind(application).Bind(pointer).Bind(since).Run();

    public void Unwatch(int application, string pointer) =>
        _database.Prepared("delete from watched where app = ? and pointer = ?").Bind(application).Bind(pointer).Run();
}
