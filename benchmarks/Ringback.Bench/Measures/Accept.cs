using System.Globalization;
using Ringback.Bench.Load;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>Messages answered 202 a second, against bare Kestrel with SQLite.</summary>
internal sealed class Accept : IMeasure
{
    private const double Target = 0.60;

    public string Name => "accept";

    public string What => "messages answered 202 a second ÷ bare Kestrel with SQLite";

    public int Steps(BenchOptions options) => 3 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        Comparison throttled = new(), delivering = new();
        List<LoadResult> stored = [], waiting = [], sending = [];
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("bare Kestrel with SQLite");
            stored.Add(await BareLimits.StoreAsync(run, stop));
            throttled.Bare.Add(stored[^1].Rate);
            delivering.Bare.Add(stored[^1].Rate);
            run.Found(Figures.PerSecond(stored[^1].Rate));

            run.Step("Ringback, endpoint throttled");
            waiting.Add(await PostAsync(run, throttle: true, stop));
            throttled.Ringback.Add(waiting[^1].Rate);
            run.Found(Figures.PerSecond(waiting[^1].Rate));

            run.Step("Ringback, delivering");
            sending.Add(await PostAsync(run, throttle: false, stop));
            delivering.Ringback.Add(sending[^1].Rate);
            run.Found(Figures.PerSecond(sending[^1].Rate));
        }

        return
        [
            throttled.ToRow("accept", $"the one endpoint is throttled to 1/s, so that the rest waits; {Described(waiting, stored)}", Target),
            delivering.ToRow("accept while delivering", $"the same, with deliveries to the sink taking their share of the machine; {Described(sending, stored)}", null),
        ];
    }

    private static string Described(List<LoadResult> results, List<LoadResult> bare) => string.Create(
        CultureInfo.InvariantCulture,
        $"answered in {Figures.Milliseconds(results.Select(one => one.P50).Median(), results.Select(one => one.P99).Median())}; {results.Select(one => one.WatchedCpu).Median():0} µs of Ringback's CPU a message, bare {bare.Select(one => one.WatchedCpu).Median():0} µs");

    private static async Task<LoadResult> PostAsync(Run run, bool throttle, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        var folder = run.NewFolder("accept");
        LoadResult result;
        await using (var server = await RingbackServer.StartAsync(run, folder, stop, ("RINGBACK_SHUTDOWN_TIMEOUT", "1s")))
        {
            await server.Api.ApplicationAsync("bench", stop);
            await server.Api.EndpointAsync("bench", "one", sink.Url + "/", stop, throttle ? ",\"throttleRate\":1" : "");
            result = await run.LoadAsync(server.Posts(run, "bench", "invoice.paid"), stop);
        }

        Directory.Delete(folder, recursive: true);
        return result;
    }
}
