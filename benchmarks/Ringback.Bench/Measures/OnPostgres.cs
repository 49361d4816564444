using System.Globalization;
using Ringback.Bench.Load;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>One node on PostgreSQL: accepting, against the same rows by hand; end to end, against the embedded store.</summary>
internal sealed class OnPostgres : IMeasure
{
    private const double Target = 0.60;

    public string Name => "postgres";

    public bool ByDefault => false;

    public string What => "on PostgreSQL: messages answered 202 a second ÷ the same rows by hand; end to end ÷ embedded; only when named";

    public int Steps(BenchOptions options) => 4 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        await using var postgres = await PostgresTarget.StartAsync();
        Comparison accept = new(), endToEnd = new();
        List<double> cpus = [], bareCpus = [];
        string accepting = "", delivering = "";
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("bare Kestrel with PostgreSQL");
            var bare = await BareLimits.PostgresAsync(run, await postgres.NewDatabaseAsync(stop), stop);
            accept.Bare.Add(bare.Rate);
            bareCpus.Add(bare.WatchedCpu);
            run.Found(Figures.PerSecond(bare.Rate));

            run.Step("Ringback on PostgreSQL, endpoint throttled");
            (var posted, accepting) = await PostAsync(run, await postgres.NewDatabaseAsync(stop), stop);
            accept.Ringback.Add(posted.Rate);
            cpus.Add(posted.WatchedCpu);
            run.Found(Figures.PerSecond(posted.Rate));

            run.Step("Ringback embedded, end to end");
            endToEnd.Bare.Add((await EndToEnd.SteadyAsync(run, stop)).Rate);
            run.Found(Figures.PerSecond(endToEnd.Bare[^1]));

            run.Step("Ringback on PostgreSQL, end to end");
            var address = await postgres.NewDatabaseAsync(stop);
            var before = await PostgresTarget.CountAsync(address, stop);
            endToEnd.Ringback.Add((await EndToEnd.SteadyAsync(run, stop, store: address)).Rate);
            delivering = (await PostgresTarget.CountAsync(address, stop)).PerMessage(before);
            run.Found(Figures.PerSecond(endToEnd.Ringback[^1]));
        }

        return
        [
            accept.ToRow("accept on PostgreSQL", string.Create(CultureInfo.InvariantCulture, $"{accepting}; {cpus.Median():0} µs of Ringback's CPU a message, bare {bareCpus.Median():0} µs"), Target),
            endToEnd.ToRow("end to end on PostgreSQL", $"÷ the embedded store's; {delivering}", Target),
        ];
    }

    private static async Task<(LoadResult Result, string PerMessage)> PostAsync(Run run, string address, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        var folder = run.NewFolder("postgres");
        LoadResult result;
        string perMessage;
        await using (var server = await RingbackServer.StartAsync(run, folder, stop, [.. RingbackServer.On(address), ("RINGBACK_SHUTDOWN_TIMEOUT", "1s")]))
        {
            await server.Api.ApplicationAsync("bench", stop);
            await server.Api.EndpointAsync("bench", "one", sink.Url + "/", stop, ",\"throttleRate\":1");
            var before = await PostgresTarget.CountAsync(address, stop);
            result = await run.LoadAsync(server.Posts(run, "bench", "invoice.paid"), stop);
            perMessage = (await PostgresTarget.CountAsync(address, stop)).PerMessage(before);
        }

        Directory.Delete(folder, recursive: true);
        return (result, perMessage);
    }
}
