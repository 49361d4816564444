using Ringback.Bench.Children;
using SQLitePCL;

namespace Ringback.Bench.Bare;

/// <summary>A database of a bare program: WAL, <c>synchronous=FULL</c>, one connection.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _begin, _commit;

    public SqliteFile(string path)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null));
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
    }

    public void Transaction(Action rows)
    {
        Step(_begin);
        rows();
        Step(_commit);
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    public sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return statement;
    }

    public void Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            Check(result);
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _database.Dispose();
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new BenchException($"SQLite: {raw.sqlite3_errmsg(_database).utf8_to_string()} ({result})");
    }
}
