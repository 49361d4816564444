using System.Buffers.Binary;
using Ringback.Core.Accept;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Jobs;

namespace Ringback.Storage.Sqlite.Accept;

/// <summary>
/// Accepts and routes: a message, its keys and its work in the transaction under way. Five B-tree inserts for a message with one
/// delivery (message, its id, its application's list, the key log, work), six with an event id.
/// </summary>
internal sealed class MessageWriter
{
    /// <value>Destinations that one commit takes; more are expanded by a job.</value>
    public const int FanOutChunk = 1000;

    private readonly WriteSession _session;
    private readonly KeyWindow _keys;
    private readonly Dedupe _dedupe;
    private readonly Statement _message;
    private readonly Statement _keylog;
    private readonly Statement _keylogAt;
    private readonly Statement _work;
    private readonly Statement _canceled;
    private readonly Statement _find;
    private readonly Dictionary<UInt128, (long Seq, long Body)> _newKeys = [];
    private readonly Dictionary<int, int> _expanding = [];
    private readonly List<int> _matches = [];
    private readonly List<long> _hints = [];

    public MessageWriter(WriteSession session, KeyWindow keys)
    {
        (_session, _keys) = (session, keys);
        var database = session.Database;
        Log = new KeyLog(database);
        _dedupe = new Dedupe(database, Log);
        _message = database.Prepare(
            "insert into message (seq, id, app, at, type, event_id, channels, tags, deliver_at, expires, content_type, trace, payload) "
            + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _keylog = database.Prepare("insert into keylog (seq, hash, body) values (?, ?, ?)");
        _keylogAt = database.Prepare("select hash, body from keylog where seq = ?");
        _work = database.Prepare("insert into work (ep, seq, due, tries, manual) values (?, ?, ?, 0, 0) on conflict do nothing");
        _canceled = database.Prepare("insert into delivery (seq, ep, state) values (?, ?, 4) on conflict do nothing");
        _find = database.Prepare($"select {MessageRow.Columns} from message m where m.seq = ?");
        var running = database.Prepared("select app, count(*) from job where status = 0 and kind = 0 group by app");
        while (running.Step())
            _expanding[running.Int32(0)] = running.Int32(1);
    }

    public Dedupe Dedupe => _dedupe;

    public KeyLog Log { get; }

    /// <summary>Accepts one message.</summary>
    /// <param name="message">Given its seq here.</param>
    /// <param name="destinations">Who gets it at once; empty when nobody does, or a job expands it.</param>
    public Accepted Insert(NewMessage message, out int[] destinations)
    {
        destinations = [];
        if (message.Key is { } key && Known(key) is { } known)
            return known;
        var content = message.Message;
        if (_session.Catalog.Application(content.ApplicationId) is null)
            return new Accepted(AcceptStatus.ApplicationGone, null);
        var seq = content.Seq = _session.NextSeq++;
        if (content.EventId is { } eventId && !_dedupe.TryAddEvent(content.ApplicationId, eventId, seq))
            return new Accepted(AcceptStatus.DuplicateEventId, null);

        InsertRow(content);
        if (message.Key is { } fresh)
            Keep(fresh, content);
        _session.Expectations.Sent(content);
        destinations = message.OnlyEndpoint is { } only ? InsertWork(content, [only]) : Route(content);
        return new Accepted(AcceptStatus.Accepted, content);
    }

    /// <summary>Accepts what came from outside and was found to be new.</summary>
    /// <param name="message">Has its seq: the next one.</param>
    /// <returns>Who gets it at once.</returns>
    public int[] InsertReceived(Message message)
    {
        InsertRow(message);
        return Route(message);
    }

    /// <summary>The message with this seq, or null.</summary>
    public Message? Find(long seq)
    {
        if (!_find.Bind(seq).Step())
            return null;
        var message = MessageRow.Read(_find);
        _find.Reset();
        return message;
    }

    /// <summary>Inserts work for a message; what is for a disabled endpoint is on record as canceled, to be recovered.</summary>
    /// <returns>The destinations whose work is due at once.</returns>
    public int[] InsertWork(Message message, ReadOnlySpan<int> endpoints)
    {
        var due = message.DeliverAt > _session.Now ? message.DeliverAt : null;
        var offered = new int[endpoints.Length];
        var count = 0;
        foreach (var id in endpoints)
        {
            if (_session.Catalog.Endpoint(id) is not { } endpoint)
                continue;
            if (endpoint.Disabled)
            {
                _canceled.Bind(message.Seq).Bind(id).Run();
                _session.AfterCommit(() => _session.Outcomes.Counts.Add(id, Core.Record.DeliveryState.Canceled, _session.Now));
                continue;
            }

            _work.Bind(id).Bind(message.Seq).Bind(due).Run();
            if (due is null)
                offered[count++] = id;
        }

        if (due is { } at)
            _session.AfterCommit(() => _session.Intake.DueAt(at));
        return count == offered.Length ? offered : offered[..count];
    }

    /// <summary>A fan-out that began or ended: while one is under way, nothing of its application may overtake it in a FIFO lane.</summary>
    public void Expanding(int application, int change)
    {
        Apply(change);
        _session.OnUndo(() => Apply(-change));

        void Apply(int by)
        {
            var now = _expanding.GetValueOrDefault(application) + by;
            if (now == 0)
                _expanding.Remove(application);
            else
                _expanding[application] = now;
        }
    }

    /// <value>The lowest seq whose made-up key is still of use.</value>
    public long KeyFloor => _keys.Floor;

    public void Committed()
    {
        Log.Committed();
        if (_newKeys.Count == 0)
            return;
        var now = _session.Now;
        foreach (var (hash, (seq, _)) in _newKeys)
            _keys.Learn(hash, seq, now);
        _newKeys.Clear();
    }

    public void RolledBack() => _newKeys.Clear();

    private int[] Route(Message message)
    {
        var routes = _session.Routes.Of(message.ApplicationId);
        _matches.Clear();
        var more = routes.Match(message.EventType, message.Channels, 0, FanOutChunk, _matches);
        if (!more)
            routes.Filter(message, _matches);
        if (_matches.Count == 0)
            return [];
        if (!more && !(_expanding.ContainsKey(message.ApplicationId) && _session.Catalog.EndpointsOf(message.ApplicationId).HasFifo))
            return InsertWork(message, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_matches));

        var application = _session.Catalog.Application(message.ApplicationId)!;
        JobRow.Insert(_session.Database, new Job
        {
            Id = _session.Ids.NextAt(message.AcceptedAt),
            Kind = JobKind.FanOut,
            OrganisationId = application.Organisation.Id,
            ApplicationId = application.Id,
            Arguments = message.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture),
            CreatedAt = message.AcceptedAt,
            UpdatedAt = message.AcceptedAt,
        });
        Expanding(application.Id, +1);
        _session.AfterCommit(_session.JobAdded);
        return [];
    }

    private void InsertRow(Message message)
    {
        Span<byte> id = stackalloc byte[Core.Ids.Ksuid.Size];
        message.Id.WriteTo(id);
        _message.Bind(message.Seq).Bind(id).Bind(message.ApplicationId).Bind(message.AcceptedAt).Bind(message.EventType)
            .Bind(message.EventId).Bind(MessageRow.Join(message.Channels)).Bind(MessageRow.Join(message.Tags))
            .Bind(message.DeliverAt).Bind(message.ExpiresAt).Bind(message.ContentType).Bind(message.TraceParent);
        if (message.Payload is { } payload)
            _message.Bind(payload.Span).Run();
        else
            _message.BindNull().Run();
    }

    private Accepted? Known(IdempotencyKey key)
    {
        if (!key.MadeUp)
        {
            return _dedupe.Find(key.Hash, _session.Now) is { Seq: { } seq, Body: var kept }
                ? Replay(seq, kept == key.Body)
                : null;
        }

        if (_newKeys.TryGetValue(key.Hash, out var waiting))
            return Replay(waiting.Seq, waiting.Body == key.Body);
        _hints.Clear();
        _keys.Find(key.Hash, _hints);
        Span<byte> wanted = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(wanted, key.Hash);
        foreach (var seq in _hints)
        {
            if (!_keylogAt.Bind(seq).Step())
                continue;
            var same = _keylogAt.Blob(0).SequenceEqual(wanted);
            var body = _keylogAt.Int64(1);
            _keylogAt.Reset();
            if (same)
                return Replay(seq, body == key.Body);
        }

        return null;
    }

    private Accepted? Replay(long seq, bool sameBody) =>
        !sameBody ? new Accepted(AcceptStatus.KeyReused, null)
        : Find(seq) is { } message ? new Accepted(AcceptStatus.Replayed, message)
        : null;

    private void Keep(IdempotencyKey key, Message message)
    {
        if (!key.MadeUp)
        {
            _dedupe.Add(key.Hash, message.Seq, null, key.Body, message.AcceptedAt + IdempotencyKey.ChosenLifetime);
            return;
        }

        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(hash, key.Hash);
        _keylog.Bind(message.Seq).Bind(hash).Bind(key.Body).Run();
        _newKeys[key.Hash] = (message.Seq, key.Body);
    }
}
