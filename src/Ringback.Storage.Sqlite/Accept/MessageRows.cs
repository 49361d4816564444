using System.Buffers.Binary;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Record;

namespace Ringback.Storage.Sqlite.Accept;

/// <summary>
/// The rows of messages, in the transaction under way. Four B-tree inserts for a message (itself, its id, its application's
/// list, the key log), five with an event id, and one more for each delivery that isn't direct (work).
/// </summary>
internal sealed class MessageRows : IAcceptRows
{
    private readonly IWriteBatch _batch;
    private readonly StoreListeners _listeners;
    private readonly Dedupe _dedupe;
    private readonly KeyWindow _keys;
    private readonly IJobRows _jobs;
    private readonly EndpointCounts _counts;
    private readonly DirectDeliveries _direct;
    private readonly Catalog _catalog;
    private readonly IdSource _ids;
    private readonly Statement _message;
    private readonly Statement _keylog;
    private readonly Statement _keylogAt;
    private readonly Statement _work;
    private readonly Statement _canceled;
    private readonly Statement _find;

    // Of the batch under way; emptied by its end.
    private readonly Dictionary<UInt128, (long Seq, long Body)> _newKeys = [];

    // Of one look-up.
    private readonly List<long> _hints = [];

    public MessageRows(
        Database database, IWriteBatch batch, StoreListeners listeners, Dedupe dedupe, KeyWindow keys, IJobRows jobs, EndpointCounts counts,
        DirectDeliveries direct, Catalog catalog, IdSource ids)
    {
        (_batch, _listeners, _dedupe, _keys, _jobs, _counts) = (batch, listeners, dedupe, keys, jobs, counts);
        (_direct, _catalog, _ids) = (direct, catalog, ids);
        _message = database.Prepare(
            "insert into message (seq, id, app, at, type, event_id, channels, tags, deliver_at, expires, content_type, trace, payload, direct) "
            + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _keylog = database.Prepare("insert into keylog (seq, hash, body) values (?, ?, ?)");
        _keylogAt = database.Prepare("select hash, body from keylog where seq = ?");
        _work = database.Prepare("insert into work (ep, seq, due, tries, manual) values (?, ?, ?, 0, 0) on conflict do nothing");
        _canceled = database.Prepare("insert into delivery (seq, ep, state) values (?, ?, 4) on conflict do nothing");
        _find = database.Prepare($"select {MessageRow.Columns} from message m where m.seq = ?");
    }

    /// <value>The lowest seq whose made-up key is still of use.</value>
    public long KeyFloor => _keys.Floor;

    public KeptKey? FindKey(IdempotencyKey key) => key.MadeUp ? FindMadeUp(key.Hash) : _dedupe.Find(key.Hash);

    public void KeepKey(IdempotencyKey key, long seq, long expires)
    {
        if (!key.MadeUp)
        {
            _dedupe.Keep(key.Hash, new KeptKey(seq, null, key.Body, expires));
            return;
        }

        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(hash, key.Hash);
        _keylog.Bind(seq).Bind(hash).Bind(key.Body).Run();
        _newKeys[key.Hash] = (seq, key.Body);
    }

    public bool TryTakeEventId(int application, string eventId, long seq) => _dedupe.TryAddEvent(application, eventId, seq);

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
            _work.Bind(endpoint).Bind(message.Seq).Bind(due).Run();
        if (due is { } at)
            _batch.AfterCommit(() => _listeners.Intake.DueAt(at));
    }

    public void AddCanceled(Message message, int endpoint)
    {
        _canceled.Bind(message.Seq).Bind(endpoint).Run();
        _batch.AfterCommit(() => _counts.Add(endpoint, DeliveryState.Canceled, _batch.Now));
    }

    public void StartFanOut(Message message)
    {
        _jobs.Add(FanOut.JobOf(message, _catalog.Application(message.ApplicationId)!, _ids.NextAt(message.AcceptedAt)));
        _batch.AfterCommit(_listeners.JobAdded);
    }

    public void OfferAfterCommit(Message message, Offered offered) =>
        _batch.AfterCommit(() => _listeners.Intake.Offer(message, offered.Endpoints, offered.Direct));

    public void Committed()
    {
        _dedupe.Log.Committed();
        if (_newKeys.Count == 0)
            return;
        var now = _batch.Now;
        foreach (var (hash, (seq, _)) in _newKeys)
            _keys.Remember(hash, seq, now);
        _newKeys.Clear();
    }

    public void RolledBack() => _newKeys.Clear();

    /// <summary>A made-up key that is found is good: its generation leaves memory when it isn't.</summary>
    private KeptKey? FindMadeUp(UInt128 hash)
    {
        if (_newKeys.TryGetValue(hash, out var waiting))
            return new KeptKey(waiting.Seq, null, waiting.Body, null);
        _hints.Clear();
        _keys.Find(hash, _hints);
        Span<byte> wanted = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(wanted, hash);
        foreach (var seq in _hints)
        {
            if (!_keylogAt.Bind(seq).Step())
                continue;
            var same = _keylogAt.Blob(0).SequenceEqual(wanted);
            var body = _keylogAt.Int64(1);
            _keylogAt.Reset();
            if (same)
                return new KeptKey(seq, null, body, null);
        }

        return null;
    }
}
