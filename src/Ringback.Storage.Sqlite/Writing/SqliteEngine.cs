using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Sealing;
using Ringback.Storage.Relational.Writing;
using Ringback.Storage.Sqlite.Accept;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Schema;

namespace Ringback.Storage.Sqlite.Writing;

/// <inheritdoc/>
/// <param name="database">The connection that writes, which the engine owns.</param>
/// <param name="path">Of its file.</param>
internal sealed class SqliteEngine(SqliteDatabase database, string path) : StoreEngine
{
    public override Database Database => database;

    // The lock of the data folder keeps all others out.
    public override IPartitionOwner Partitions { get; } = new OwnsAllPartitions();

    public override CancellationToken Lost => CancellationToken.None;

    public override IReaders Readers { get; } = new SqliteReaders(path);

    public override MessageKeys OpenKeys(TimeProvider clock) => new SqliteKeys(database, KeyWindowLoader.Load(database, clock), new KeyLog(database));

    public override IBatchCommitter CreateCommitter(WriteSession session, StoreHealth health) => new SqliteCommitter(session, database, health);

    public override void Upgrade(Catalog catalog, SealedTexts texts) => PlainTexts.Seal(database, catalog, texts);

    // The last few free bytes of a disk don't make a store that works.
    public override void Probe() =>
        database.Prepared("insert into meta (key, value) values ('probe', zeroblob(65536)) on conflict do update set value = excluded.value").Run();

    public override void Stopping()
    {
        // A local file answers, or fails.
    }

    public override void Dispose()
    {
        Readers.Dispose();
        database.Dispose();
    }
}
