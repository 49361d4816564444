using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Deliver;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Bench.Server;

/// <summary>
/// Deliveries accepted and not recorded, counted in the server's own database by a reader beside it: the truth on disk,
/// whatever the server believes of itself.
/// </summary>
internal sealed class Backlog : IDisposable
{
    private readonly Database _database;

    // A program that is measured for comparison may be older than direct deliveries.
    private readonly bool _hasDirect;

    private Backlog(Database database, bool hasDirect) => (_database, _hasDirect) = (database, hasDirect);

    public static Backlog InFile(string folder)
    {
        var database = SqliteDatabase.Open(Path.Combine(folder, "ringback.db"), readOnly: true);
        return new Backlog(database, database.Prepared("select count(*) from pragma_table_info('message') where name = 'direct'").Scalar() > 0);
    }

    public static Backlog InPostgres(string address) =>
        new(new PostgresConnections(new PostgresSettings(address)).Open(SessionLimits.Reader), hasDirect: true);

    public long Count() => (_database.Prepared("select count(*) from work").Scalar() ?? 0) + (_hasDirect ? DirectWork.Left(_database).Count() : 0);

    /// <summary>Messages that are kept.</summary>
    public long Messages() => _database.Prepared("select count(*) from message indexed by message_app").Scalar() ?? 0;

    /// <summary>Unix milliseconds at which the oldest message still kept was accepted; null when none is.</summary>
    public long? OldestMessage() => _database.Prepared("select at from message order by seq limit 1").Scalar();

    public void Dispose() => _database.Dispose();
}
