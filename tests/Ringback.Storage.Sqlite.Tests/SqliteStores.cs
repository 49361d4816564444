using Ringback.Core.Ids;
using Ringback.Core.Stores;
using Ringback.Storage.Contracts;

namespace Ringback.Storage.Sqlite.Tests;

internal sealed class SqliteStores : IStoreFactory
{
    public IStore Open(string folder, TimeProvider clock, TimeSpan retention) =>
        SqliteStore.Open(folder, clock, new IdSource(clock), new Core.Crypto.SecretBox(new byte[32]), retention);

    public void CopyAsIfKilled(string folder, string to)
    {
        // The log last: what it says of the database then holds. It is copied into the database only when it has grown to many megabytes.
        foreach (var file in (string[])[SqliteStore.FileName, SqliteStore.FileName + "-wal"])
            File.Copy(Path.Combine(folder, file), Path.Combine(to, file));
    }
}
