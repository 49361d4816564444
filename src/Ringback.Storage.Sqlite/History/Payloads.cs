using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.History;

/// <summary>What messages hold.</summary>
internal static class Payloads
{
    /// <summary>Drops a payload, in the transaction under way.</summary>
    public static void Expunge(Database database, long seq)
    {
        database.Prepared("update message set payload = null, expires = null where seq = ?").Bind(seq).Run();
        // The body that brought it, with other events perhaps, says it too.
        database.Prepared(
            "update received set body = null where body is not null and seq + events > ?1 "
            + "and seq = (select seq from received where seq <= ?1 order by seq desc limit 1)").Bind(seq).Run();
    }
}
