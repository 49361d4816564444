using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Jobs;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Record;

/// <summary>The rows of attempts that somebody asks for, one or many, in the transaction under way.</summary>
internal sealed class ReplayRows(Database database, IWriteBatch batch, StoreListeners listeners, DirectDeliveries direct, AttemptSequence sequence) : IReplayRows, IReplayJobRows
{
    /// <value>The run with which work begins that nobody forces, as an expression over <c>?1</c> (destination) and <c>?2</c> (seq).</value>
    private const string CurrentRun = "coalesce((select run from forced where seq = ?2 and ep = ?1), 0)";

    public UnfinishedDelivery? FindUnfinished(int endpoint, long seq)
    {
        var row = database.Prepared("select due is null, tries, run from work where ep = ? and seq = ?").Bind(endpoint).Bind(seq);
        if (!row.Step())
            return direct.Contains(seq, endpoint) ? new UnfinishedDelivery(IsUnderWay: true, 0, 0) : null;
        var found = new UnfinishedDelivery(row.Int64(0) != 0, row.Int32(1), row.Int64(2));
        row.Reset();
        return found;
    }

    public DeliveryState? FindEnded(int endpoint, long seq) =>
        (DeliveryState?)database.Prepared("select state from delivery where seq = ? and ep = ?").Bind(seq).Bind(endpoint).Scalar();

    /// <summary>Never that of another one, as its attempt comes behind it.</summary>
    public long TakeRun() => sequence.Next();

    public long ForcedRun(int operation, long seq) =>
        database.Prepared("select run from forced where seq = ? and ep = ?").Bind(seq).Bind(operation).Scalar() ?? 0;

    public void KeepForcedRun(int operation, long seq, long run) =>
        database.Prepared("insert into forced (seq, ep, run) values (?, ?, ?) on conflict (seq, ep) do update set run = excluded.run")
            .Bind(seq).Bind(operation).Bind(run).Run();

    public void Start(Message message, int endpoint, long run)
    {
        database.Prepared("insert into work (ep, seq, due, tries, manual, run) values (?, ?, null, 0, 1, ?)")
            .Bind(endpoint).Bind(message.Seq).Bind(run).Run();
        Offer(message, endpoint, 0, run);
    }

    public void MakeDue(Message message, int endpoint, int tries, long run)
    {
        database.Prepared("update work set due = null, manual = 1, run = ? where ep = ? and seq = ?").Bind(run).Bind(endpoint).Bind(message.Seq).Run();
        Offer(message, endpoint, tries, run);
    }

    public bool HasEnded(int endpoint, long seq) => FindEnded(endpoint, seq) is not null;

    public bool TryForgetFailed(int endpoint, long seq)
    {
        database.Prepared("delete from delivery where seq = ? and ep = ? and state <> 0").Bind(seq).Bind(endpoint).Run();
        return database.Changes > 0;
    }

    public bool TryPark(int endpoint, long seq)
    {
        if (direct.Contains(seq, endpoint))
            return false;
        database.Prepared($"insert into work (ep, seq, due, tries, manual, run) values (?1, ?2, null, 0, 0, {CurrentRun}) on conflict do nothing")
            .Bind(endpoint).Bind(seq).Run();
        return database.Changes > 0;
    }

    public void Remind(int endpoint) => batch.AfterCommit(() => listeners.Intake.Parked(endpoint));

    private void Offer(Message message, int endpoint, int tries, long run) =>
        batch.AfterCommit(() => listeners.Intake.OfferDue([new WorkItem(endpoint, message, tries, Manual: true, null, run)]));
}
