using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Storage.Postgres.Accept;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Owning;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Sealing;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Postgres.Writing;

/// <inheritdoc/>
internal sealed class PostgresEngine : StoreEngine
{
    private readonly PostgresConnections _connections;
    private readonly PostgresDatabase _database;
    private readonly Lease _lease;
    private PostgresKeys? _keys;
    private WriteTransaction? _transaction;

    /// <param name="connections">Opens sessions; the engine disposes it.</param>
    /// <param name="lease">Of this node; the engine disposes it.</param>
    public PostgresEngine(PostgresConnections connections, Lease lease)
    {
        (_connections, _lease) = (connections, lease);
        _database = connections.Open(SessionLimits.Writer);
        Readers = new PostgresReaders(connections, new Random());
    }

    public override Database Database => _database;

    public override IPartitionOwner Partitions => _lease;

    public override CancellationToken Lost => _lease.Lost;

    public override IReaders Readers { get; }

    public override MessageKeys OpenKeys(TimeProvider clock) => _keys = new PostgresKeys(_database, clock);

    public override IBatchCommitter CreateCommitter(WriteSession session, StoreHealth health)
    {
        _transaction = new WriteTransaction(_database, _lease, _keys!, health);
        return new PostgresCommitter(session, _database, _transaction, health);
    }

    public override void Upgrade(Catalog catalog, SealedTexts texts)
    {
        // Nothing was ever kept unsealed here.
    }

    public override void Probe() =>
        _database.Prepared("insert into meta (key, value) values ('probe', 1) on conflict (key) do update set value = meta.value + 1").Run();

    public override void Stopping() => _transaction?.Stop();

    public override void Dispose()
    {
        Readers.Dispose();
        _database.Dispose();
        _lease.Dispose();
        _connections.Dispose();
    }
}
