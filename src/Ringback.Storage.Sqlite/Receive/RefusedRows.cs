using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Receive;

/// <summary>Drops refused requests, in the transaction under way.</summary>
internal static class RefusedRows
{
    /// <summary>Drops what is older, in the transaction under way; a thousand at most.</summary>
    public static void DropBefore(Database database, long before)
    {
        // The oldest is the first: mostly it says that there is nothing to do.
        if (database.Prepared("select at from refused order by n limit 1").Scalar() is { } oldest && oldest < before)
        {
            database.Prepared(
                "delete from refused where n <= (select max(n) from (select n, at from refused order by n limit 1000) where at < ?)")
                .Bind(before).Run();
        }
    }

    /// <summary>Drops all of a source that is being removed.</summary>
    public static void DropOf(Database database, int application)
    {
        database.Prepared("delete from refused where app = ?").Bind(application).Run();
        database.Prepared("delete from refused_count where app = ?").Bind(application).Run();
    }
}
