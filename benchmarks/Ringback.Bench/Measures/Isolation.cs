using System.Globalization;
using Ringback.Bench.Children;
using Ringback.Bench.Report;
using Ringback.Bench.Server;
using Ringback.Bench.Sink;

namespace Ringback.Bench.Measures;

/// <summary>What hundreds of hanging endpoints with long backlogs cost the healthy ones beside them.</summary>
internal sealed class Isolation : IMeasure
{
    private const int Hanging = 500, Waiting = 1000, HangMilliseconds = 14_000, Healthy = 20;
    private const double Rate = 500, Most = 2;

    public string Name => "isolation";

    public string What => "POST to arrival at healthy endpoints while 500 others hang for 14 s, 1,000 messages waiting for each";

    public int Steps(BenchOptions options) => 3 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        List<SinkCounts> alone = [], beside = [];
        for (var round = 0; round < run.Options.Rounds; round++)
            await RoundAsync(run, alone, beside, stop);

        var (before, after) = (alone.Select(one => one.P99).Median(), beside.Select(one => one.P99).Median());
        return
        [
            new Row
            {
                Measure = "isolation",
                Note = string.Create(CultureInfo.InvariantCulture,
                    $"{Rate:0} messages a second to {Healthy} healthy endpoints, without (in place of bare) and with {Hanging} that hang {HangMilliseconds / 1000} s, {Waiting:#,0} waiting for each"),
                Bare = Figures.Milliseconds(alone.Select(one => one.P50).Median(), before),
                Ringback = Figures.Milliseconds(beside.Select(one => one.P50).Median(), after),
                Ratio = Figures.Ratio(after / before),
                Target = "p99 ≤ 2 ×",
                Met = after / before <= Most,
                Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal)
                {
                    ["without p99"] = [.. alone.Select(one => one.P99)],
                    ["with p99"] = [.. beside.Select(one => one.P99)],
                },
            },
        ];
    }

    private static async Task RoundAsync(Run run, List<SinkCounts> alone, List<SinkCounts> beside, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop);
        var folder = run.NewFolder("isolation");
        await using (var server = await RingbackServer.StartAsync(run, folder, stop, ("RINGBACK_SHUTDOWN_TIMEOUT", "1s")))
        {
            await PrepareAsync(server, sink, stop);
            run.Step("healthy endpoints alone");
            alone.Add(await HealthyAsync(run, server, sink, 0, run.Options.Warmup, stop));

            run.Step("hanging endpoints filling up");
            await run.LoadAsync(server.Posts(run, "hanging", "slow") with { Total = Waiting, Warmup = 0, Seconds = 600 }, stop);
            await AllWaitAsync(server, stop);
            run.Found(string.Create(CultureInfo.InvariantCulture, $"{Hanging * Waiting:#,0} deliveries wait"));

            // Others than before, which nothing was sent to yet: what the server has learnt of an endpoint mustn't be what saves it.
            run.Step("healthy endpoints beside them");
            beside.Add(await HealthyAsync(run, server, sink, Healthy, 1, stop));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task PrepareAsync(RingbackServer server, SinkProcess sink, CancellationToken stop)
    {
        await server.Api.ApplicationAsync("healthy", stop);
        for (var i = 0; i < 2 * Healthy; i++)
        {
            await server.Api.EventTypeAsync(Type(i), stop);
            await server.Api.EndpointAsync("healthy", Type(i), $"{sink.Url}/timed/{Type(i)}", stop, $$""","eventTypes":["{{Type(i)}}"]""");
        }

        await server.Api.ApplicationAsync("hanging", stop);
        for (var i = 0; i < Hanging; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"hang-{i}");
            await server.Api.EndpointAsync("hanging", name, string.Create(CultureInfo.InvariantCulture, $"{sink.Url}/hang/{HangMilliseconds}/{i}"), stop);
        }
    }

    private static async Task<SinkCounts> HealthyAsync(Run run, RingbackServer server, SinkProcess sink, int first, double warmup, CancellationToken stop)
    {
        var plan = server.Posts(run, "healthy", Type(0)) with
        {
            Requests = [.. Enumerable.Range(first, Healthy).Select(i => RingbackServer.Post("healthy", Type(i)))],
            Rate = Rate,
        };
        var (load, counts) = await ScheduledLoad.RunAsync(run, plan, sink, warmup, stop);
        run.Found($"arrived {Figures.Milliseconds(counts.P50, counts.P99)}, answered {Figures.Milliseconds(load.P50, load.P99)}");
        return counts;
    }

    // Those in flight are work too, until they are recorded; what was delivered meanwhile isn't any more.
    private static async Task AllWaitAsync(RingbackServer server, CancellationToken stop)
    {
        using var backlog = Backlog.InFile(server.Folder);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(180));
        try
        {
            while (backlog.Count() < Hanging * Waiting * 0.95)
                await Task.Delay(200, patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new BenchException($"Of {Hanging * Waiting} deliveries to hanging endpoints only {backlog.Count()} wait after 180 s.");
        }
    }

    private static string Type(int number) => string.Create(CultureInfo.InvariantCulture, $"ok.{number}");
}
