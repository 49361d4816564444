using System.Globalization;
using Microsoft.Data.Sqlite;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>From an event received to its row in the shop's database and the result on record, against one hand-written program.</summary>
internal sealed class ReceiveToSql : IMeasure
{
    private const double Target = 0.40;
    private const int Warm = 20_000, Measured = 40_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => "sql";

    public string What => "events received, applied by a sql operation and recorded a second ÷ a hand-written program that makes the same rows";

    public int Steps(BenchOptions options) => 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        var rates = new Comparison();
        List<double> cpus = [];
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("a hand-written program");
            rates.Bare.Add(await ByHandAsync(run, stop));
            run.Found(Figures.PerSecond(rates.Bare[^1]));
            run.Step("Ringback");
            var (rate, cpu) = await RingbackAsync(run, stop);
            rates.Ringback.Add(rate);
            cpus.Add(cpu);
            run.Found(Figures.PerSecond(rate));
        }

        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"{Measured:#,0} events, from the first POST to the last row and its record on disk; the program by hand verifies nothing, drops no duplicates, records no results; {cpus.Median():0} µs of Ringback's CPU an event");
        return [rates.ToRow("receive to sql", note, Target)];
    }

    private static async Task<double> ByHandAsync(Run run, CancellationToken stop)
    {
        var folder = run.NewFolder("by-hand");
        using var shop = new Shop(Path.Combine(folder, "shop.db"));
        double rate;
        await using (var server = Child.Start("the hand-written program", "bare", "apply", "--folder", folder, "--target", shop.Path))
        {
            var plan = BareLimits.Plan(run, server, await server.ReadyAsync(stop)) with { Requests = [StripeEvent.To("/")] };
            await TimeAsync(run, plan, Warm, () => shop.Rows == Warm, stop);
            rate = await TimeAsync(run, plan, Measured, () => shop.Rows == Warm + Measured, stop);
        }

        Directory.Delete(folder, recursive: true);
        return rate;
    }

    private static async Task<(double Rate, double Cpu)> RingbackAsync(Run run, CancellationToken stop)
    {
        var folder = run.NewFolder("sql");
        using var shop = new Shop(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "shop")).FullName, "shop.db"));
        double rate, cpu;
        await using (var server = await RingbackServer.StartAsync(run, Path.Combine(folder, "data"), stop, ("RINGBACK_CONNECTIONS", "shop=sqlite:" + shop.Path)))
        {
            var plan = server.Events(run, await server.Api.StripeSourceAsync("bench", stop));
            await server.Api.OperationAsync("bench", Operation, stop);
            using var backlog = Backlog.InFile(server.Folder);
            await TimeAsync(run, plan, Warm, () => shop.Rows == Warm && backlog.Count() == 0, stop);
            cpu = server.Cpu;
            rate = await TimeAsync(run, plan, Measured, () => shop.Rows == Warm + Measured && backlog.Count() == 0, stop);
            cpu = (server.Cpu - cpu) / Measured;
        }

        Directory.Delete(folder, recursive: true);
        return (rate, cpu);
    }

    private const string Operation =
        """
        {"uid":"pay","sql":{"connection":"shop","statements":[{"sql":"insert into payment (id, amount) values (@id, @amount)",
        "parameters":{"id":"/data/object/id","amount":"/data/object/amount"}}]}}
        """;

    /// <returns>Events a second, from the first to when all of them are done.</returns>
    private static async Task<double> TimeAsync(Run run, LoadPlan plan, int events, Func<bool> done, CancellationToken stop)
    {
        var start = Clock.Now;
        await run.LoadAsync(plan with { Total = events, Warmup = 0, Seconds = Patience.TotalSeconds }, stop);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        while (!done())
            await Task.Delay(10, patience.Token);
        return events / ((Clock.Now - start) / 1e9);
    }

    /// <summary>The database that the rows end in, and a reader beside whoever writes it.</summary>
    private sealed class Shop : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _count;

        public Shop(string path)
        {
            Path = path;
            _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            _connection.Open();
            using var create = _connection.CreateCommand();
            create.CommandText = "pragma journal_mode = wal; create table payment (id text not null, amount integer not null)";
            create.ExecuteNonQuery();
            _count = _connection.CreateCommand();
            _count.CommandText = "select coalesce(max(rowid), 0) from payment";
        }

        public string Path { get; }

        public long Rows => (long)_count.ExecuteScalar()!;

        public void Dispose()
        {
            _count.Dispose();
            _connection.Dispose();
        }
    }
}
