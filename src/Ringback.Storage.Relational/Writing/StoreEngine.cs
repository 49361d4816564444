using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Deliver;
using Ringback.Core.Stores;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Sealing;

namespace Ringback.Storage.Relational.Writing;

/// <summary>What a kind of database brings to a store: its connections, how it commits, and how it keeps keys. Its schema is up to date.</summary>
internal abstract class StoreEngine : IDisposable
{
    /// <value>The connection that writes, for one thread.</value>
    public abstract Database Database { get; }

    public abstract IReaders Readers { get; }

    /// <inheritdoc cref="IStore.Partitions"/>
    public abstract IPartitionOwner Partitions { get; }

    /// <inheritdoc cref="IStore.Lost"/>
    public abstract CancellationToken Lost { get; }

    /// <summary>Opens what is kept of keys.</summary>
    public abstract MessageKeys OpenKeys(TimeProvider clock);

    public abstract IBatchCommitter CreateCommitter(WriteSession session, StoreHealth health);

    /// <summary>Brings up to date what an upgrade of the schema can't, when all that is configured has been loaded.</summary>
    public abstract void Upgrade(Catalog catalog, SealedTexts texts);

    /// <summary>Writes about as much as a batch does, in the transaction under way, so that a store that can't be written to says so.</summary>
    public abstract void Probe();

    /// <summary>Called before what waits is committed for the last time, on another thread than the writer's: it must wait for nothing for ever.</summary>
    public abstract void Stopping();

    public abstract void Dispose();
}
