using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Settings;
using Ringback.Core.Stores;
using Ringback.Storage.Sqlite;

namespace Ringback.Server.Stores;

/// <summary>The store of a data folder: the one place that knows which kind it is.</summary>
internal static class StoreFolder
{
    /// <summary>Whether the folder holds a store already.</summary>
    public static bool HasStore(string folder) => File.Exists(Path.Combine(folder, SqliteStore.FileName));

    /// <summary>Opens the folder's store, creating it when there is none.</summary>
    /// <exception cref="StoreUnavailableException">It can't be opened; the message says why.</exception>
    /// <exception cref="SecretBoxException">Its secrets were sealed with another key.</exception>
    public static IStore Open(RingbackOptions options, string folder, TimeProvider clock, IdSource ids, SecretBox box) =>
        SqliteStore.Open(folder, clock, ids, box, options.Retention);
}
