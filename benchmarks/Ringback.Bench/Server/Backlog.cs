using Microsoft.Data.Sqlite;

namespace Ringback.Bench.Server;

/// <summary>
/// Deliveries accepted and not recorded, counted in the server's own database by a reader beside it: the truth on disk,
/// whatever the server believes of itself.
/// </summary>
internal sealed class Backlog : IDisposable
{
    private readonly SqliteConnection _connection;

    public Backlog(RingbackServer server)
    {
        var path = Path.Combine(server.Folder, "ringback.db");
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        _connection.Open();
    }

    public long Count() => Scalar("select count(*) from work");

    /// <summary>Unix milliseconds at which the oldest message still kept was accepted; null when none is.</summary>
    public long? OldestMessage() => Scalar("select coalesce((select at from message order by seq limit 1), 0)") is var at and > 0 ? at : null;

    public void Dispose() => _connection.Dispose();

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Both texts stand above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
