using Ringback.Core.History;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <inheritdoc cref="IPayloadRows"/>
internal sealed class PayloadRows(Database database) : IPayloadRows
{
    public IReadOnlyList<long> Expired(long now, int most)
    {
        var expired = new List<long>();
        var rows = database.Prepared(
                "select seq from message indexed by message_expires where expires is not null and expires <= ? order by expires limit ?")
            .Bind(now).Bind(most);
        while (rows.Step())
            expired.Add(rows.Int64(0));
        return expired;
    }

    public void Expunge(long seq)
    {
        database.Prepared("update message set payload = null, expires = null where seq = ?").Bind(seq).Run();
        database.Prepared(
            "update received set body = null where body is not null and seq + events > ?1 "
            + "and seq = (select seq from received where seq <= ?1 order by seq desc limit 1)").Bind(seq).Run();
    }
}
