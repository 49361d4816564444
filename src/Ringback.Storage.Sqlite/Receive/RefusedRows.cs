using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Receive;

/// <summary>Refused requests, in the transaction under way.</summary>
internal static class RefusedRows
{
    /// <summary>Drops all of a source that is being removed.</summary>
    public static void DropOf(Database database, int application)
    {
        database.Prepared("delete from refused where app = ?").Bind(application).Run();
        database.Prepared("delete from refused_count where app = ?").Bind(application).Run();
    }
}
