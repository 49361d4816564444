using System.Globalization;
using Ringback.Bench.Report;
using Ringback.Bench.Server;
using Ringback.Bench.Sink;

namespace Ringback.Bench.Measures;

/// <summary>From when a POST was due to the arrival of its message at the receiver, at a fixed rate.</summary>
internal sealed class Latency : IMeasure
{
    private const double Rate = 2000, MostP50 = 3, MostP99 = 15;

    public string Name => "latency";

    public string What => "POST to arrival at the receiver, at 2,000 messages a second";

    public int Steps(BenchOptions options) => 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        List<SinkCounts> bare = [], ringback = [];
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("bare relay");
            bare.Add((await BareLimits.RelayAtRateAsync(run, Rate, stop)).Sink);
            run.Found(Figures.Milliseconds(bare[^1].P50, bare[^1].P99));
            run.Step("Ringback");
            ringback.Add(await ArrivalsAsync(run, stop));
            run.Found(Figures.Milliseconds(ringback[^1].P50, ringback[^1].P99));
        }

        var (p50, p99) = (ringback.Select(one => one.P50).Median(), ringback.Select(one => one.P99).Median());
        var (bare50, bare99) = (bare.Select(one => one.P50).Median(), bare.Select(one => one.P99).Median());
        return
        [
            new Row
            {
                Measure = "POST to arrival at 2,000/s",
                Note = string.Create(CultureInfo.InvariantCulture,
                    $"open loop, from when each POST was due; bare is the relay; Ringback's p99.9 {ringback.Select(one => one.P999).Median():0.0} ms"),
                Bare = Figures.Milliseconds(bare50, bare99),
                Ringback = Figures.Milliseconds(p50, p99),
                Ratio = $"{Figures.Ratio(p50 / bare50)}, {Figures.Ratio(p99 / bare99)}",
                Target = "p50 ≤ 3 ms, p99 ≤ 15 ms",
                Met = p50 <= MostP50 && p99 <= MostP99,
                Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal)
                {
                    ["bare p50"] = [.. bare.Select(one => one.P50)],
                    ["bare p99"] = [.. bare.Select(one => one.P99)],
                    ["ringback p50"] = [.. ringback.Select(one => one.P50)],
                    ["ringback p99"] = [.. ringback.Select(one => one.P99)],
                },
            },
        ];
    }

    private static async Task<SinkCounts> ArrivalsAsync(Run run, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        var folder = run.NewFolder("latency");
        SinkCounts counts;
        await using (var server = await RingbackServer.StartAsync(run, folder, stop))
        {
            await server.Api.ApplicationAsync("bench", stop);
            await server.Api.EndpointAsync("bench", "one", sink.Url + "/timed", stop);
            var plan = server.Posts(run, "bench", "invoice.paid") with { Rate = Rate };
            counts = (await ScheduledLoad.RunAsync(run, plan, sink, run.Options.Warmup, stop)).Sink;
        }

        Directory.Delete(folder, recursive: true);
        return counts;
    }
}
