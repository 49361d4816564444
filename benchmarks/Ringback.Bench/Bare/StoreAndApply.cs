using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ringback.Bench.Children;
using SQLitePCL;

namespace Ringback.Bench.Bare;

/// <summary>
/// What a careful team writes by hand: a POST answered once its body is on disk in a group commit, and one thread that applies what was
/// accepted to the shop's database, a batch to a transaction, with how far it came in the same transaction.
/// </summary>
internal static class StoreAndApply
{
    public static async Task RunAsync(string folder, string target, CancellationToken stop)
    {
        using var log = new SqliteLog(Path.Combine(folder, "bare.db"));
        using var shop = new ShopRows(target);
        using var applies = new GroupCommit(shop.Apply);
        using var commits = new GroupCommit(log.Write);
        await KestrelHost.RunAsync(
            async context =>
            {
                var body = await Body.ReadAsync(context.Request.BodyReader);
                await commits.CommitAsync(body);
                // Nobody waits for it: its row tells that it was done.
                _ = applies.CommitAsync(body);
                context.Response.StatusCode = StatusCodes.Status200OK;
            },
            stop);
    }
}

/// <summary>The rows that an event makes in the shop's database.</summary>
internal sealed class ShopRows : IDisposable
{
    private readonly SqliteFile _file;
    private readonly sqlite3_stmt _insert, _cursor;
    private long _applied;

    public ShopRows(string path)
    {
        _file = new SqliteFile(path);
        _file.Execute("CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY, seq INTEGER NOT NULL)");
        _insert = _file.Prepare("INSERT INTO payment (id, amount) VALUES (?1, ?2)");
        _cursor = _file.Prepare("INSERT INTO cursor (one, seq) VALUES (1, ?1) ON CONFLICT DO UPDATE SET seq = excluded.seq");
    }

    public void Apply(IReadOnlyList<GroupCommit.Waiting> batch) => _file.Transaction(() =>
    {
        foreach (var waiting in batch)
        {
            var reader = new Utf8JsonReader(waiting.Payload);
            using var document = JsonDocument.ParseValue(ref reader);
            var payment = document.RootElement.GetProperty("data").GetProperty("object");
            raw.sqlite3_bind_text(_insert, 1, payment.GetProperty("id").GetString());
            raw.sqlite3_bind_int64(_insert, 2, payment.GetProperty("amount").GetInt64());
            _file.Step(_insert);
        }

        _applied += batch.Count;
        raw.sqlite3_bind_int64(_cursor, 1, _applied);
        _file.Step(_cursor);
    });

    public void Dispose()
    {
        _insert.Dispose();
        _cursor.Dispose();
        _file.Dispose();
    }
}
