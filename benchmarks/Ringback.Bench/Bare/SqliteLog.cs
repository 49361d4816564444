using Ringback.Bench.Children;
using SQLitePCL;

namespace Ringback.Bench.Bare;

/// <summary>One table, one row a payload, keyed by rowid: the least that SQLite can be asked for durability. WAL, <c>synchronous=FULL</c>.</summary>
internal sealed class SqliteLog : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _begin, _insert, _commit;

    public SqliteLog(string path)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null));
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("CREATE TABLE message (seq INTEGER PRIMARY KEY, payload BLOB NOT NULL)");
        _begin = Prepare("BEGIN IMMEDIATE");
        _insert = Prepare("INSERT INTO message (payload) VALUES (?1)");
        _commit = Prepare("COMMIT");
    }

    public void Write(IReadOnlyList<GroupCommit.Waiting> batch)
    {
        Step(_begin);
        foreach (var row in batch)
        {
            raw.sqlite3_bind_blob(_insert, 1, row.Payload);
            Step(_insert);
        }

        Step(_commit);
    }

    public void Dispose()
    {
        _begin.Dispose();
        _insert.Dispose();
        _commit.Dispose();
        _database.Dispose();
    }

    private void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            Check(result);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new BenchException($"SQLite: {raw.sqlite3_errmsg(_database).utf8_to_string()} ({result})");
    }
}
