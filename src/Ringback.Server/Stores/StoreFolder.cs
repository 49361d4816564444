using Microsoft.Extensions.Logging;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Settings;
using Ringback.Core.Stores;
using Ringback.Storage.Postgres;
using Ringback.Storage.Sqlite;

namespace Ringback.Server.Stores;

/// <summary>The store of a node: the one place that knows which kind it is.</summary>
internal static partial class StoreFolder
{
    /// <value>What a data folder with a store holds.</value>
    public const string FileName = SqliteStore.FileName;

    /// <summary>Whether the folder holds a store already.</summary>
    public static bool HasStore(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Opens the store, creating it when there is none. Of a database that another node owns, it waits until it owns it no more.</summary>
    /// <exception cref="StoreUnavailableException">It can't be opened; the message says why.</exception>
    /// <exception cref="SecretBoxException">Its secrets were sealed with another key.</exception>
    public static IStore Open(RingbackOptions options, string folder, TimeProvider clock, IdSource ids, SecretBox box, ILogger logger) =>
        options.Store is { } address
            ? PostgresStore.Open(address, clock, ids, box, options.Retention, owner => WaitingForStore(logger, owner), CancellationToken.None)
            : SqliteStore.Open(folder, clock, ids, box, options.Retention);

    [LoggerMessage(3010, LogLevel.Information, "Waiting for the database, which node {Owner} uses; this node takes over when that one stops or fails", EventName = "WaitingForStore")]
    private static partial void WaitingForStore(ILogger logger, string owner);
}
