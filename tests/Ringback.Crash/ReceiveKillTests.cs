using Ringback.Storage.Relational.Deliver;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Testing;

namespace Ringback.Crash;

public sealed class ReceiveKillTests
{
    private const string Secret = "whsec_crash0123456789abcdefghijkl";

    /// <summary>
    /// Under load, at random moments. Every event that was answered 2xx has its rows in the shop's database, exactly once, however often
    /// its provider sent it and its operation was tried; every effect's result is on record; and its endpoint heard of it.
    /// </summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Whenever_it_is_killed_what_was_received_takes_effect_exactly_once()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}, {KillTests.Rounds} rounds");
        var shop = Directory.CreateTempSubdirectory("ringback-shop-");
        try
        {
            var path = Path.Combine(shop.FullName, "shop.db");
            using (var database = SqliteDatabase.Open(path, readOnly: false))
                database.Execute("pragma journal_mode = wal; create table payment (id text not null, amount integer not null); create table total (one integer primary key, sum integer not null)");
            await RunAsync(random, path);
        }
        finally
        {
            shop.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(Random random, string shop)
    {
        await using var receiver = await CountingReceiver.StartAsync();
        await using var server = new ServerProcess();
        server.Settings["RINGBACK_CONNECTIONS"] = "shop=sqlite:" + shop;
        server.Settings["RINGBACK_RETRY_SCHEDULE"] = string.Join(',', Enumerable.Repeat("20ms", 60));
        await server.StartAsync();
        var (_, source, _) = await server.PostAsync(
            "/ingest/api/v1/source", $$$"""{"name":"provider","uid":"provider","type":"stripe","config":{"secret":"{{{Secret}}}"}}""");
        await server.CreateAsync("/api/v1/source/provider/operation", Operation);
        await server.CreateAsync("/ingest/api/v1/source/provider/endpoint", $$"""{"url":"{{receiver.Url}}/forwarded"}""");

        using var load = new EventLoad((string)source!["ingestUrl"]!, Secret);
        using var enough = new CancellationTokenSource();
        Task[] clients = [.. Enumerable.Range(0, 6).Select(_ => load.RunAsync(enough.Token))];
        for (var round = 0; round < KillTests.Rounds; round++)
        {
            await Task.Delay(random.Next(100, 1200));
            await server.KillAsync();
            await server.StartAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAll(clients);
        await DoneAsync(server.Folder);

        using (var database = SqliteDatabase.Open(shop, readOnly: true))
        {
            var rows = Rows(database, "select id from payment");
            TestContext.Current.TestOutputHelper!.WriteLine($"{load.Accepted.Count} events answered 2xx, {rows.Count} rows");
            rows.Count.ShouldBe(rows.Distinct().Count());
            load.Accepted.Except(rows).ShouldBeEmpty();
            // What wasn't answered may have been kept; it too has its effect once, all of it.
            database.Prepared("select sum from total").Scalar().ShouldBe(database.Prepared("select sum(amount) from payment").Scalar());
            receiver.Of("/forwarded").First.Count.ShouldBe(rows.Count);
        }

        (await server.StopAsync()).ShouldBe(0, server.Output);
        KillTests.CheckDatabase(server.Folder);
    }

    /// <summary>Nothing is left to do, by the truth on disk.</summary>
    private static async Task DoneAsync(string folder)
    {
        using var database = SqliteDatabase.Open(Path.Combine(folder, SqliteStore.FileName), readOnly: true);
        await Wait.ForAsync(() => database.Prepared("select count(*) from work").Scalar() + DirectWork.Left(database).Count(), left => left == 0, 5 * Wait.Patience);
    }

    private static List<string> Rows(SqliteDatabase database, string sql)
    {
        var found = new List<string>();
        var rows = database.Prepared(sql);
        while (rows.Step())
            found.Add(rows.Text(0));
        return found;
    }

    private const string Operation =
        """
        {"uid":"pay","sql":{"connection":"shop","statements":[
          {"sql":"insert into payment (id, amount) values (@id, @amount)","parameters":{"id":"/data/object/id","amount":"/data/object/amount"}},
          {"sql":"insert into total (one, sum) values (1, @amount) on conflict do update set sum = sum + excluded.sum","parameters":{"amount":"/data/object/amount"}}]}}
        """;
}
