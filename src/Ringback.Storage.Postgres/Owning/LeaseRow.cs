using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Owning;

/// <summary>The row of the database that says who owns it.</summary>
/// <param name="Epoch">Grows with each owner.</param>
internal readonly record struct LeaseRow(long Epoch)
{
    /// <value>The database's clock, Unix milliseconds: those of the nodes may differ.</value>
    private const string Now = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

    /// <summary>Takes the database when its lease has ended.</summary>
    /// <returns>Null: another node owns it.</returns>
    public static LeaseRow? TryTake(PostgresDatabase database, string node, TimeSpan length)
    {
        if (database.Prepared($"select 1 from lease where good_until <= {Now}").Scalar() is null)
            return null;
        // A node that froze in a transaction keeps the row locked. Its sessions are the ones with its name.
        database.Prepared(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity a join lease l on a.application_name = l.session and l.session <> '' "
                + "where a.datname = current_database() and a.usename = current_user and pid <> pg_backend_pid()")
            .Scalar();
        var taken = database.Prepared(
                $"update lease set epoch = epoch + 1, node = ?1, session = ?2, good_until = {Now} + ?3 where good_until <= {Now} returning epoch")
            .Bind(node).Bind(database.SessionName).Bind((long)length.TotalMilliseconds).Scalar();
        return taken is { } epoch ? new LeaseRow(epoch) : null;
    }

    /// <summary>Who owns the database; null: nobody any more.</summary>
    public static string? Owner(Database database)
    {
        var row = database.Prepared($"select node from lease where good_until > {Now}");
        var owner = row.Step() ? row.Text(0) : null;
        row.Reset();
        return owner;
    }

    /// <returns>False: another node has taken the database.</returns>
    public static bool TryRenew(Database database, long epoch, TimeSpan length)
    {
        database.Prepared($"update lease set good_until = {Now} + ? where epoch = ?").Bind((long)length.TotalMilliseconds).Bind(epoch).Run();
        return database.Changes == 1;
    }

    /// <summary>Ends the lease of an owner.</summary>
    public static void Release(Database database, long epoch) =>
        database.Prepared("update lease set good_until = 0 where epoch = ?").Bind(epoch).Run();
}
