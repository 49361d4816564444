using Ringback.Core.Commit;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Copying;
using Ringback.Storage.Postgres.Owning;
using Ringback.Storage.Postgres.Schema;
using Ringback.Storage.Postgres.Writing;
using Ringback.Storage.Relational;

namespace Ringback.Storage.Postgres;

/// <summary>The store of the profile <c>server</c>: a PostgreSQL database, which one node at a time owns.</summary>
internal static class PostgresStore
{
    /// <summary>Opens the store, making or upgrading its schema, as soon as no other node owns it.</summary>
    /// <param name="connectionString">As Npgsql takes it.</param>
    /// <param name="clock">Says what time it is.</param>
    /// <param name="ids">Names what the store itself makes.</param>
    /// <param name="box">Seals what the database mustn't hold as it is.</param>
    /// <param name="retention">How long messages and attempts are kept.</param>
    /// <param name="waiting">Told which node owns the database, while this one waits for it.</param>
    /// <param name="stopping">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">It can't be opened; the message says why.</exception>
    /// <exception cref="SecretBoxException">Its secrets were sealed with another key.</exception>
    /// <exception cref="OperationCanceledException">It was stopped while it waited.</exception>
    public static RelationalStore Open(
        string connectionString, TimeProvider clock, IdSource ids, SecretBox box, TimeSpan retention, Action<string> waiting, CancellationToken stopping)
    {
        var session = ids.Next();
        var connections = new PostgresConnections(new PostgresSettings(connectionString, SessionName: $"ringback {session}"));
        Lease? lease = null;
        try
        {
            PostgresSchema.Migrate(connections, clock);
            lease = Lease.Take(connections, NodeName.Own, TimeProvider.System, waiting, stopping);
            var engine = new PostgresEngine(connections, lease);
            try
            {
                CopyState.RefuseUnfinished(engine.Database, connections.Settings);
                InstallationKey.Check(engine.Database, box);
                return new RelationalStore(engine, clock, ids, box, retention);
            }
            catch
            {
                engine.Dispose();
                throw;
            }
        }
        catch
        {
            lease?.Dispose();
            connections.Dispose();
            throw;
        }
    }
}
