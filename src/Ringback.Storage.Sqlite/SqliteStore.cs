using Ringback.Core.Commit;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Storage.Relational;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Schema;
using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Storage.Sqlite;

/// <summary>The embedded store: one file in the data folder.</summary>
internal static class SqliteStore
{
    public const string FileName = "ringback.db";

    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(90);

    /// <summary>Opens the database of a data folder, creating it when there is none.</summary>
    /// <param name="folder">Owned by this process alone.</param>
    /// <param name="clock">Says what time it is.</param>
    /// <param name="ids">Names what the store itself makes.</param>
    /// <param name="box">Seals what the file mustn't hold as it is.</param>
    /// <param name="retention">How long messages and attempts are kept; 90 days by default.</param>
    /// <exception cref="StoreUnavailableException">It can't be opened, is damaged, or belongs to something else; the message says which.</exception>
    /// <exception cref="SecretBoxException">Its secrets were sealed with another key.</exception>
    public static RelationalStore Open(string folder, TimeProvider clock, IdSource ids, SecretBox box, TimeSpan? retention = null)
    {
        var path = Path.Combine(folder, FileName);
        DatabaseFile.Make(path);
        var database = SqliteDatabase.Open(path, readOnly: false);
        try
        {
            DatabaseFile.Prepare(database, path);
            return new RelationalStore(new SqliteEngine(database, path), clock, ids, box, retention ?? DefaultRetention);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
