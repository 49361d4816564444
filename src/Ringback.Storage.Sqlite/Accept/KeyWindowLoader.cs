using System.Buffers.Binary;
using Ringback.Core.Messages;
using Ringback.Storage.Relational.History;
using Ringback.Storage.Sqlite.Accept;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Accept;

/// <summary>Reads the made-up keys of the last minutes back from the log: a restart forgets none that is still of use.</summary>
internal static class KeyWindowLoader
{
    public static KeyWindow Load(SqliteDatabase database, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var after = Positions.OfMessages(database, now - IdempotencyKey.MadeUpLifetime, null).Low;
        var window = new KeyWindow(now, IdempotencyKey.MadeUpLifetime, after + 1);
        using var rows = database.Prepare("select seq, hash from keylog where seq > ? order by seq");
        rows.Bind(after);
        while (rows.Step())
            window.Remember(BinaryPrimitives.ReadUInt128BigEndian(rows.Blob(1)), rows.Int64(0), now);
        return window;
    }
}
