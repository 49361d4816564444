using System.Buffers.Binary;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Retain;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Accept;

/// <inheritdoc/>
/// <remarks>
/// Idempotency keys that SDKs make up are appended to <c>keylog</c> and found through <see cref="KeyWindow"/>; keys of events from outside are
/// appended to <see cref="KeyLog"/>; keys that callers chose go into <c>dedupe</c> at once.
/// </remarks>
internal sealed class SqliteKeys(SqliteDatabase database, KeyWindow window, KeyLog log) : MessageKeys
{
    private readonly Statement _add = database.Prepare(
        "insert into dedupe (hash, seq, ref, body, expires) values (?, ?, ?, ?, ?) "
        + "on conflict do update set seq = excluded.seq, ref = excluded.ref, body = excluded.body, expires = excluded.expires");

    private readonly Statement _addEvent = database.Prepare("insert into dedupe (hash, seq, body) values (?, ?, 0) on conflict do nothing");
    private readonly Statement _find = database.Prepare("select seq, ref, body, expires from dedupe where hash = ?");
    private readonly Statement _remove = database.Prepare("delete from dedupe where hash = ?");
    private readonly Statement _append = database.Prepare("insert into keylog (seq, hash, body) values (?, ?, ?)");
    private readonly Statement _appended = database.Prepare("select hash, body from keylog where seq = ?");
    private readonly KeySweepRows _sweep = new(database, window);

    // Of the batch under way; emptied by its end.
    private readonly Dictionary<UInt128, (long Seq, long Body)> _newKeys = [];

    // Of one look-up.
    private readonly List<long> _hints = [];

    public override int Uncommitted => log.Uncommitted;

    public override KeptKey? FindKey(IdempotencyKey key) => key.MadeUp ? FindMadeUp(key.Hash) : Find(key.Hash);

    public override void KeepKey(IdempotencyKey key, long seq, long expires)
    {
        if (!key.MadeUp)
        {
            Keep(key.Hash, new KeptKey(seq, null, key.Body, expires));
            return;
        }

        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(hash, key.Hash);
        _append.Bind(seq).Bind(hash).Bind(key.Body).Run();
        _newKeys[key.Hash] = (seq, key.Body);
    }

    public override KeptKey? Find(UInt128 hash)
    {
        if (log.Find(hash) is { } logged)
            return new KeptKey(logged.Seq, null, 0, logged.Expires);
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, hash);
        if (!_find.Bind(key).Step())
            return null;
        var found = new KeptKey(_find.NullableInt64(0), _find.NullableText(1), _find.Int64(2), _find.NullableInt64(3));
        _find.Reset();
        return found;
    }

    public override void Keep(UInt128 hash, KeptKey kept)
    {
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, hash);
        _add.Bind(key).Bind(kept.Seq).Bind(kept.Reference).Bind(kept.Body).Bind(kept.Expires).Run();
    }

    public override bool TryTakeEventId(int application, string eventId, long seq)
    {
        Span<byte> key = stackalloc byte[16];
        EventHash(application, eventId, key);
        _addEvent.Bind(key).Bind(seq).Run();
        return database.Changes == 1;
    }

    public override void FreeEventId(int application, string eventId)
    {
        Span<byte> key = stackalloc byte[16];
        EventHash(application, eventId, key);
        _remove.Bind(key).Run();
    }

    public override KeyOwner? FindOwner(UInt128 hash) =>
        Find(hash) is { Seq: { } seq, Expires: var expires } ? new KeyOwner(seq, expires ?? long.MaxValue) : null;

    public override void TakeKey(DuplicateKey key, long seq) => log.Add(key, seq);

    public override bool DropMadeUp(int most) => _sweep.DropMadeUp(most);

    public override KeysLookedAt DropExpired(UInt128? after, int most, long now) => _sweep.DropExpired(after, most, now);

    public override bool Tidy(IWriteBatch batch, long now) => log.Sort(batch, now);

    public override void UndoTo(int mark) => log.UndoTo(mark);

    public override void Committed(long now)
    {
        log.Committed();
        foreach (var (hash, (seq, _)) in _newKeys)
            window.Remember(hash, seq, now);
        _newKeys.Clear();
    }

    public override void RolledBack() => _newKeys.Clear();

    /// <summary>A made-up key that is found is good: its generation leaves memory when it isn't.</summary>
    private KeptKey? FindMadeUp(UInt128 hash)
    {
        if (_newKeys.TryGetValue(hash, out var waiting))
            return new KeptKey(waiting.Seq, null, waiting.Body, null);
        _hints.Clear();
        window.Find(hash, _hints);
        Span<byte> wanted = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(wanted, hash);
        foreach (var seq in _hints)
        {
            if (!_appended.Bind(seq).Step())
                continue;
            var same = _appended.Blob(0).SequenceEqual(wanted);
            var body = _appended.Int64(1);
            _appended.Reset();
            if (same)
                return new KeptKey(seq, null, body, null);
        }

        return null;
    }
}
