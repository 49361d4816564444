using System.Buffers.Binary;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Record;

namespace Ringback.Storage.Relational.Accept;

/// <summary>
/// The rows of messages, in the transaction under way. Three index entries for a message (itself, its id, its application's
/// list), one for each of its keys, and one more for each delivery that isn't direct (work).
/// </summary>
internal sealed class MessageRows : IAcceptRows
{
    private readonly IWriteBatch _batch;
    private readonly StoreListeners _listeners;
    private readonly MessageKeys _keys;
    private readonly IJobRows _jobs;
    private readonly EndpointCounts _counts;
    private readonly DirectDeliveries _direct;
    private readonly Catalog _catalog;
    private readonly IdSource _ids;
    private readonly Statement _message;
    private readonly Statement _work;
    private readonly Statement _canceled;
    private readonly Statement _find;

    public MessageRows(
        Database database, IWriteBatch batch, StoreListeners listeners, MessageKeys keys, IJobRows jobs, EndpointCounts counts,
        DirectDeliveries direct, Catalog catalog, IdSource ids)
    {
        (_batch, _listeners, _keys, _jobs, _counts) = (batch, listeners, keys, jobs, counts);
        (_direct, _catalog, _ids) = (direct, catalog, ids);
        _message = database.PrepareMany(new ManyRows(RowsChange.Insert, "message", RowColumns.Message));
        _work = database.PrepareMany(new ManyRows(RowsChange.Insert, "work", RowColumns.Work, Key: 2, "on conflict do nothing"));
        _canceled = database.PrepareMany(new ManyRows(RowsChange.Insert, "delivery", RowColumns.Delivery, Key: 2, "on conflict do nothing"));
        _find = database.Prepare($"select {MessageRow.Columns} from message m where m.seq = ?");
    }

    public KeptKey? FindKey(IdempotencyKey key) => _keys.FindKey(key);

    public void KeepKey(IdempotencyKey key, long seq, long expires) => _keys.KeepKey(key, seq, expires);

    public bool TryTakeEventId(int application, string eventId, long seq) => _keys.TryTakeEventId(application, eventId, seq);

    public Message? FindMessage(long seq)
    {
        if (!_find.Bind(seq).Step())
            return null;
        var message = MessageRow.Read(_find);
        _find.Reset();
        return message;
    }

    public bool TryReserve(int endpoint) => _direct.TryReserve(endpoint);

    public void AddMessage(Message message, ReadOnlySpan<int> direct)
    {
        Span<byte> id = stackalloc byte[Ksuid.Size];
        message.Id.WriteTo(id);
        _message.Bind(message.Seq).Bind(id).Bind(message.ApplicationId).Bind(message.AcceptedAt).Bind(message.EventType)
            .Bind(message.EventId).Bind(MessageRow.Join(message.Channels)).Bind(MessageRow.Join(message.Tags))
            .Bind(message.DeliverAt).Bind(message.ExpiresAt).Bind(message.ContentType).Bind(message.TraceParent);
        if (message.Payload is { } payload)
            _message.Bind(payload.Span);
        else
            _message.BindNull();
        if (direct.IsEmpty)
        {
            _message.BindNull().Run();
            return;
        }

        _message.Bind(DirectTargets.Write(direct, stackalloc byte[64])).Run();
        for (var index = 0; index < direct.Length; index++)
            _direct.Add(message.Seq, direct[index], index, message.AcceptedAt);
    }

    public void AddWork(Message message, ReadOnlySpan<int> endpoints, long? due)
    {
        foreach (var endpoint in endpoints)
            _work.Bind(endpoint).Bind(message.Seq).Bind(due).Bind(0).Bind(0).Run();
        if (due is { } at)
            _batch.AfterCommit(() => _listeners.Intake.DueAt(at));
    }

    public void AddCanceled(Message message, int endpoint)
    {
        _canceled.Bind(message.Seq).Bind(endpoint).Bind((int)DeliveryState.Canceled).Run();
        _batch.AfterCommit(() => _counts.Add(endpoint, DeliveryState.Canceled, _batch.Now));
    }

    public void StartFanOut(Message message)
    {
        _jobs.Add(FanOut.JobOf(message, _catalog.Application(message.ApplicationId)!, _ids.NextAt(message.AcceptedAt)));
        _batch.AfterCommit(_listeners.JobAdded);
    }

    public void OfferAfterCommit(Message message, Offered offered) =>
        _batch.AfterCommit(() => _listeners.Intake.Offer(message, offered.Endpoints, offered.Direct));
}
