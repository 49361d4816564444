using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Server.Tests.Operate;

/// <summary>A SQLite file of somebody else's, in a folder of its own.</summary>
internal sealed class ShopDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-shop-").FullName;
    private readonly SqliteDatabase _database;

    public ShopDatabase(string schema = "create table paid (id text primary key, amount integer, note) without rowid;")
    {
        Path = System.IO.Path.Combine(_folder, "shop.db");
        _database = SqliteDatabase.Open(Path, readOnly: false);
        _database.Execute("pragma journal_mode = wal; " + schema);
    }

    public string Path { get; }

    public long? Query(string sql)
    {
        using var statement = _database.Prepare(sql);
        return statement.Scalar();
    }

    public string? Text(string sql)
    {
        using var statement = _database.Prepare(sql);
        return statement.Step() ? statement.NullableText(0) : null;
    }

    public void Execute(string sql) => _database.Execute(sql);

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
