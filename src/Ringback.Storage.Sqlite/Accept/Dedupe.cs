using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ringback.Core.Messages;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Accept;

/// <summary>Keys that callers chose, decided by a unique insert in the commit of what they guard.</summary>
internal sealed class Dedupe(Database database, KeyLog log)
{
    private readonly Statement _add = database.Prepare(
        "insert into dedupe (hash, seq, ref, body, expires) values (?, ?, ?, ?, ?) "
        + "on conflict do update set seq = excluded.seq, ref = excluded.ref, body = excluded.body, expires = excluded.expires");

    private readonly Statement _addEvent = database.Prepare("insert into dedupe (hash, seq, body) values (?, ?, 0) on conflict do nothing");
    private readonly Statement _find = database.Prepare("select seq, ref, body, expires from dedupe where hash = ?");
    private readonly Statement _remove = database.Prepare("delete from dedupe where hash = ?");

    /// <summary>What is on record for a key, unless it has expired.</summary>
    public (long? Seq, string? Reference, long Body)? Find(UInt128 hash, long now)
    {
        if (log.Find(hash) is { } logged)
            return logged.Expires <= now ? null : (logged.Seq, null, 0);
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, hash);
        if (!_find.Bind(key).Step())
            return null;
        var expires = _find.NullableInt64(3);
        var found = (_find.NullableInt64(0), _find.NullableText(1), _find.Int64(2));
        _find.Reset();
        return expires <= now ? null : found;
    }

    public void Add(UInt128 hash, long? seq, string? reference, long body, long expires)
    {
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, hash);
        _add.Bind(key).Bind(seq).Bind(reference).Bind(body).Bind(expires).Run();
    }

    /// <summary>Takes a key for this seq unless another has it still: a key that expired is taken over.</summary>
    /// <returns>The seq that has it; null when it was free.</returns>
    public long? Claim(DuplicateKey key, long seq, long now)
    {
        if (Find(key.Hash, now) is { Seq: { } earlier })
            return earlier;
        log.Add(key, seq);
        return null;
    }

    /// <returns>False when the application has a message with this event id.</returns>
    public bool TryAddEvent(int application, string eventId, long seq)
    {
        Span<byte> key = stackalloc byte[16];
        EventHash(application, eventId, key);
        _addEvent.Bind(key).Bind(seq).Run();
        return database.Changes == 1;
    }

    public void RemoveEvent(int application, string eventId)
    {
        Span<byte> key = stackalloc byte[16];
        EventHash(application, eventId, key);
        _remove.Bind(key).Run();
    }

    public static void EventHash(int application, string eventId, Span<byte> hash16)
    {
        Span<byte> text = stackalloc byte[4 + 1024 * 3];
        BinaryPrimitives.WriteInt32BigEndian(text, application);
        var used = 4 + Encoding.UTF8.GetBytes(eventId, text[4..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text[..used], hash);
        hash[..16].CopyTo(hash16);
    }
}
