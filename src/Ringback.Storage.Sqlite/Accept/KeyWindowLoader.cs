using System.Buffers.Binary;
using Ringback.Core.Accept;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Accept;

/// <summary>Reads the made-up keys of the last minutes back from the log: a restart forgets none that is still of use.</summary>
internal static class KeyWindowLoader
{
    public static KeyWindow Load(Database database, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var window = new KeyWindow(now, IdempotencyKey.MadeUpLifetime);
        using var rows = database.Prepare("select k.seq, k.hash, m.at from keylog k join message m on m.seq = k.seq order by k.seq desc");
        while (rows.Step())
        {
            if (rows.Int64(2) < now - IdempotencyKey.MadeUpLifetime)
            {
                rows.Reset();
                break;
            }

            window.Learn(BinaryPrimitives.ReadUInt128BigEndian(rows.Blob(1)), rows.Int64(0), now);
        }

        return window;
    }
}
