using SQLitePCL;

namespace Ringback.Bench.Bare;

/// <summary>One table, one row a payload, keyed by rowid: the least that SQLite can be asked for durability.</summary>
internal sealed class SqliteLog : IDisposable
{
    private readonly SqliteFile _file;
    private readonly sqlite3_stmt _insert;

    public SqliteLog(string path)
    {
        _file = new SqliteFile(path);
        _file.Execute("CREATE TABLE message (seq INTEGER PRIMARY KEY, payload BLOB NOT NULL)");
        _insert = _file.Prepare("INSERT INTO message (payload) VALUES (?1)");
    }

    public void Write(IReadOnlyList<GroupCommit.Waiting> batch) => _file.Transaction(() =>
    {
        foreach (var row in batch)
        {
            raw.sqlite3_bind_blob(_insert, 1, row.Payload);
            _file.Step(_insert);
        }
    });

    public void Dispose()
    {
        _insert.Dispose();
        _file.Dispose();
    }
}
