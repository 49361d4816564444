using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ringback.Core.Accept;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Accept;

/// <summary>Keys that callers chose, decided by a unique insert in the commit of what they guard.</summary>
internal sealed class Dedupe(Database database, KeyLog log) : IRequestKeys
{
    private readonly Statement _add = database.Prepare(
        "insert into dedupe (hash, seq, ref, body, expires) values (?, ?, ?, ?, ?) "
        + "on conflict do update set seq = excluded.seq, ref = excluded.ref, body = excluded.body, expires = excluded.expires");

    private readonly Statement _addEvent = database.Prepare("insert into dedupe (hash, seq, body) values (?, ?, 0) on conflict do nothing");
    private readonly Statement _find = database.Prepare("select seq, ref, body, expires from dedupe where hash = ?");
    private readonly Statement _remove = database.Prepare("delete from dedupe where hash = ?");

    /// <value>The newest keys of what comes from outside, which aren't in the table yet.</value>
    public KeyLog Log => log;

    public KeptKey? Find(UInt128 hash)
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

    public void Keep(UInt128 hash, KeptKey kept)
    {
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(key, hash);
        _add.Bind(key).Bind(kept.Seq).Bind(kept.Reference).Bind(kept.Body).Bind(kept.Expires).Run();
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
