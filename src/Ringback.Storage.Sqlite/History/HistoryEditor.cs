using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Lanes;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Record;

namespace Ringback.Storage.Sqlite.History;

/// <inheritdoc cref="IHistoryEditor"/>
internal sealed class HistoryEditor(SqliteWriter writer) : IHistoryEditor
{
    public async ValueTask ExpungeAsync(IReadOnlyList<Message> messages) =>
        await writer.WriteAsync(session =>
        {
            foreach (var message in messages)
                Expunge(session.Database, message.Seq);
            return true;
        });

    public ValueTask<bool> ExpungeResponseAsync(Message message, Ksuid attempt) =>
        writer.WriteAsync(session =>
        {
            if (!AttemptId.TryRead(attempt, out var aseq))
                return false;
            session.Database.Prepared("update attempt set response = cast('EXPUNGED' as blob) where seq = ? and aseq = ? and at / 4 = ? and ep < ?")
                .Bind(message.Seq).Bind(aseq).Bind(attempt.UnixMs / 4).Bind(OperationIds.First).Run();
            return session.Database.Changes == 1;
        });

    public async ValueTask<KeyStatus> ResendAsync(IdempotencyKey? key, Message message, int endpoint)
    {
        var result = await writer.WriteOnceAsync(key, session =>
        {
            Resend(session, message, endpoint);
            return null;
        });
        return result.Status;
    }

    public async ValueTask<ReplayStatus> ReplayAsync(IdempotencyKey? key, Message message, int operation, bool force)
    {
        var result = await writer.WriteOnceAsync(key, session => Replay(session, message, operation, force).ToString());
        return result.Status == KeyStatus.Reused ? ReplayStatus.KeyReused : Enum.Parse<ReplayStatus>(result.Reference!);
    }

    /// <summary>Drops a payload, in the transaction under way.</summary>
    public static void Expunge(Database database, long seq)
    {
        database.Prepared("update message set payload = null, expires = null where seq = ?").Bind(seq).Run();
        // The body that brought it, with other events perhaps, says it too.
        database.Prepared(
            "update received set body = null where body is not null and seq + events > ?1 "
            + "and seq = (select seq from received where seq <= ?1 order by seq desc limit 1)").Bind(seq).Run();
    }

    private static ReplayStatus Replay(WriteSession session, Message message, int operation, bool force)
    {
        var database = session.Database;
        var run = force ? session.Outcomes.NextRun() : ForcedRuns.Of(database, operation, message.Seq);
        var known = database.Prepared("select due is null, tries, run from work where ep = ? and seq = ?").Bind(operation).Bind(message.Seq);
        if (!known.Step())
        {
            var state = database.Prepared("select state from delivery where seq = ? and ep = ?").Bind(message.Seq).Bind(operation).Scalar();
            if (state == (int)DeliveryState.Success && !force)
                return ReplayStatus.Succeeded;
            if (force)
                ForcedRuns.Keep(database, operation, message.Seq, run);
            database.Prepared("insert into work (ep, seq, due, tries, manual, run) values (?, ?, null, 0, 1, ?)")
                .Bind(operation).Bind(message.Seq).Bind(run).Run();
            session.AfterCommit(() => session.Listeners.Intake.OfferDue([new WorkItem(operation, message, 0, Manual: true, null, run)]));
            return ReplayStatus.Started;
        }

        var (parked, tries, before) = (known.Int64(0) != 0, known.Int32(1), known.Int64(2));
        known.Reset();
        if (parked)
        {
            session.AfterCommit(() => session.Listeners.Intake.Parked(operation));
            return ReplayStatus.UnderWay;
        }

        // It waits for its next try: that comes now. Forced, it is the run that was asked for.
        run = force ? run : before;
        if (force)
            ForcedRuns.Keep(database, operation, message.Seq, run);
        database.Prepared("update work set due = null, manual = 1, run = ? where ep = ? and seq = ?").Bind(run).Bind(operation).Bind(message.Seq).Run();
        session.AfterCommit(() => session.Listeners.Intake.OfferDue([new WorkItem(operation, message, tries, Manual: true, null, run)]));
        return ReplayStatus.Started;
    }

    private static void Resend(WriteSession session, Message message, int endpoint)
    {
        var known = session.Database.Prepared("select tries, due is null from work where ep = ? and seq = ?").Bind(endpoint).Bind(message.Seq);
        if (!known.Step())
        {
            session.Database.Prepared("insert into work (ep, seq, due, tries, manual) values (?, ?, null, 0, 1)")
                .Bind(endpoint).Bind(message.Seq).Run();
            session.AfterCommit(() => session.Listeners.Intake.OfferDue([new WorkItem(endpoint, message, 0, Manual: true, null)]));
            return;
        }

        var (tries, parked) = (known.Int32(0), known.Int64(1) != 0);
        known.Reset();
        if (parked)
        {
            // It is on its way, or as good as: its lane has it or fetches it.
            session.AfterCommit(() => session.Listeners.Intake.Parked(endpoint));
            return;
        }

        // A delivery that has its retries before it keeps them: this attempt comes early, and counts as asked for.
        session.Database.Prepared("update work set due = null, manual = 1 where ep = ? and seq = ?").Bind(endpoint).Bind(message.Seq).Run();
        session.AfterCommit(() => session.Listeners.Intake.OfferDue([new WorkItem(endpoint, message, tries, Manual: true, null)]));
    }
}
