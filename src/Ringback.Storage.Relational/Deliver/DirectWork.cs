using Ringback.Core.Deliver;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.Deliver;

/// <inheritdoc cref="IDirectWorkRows"/>
internal sealed class DirectWork(Database database) : IDirectWorkRows
{
    public void Park(long seq, int endpoint) => Insert(database, seq, endpoint);

    public void KeepOldest(long seq) => Keep(database, seq);

    /// <summary>Gives rows to the direct deliveries that an earlier run left without an outcome: what was in its memory is parked work now.</summary>
    public static void Recover(Database database)
    {
        database.Begin();
        foreach (var (seq, endpoint) in Left(database))
            Insert(database, seq, endpoint);
        Keep(database, (database.Prepared("select max(seq) from message").Scalar() ?? 0) + 1);
        database.Execute("commit");
    }

    /// <summary>The direct deliveries without an outcome, by what is on disk alone.</summary>
    public static IEnumerable<(long Seq, int Endpoint)> Left(Database database)
    {
        var messages = database.Prepared("select seq, direct from message where seq >= ? and direct is not null order by seq").Bind(Oldest(database));
        var known = database.Prepared(
            "select exists (select 1 from delivery where seq = ?1 and ep = ?2) or exists (select 1 from work where ep = ?2 and seq = ?1)");
        while (messages.Step())
        {
            var seq = messages.Int64(0);
            foreach (var endpoint in DirectTargets.Read(messages.Blob(1)))
                if (known.Bind(seq).Bind(endpoint).Scalar() == 0)
                    yield return (seq, endpoint);
        }
    }

    /// <summary>The oldest message that may have a direct delivery, by what is on disk.</summary>
    public static long Oldest(Database database) => database.Prepared("select value from meta where key = 'direct'").Scalar() ?? 0;

    private static void Keep(Database database, long oldest) =>
        database.Prepared("insert into meta (key, value) values ('direct', ?) on conflict (key) do update set value = excluded.value").Bind(oldest).Run();

    private static void Insert(Database database, long seq, int endpoint) =>
        database.Prepared("insert into work (ep, seq, due, tries, manual) values (?, ?, null, 0, 0)").Bind(endpoint).Bind(seq).Run();
}
