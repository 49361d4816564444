using System.Buffers.Binary;
using Ringback.Core.Retain;
using Ringback.Storage.Sqlite.Accept;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Accept;

/// <inheritdoc cref="IKeySweepRows"/>
internal sealed class KeySweepRows(SqliteDatabase database, KeyWindow window) : IKeySweepRows
{
    public bool DropMadeUp(int most)
    {
        var floor = window.Floor;
        var cut = database.Prepared("select seq from keylog where seq < ? order by seq limit 1 offset ?").Bind(floor).Bind(most).Scalar();
        database.Prepared("delete from keylog where seq < ?").Bind(cut ?? floor).Run();
        return cut is null;
    }

    public KeysLookedAt DropExpired(UInt128? after, int most, long now)
    {
        var expired = new List<byte[]>();
        Span<byte> hash = stackalloc byte[16];
        if (after is { } known)
            BinaryPrimitives.WriteUInt128BigEndian(hash, known);
        var rows = database.Prepared("select hash, expires from dedupe where hash > ? order by hash limit ?").Bind(after is null ? [] : hash).Bind(most);
        UInt128? last = null;
        var seen = 0;
        for (; rows.Step(); seen++)
        {
            last = BinaryPrimitives.ReadUInt128BigEndian(rows.Blob(0));
            if (rows.NullableInt64(1) <= now)
                expired.Add(rows.Blob(0).ToArray());
        }

        foreach (var key in expired)
            database.Prepared("delete from dedupe where hash = ?").Bind(key).Run();
        return new KeysLookedAt(last, seen, expired.Count);
    }
}
