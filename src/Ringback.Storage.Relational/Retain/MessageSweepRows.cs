using Ringback.Core.Retain;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Retain;

/// <inheritdoc cref="IMessageSweepRows"/>
internal sealed class MessageSweepRows(Database database, MessageKeys keys) : IMessageSweepRows
{
    public long? First => database.Prepared("select seq from message order by seq limit 1").Scalar();

    public IReadOnlyList<OldMessage> Oldest(long before, int most)
    {
        var old = new List<OldMessage>();
        var rows = database.Prepared("select seq, at, event_id, app from message order by seq limit ?").Bind(most);
        while (rows.Step())
        {
            if (rows.Int64(1) >= before)
            {
                rows.Reset();
                break;
            }

            old.Add(new OldMessage(rows.Int64(0), rows.Int32(3), rows.NullableText(2)));
        }

        return old;
    }

    public bool DropOutcomes(long upTo, int most) => DropUpTo("attempt", "aseq", upTo, most) & DropUpTo("delivery", "ep", upTo, most);

    public long? FirstWithOutcome()
    {
        var (attempt, delivery) = (FirstIn("attempt"), FirstIn("delivery"));
        return attempt is null || delivery < attempt ? delivery ?? attempt : attempt;
    }

    public void FreeEventId(int application, string eventId) => keys.FreeEventId(application, eventId);

    public void Drop(long upTo)
    {
        database.Prepared("delete from received where seq <= ?1 and seq + events <= ?1 + 1").Bind(upTo).Run();
        database.Prepared("delete from duplicate where seq > 0 and seq <= ?").Bind(upTo).Run();
        database.Prepared("delete from event_key where seq <= ?").Bind(upTo).Run();
        database.Prepared("delete from forced where seq <= ?").Bind(upTo).Run();
        database.Prepared("delete from message where seq <= ?").Bind(upTo).Run();
    }

    private long? FirstIn(string table) => database.Prepared($"select seq from {table} order by seq limit 1").Scalar();

    private bool DropUpTo(string table, string second, long upTo, int most)
    {
        var cut = database.Prepared($"select seq, {second} from {table} where seq <= ?1 order by seq, {second} limit 1 offset ?2").Bind(upTo).Bind(most);
        if (!cut.Step())
        {
            database.Prepared($"delete from {table} where seq <= ?").Bind(upTo).Run();
            return true;
        }

        var (seq, key) = (cut.Int64(0), cut.Int64(1));
        cut.Reset();
        database.Prepared($"delete from {table} where (seq, {second}) < (?, ?)").Bind(seq).Bind(key).Run();
        return false;
    }
}
