using System.Buffers.Binary;
using Ringback.Core.Accept;
using Ringback.Core.Commit;
using Ringback.Core.Messages;
using Ringback.Core.Receive;
using Ringback.Core.Retain;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Accept;

/// <inheritdoc/>
/// <remarks>
/// All keys are rows of <c>dedupe</c>. Those that a batch is going to look for are read in one round trip before it begins, under the lock that
/// lets one batch in at a time, so that what isn't found is free.
/// </remarks>
internal sealed class PostgresKeys(PostgresDatabase database, TimeProvider clock) : MessageKeys
{
    /// <value>In milliseconds: a made-up key is kept a little longer than promised, so that none ends within the promise.</value>
    private const long MadeUpSlack = 60_000;

    /// <value>In milliseconds: how long a made-up key is kept.</value>
    public const long MadeUpKeptFor = IdempotencyKey.MadeUpLifetime + MadeUpSlack;

    private readonly Statement _put = database.PrepareMany(new ManyRows(
        RowsChange.Insert, "dedupe", [Bytes("hash"), Number("seq"), new("ref", RowsType.Text), Number("body"), Number("expires")], Key: 1,
        "on conflict (hash) do update set seq = excluded.seq, ref = excluded.ref, body = excluded.body, expires = excluded.expires"));

    private readonly Statement _remove = database.PrepareMany(new ManyRows(RowsChange.Delete, "dedupe", [Bytes("hash")], Key: 1));

    // Of the batch under way, free ones included; emptied by its end.
    private readonly Dictionary<UInt128, KeptKey?> _known = [];
    private int _changes;

    public override int Uncommitted => _changes;

    /// <summary>Takes over that the keys of a batch are free, but for those that are found.</summary>
    public void Learn(IReadOnlyList<UInt128> hashes)
    {
        foreach (var hash in hashes)
            _known[hash] = null;
    }

    /// <summary>Takes over what is on record for a key.</summary>
    public void Learn(UInt128 hash, KeptKey kept) => _known[hash] = kept;

    public override KeptKey? FindKey(IdempotencyKey key) => Find(key.Hash);

    public override void KeepKey(IdempotencyKey key, long seq, long expires) =>
        Keep(key.Hash, new KeptKey(seq, null, key.Body, key.MadeUp ? expires + MadeUpSlack : expires));

    public override KeptKey? Find(UInt128 hash)
    {
        if (_known.TryGetValue(hash, out var known))
            return known;
        var row = database.Prepared("select seq, ref, body, expires from dedupe where hash = ?").Bind(BytesOf(hash, stackalloc byte[16]));
        var found = row.Step() ? new KeptKey(row.NullableInt64(0), row.NullableText(1), row.Int64(2), row.NullableInt64(3)) : (KeptKey?)null;
        row.Reset();
        return _known[hash] = found;
    }

    public override void Keep(UInt128 hash, KeptKey kept)
    {
        _put.Bind(BytesOf(hash, stackalloc byte[16])).Bind(kept.Seq).Bind(kept.Reference).Bind(kept.Body).Bind(kept.Expires).Run();
        _known[hash] = kept;
        _changes++;
    }

    public override bool TryTakeEventId(int application, string eventId, long seq)
    {
        var hash = EventHash(application, eventId);
        if (Find(hash) is not null)
            return false;
        Keep(hash, new KeptKey(seq, null, 0, null));
        return true;
    }

    public override void FreeEventId(int application, string eventId)
    {
        var hash = EventHash(application, eventId);
        _remove.Bind(BytesOf(hash, stackalloc byte[16])).Run();
        _known[hash] = null;
        _changes++;
    }

    public override KeyOwner? FindOwner(UInt128 hash) =>
        Find(hash) is { Seq: { } seq, Expires: var expires } ? new KeyOwner(seq, expires ?? long.MaxValue) : null;

    public override void TakeKey(DuplicateKey key, long seq) => Keep(key.Hash, new KeptKey(seq, null, 0, key.Expires));

    /// <summary>All keys that have expired, made up or chosen: an index finds them.</summary>
    public override bool DropMadeUp(int most)
    {
        database.Prepared("delete from dedupe where hash in (select hash from dedupe where expires <= ? order by expires limit ?)")
            .Bind(clock.GetUtcNow().ToUnixTimeMilliseconds()).Bind(most).Run();
        _known.Clear();
        return database.Changes < most;
    }

    public override KeysLookedAt DropExpired(UInt128? after, int most, long now) => new(null, 0, 0);

    public override bool Tidy(IWriteBatch batch, long now) => false;

    public override void UndoTo(int mark)
    {
        if (_changes == mark)
            return;
        // What is on record is read again where it is asked for.
        _known.Clear();
        _changes = mark;
    }

    public override void Committed(long now) => RolledBack();

    public override void RolledBack()
    {
        _known.Clear();
        _changes = 0;
    }

    private static ReadOnlySpan<byte> BytesOf(UInt128 hash, Span<byte> space)
    {
        BinaryPrimitives.WriteUInt128BigEndian(space, hash);
        return space;
    }

    private static RowsColumn Bytes(string name) => new(name, RowsType.Bytes);

    private static RowsColumn Number(string name) => new(name, RowsType.Number);
}
