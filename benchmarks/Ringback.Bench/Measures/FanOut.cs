using System.Globalization;
using Ringback.Bench.Report;
using Ringback.Bench.Server;

namespace Ringback.Bench.Measures;

/// <summary>One message to very many endpoints: deliveries a second, recorded, against bare signed sending.</summary>
internal sealed class FanOut : IMeasure
{
    private const double Target = 0.50;

    public string Name => "fan-out";

    public string What => "one message to 100,000 endpoints: deliveries recorded a second ÷ bare signed sending";

    public int Steps(BenchOptions options) => 2 + 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        var rates = new Comparison();
        List<double> cpus = [], bareCpus = [];
        await using var sink = await SinkProcess.StartAsync(run, stop);
        var folder = run.NewFolder("fan-out");
        double created;
        await using (var server = await RingbackServer.StartAsync(run, folder, stop))
        {
            run.Step(string.Create(CultureInfo.InvariantCulture, $"creating {run.Options.Endpoints:#,0} endpoints"));
            created = await ManyEndpoints.CreateAsync(run, server, sink, stop);
            run.Found(Figures.PerSecond(created));

            using var backlog = Backlog.InFile(server.Folder);
            run.Step("warming up");
            await ManyEndpoints.FanOutAsync(run, server, sink, backlog, stop);
            for (var round = 0; round < run.Options.Rounds; round++)
            {
                run.Step("bare signed sending");
                var bare = await BareLimits.SendAsync(run, stop);
                rates.Bare.Add(bare.Rate);
                bareCpus.Add(bare.WatchedCpu);
                run.Found(Figures.PerSecond(rates.Bare[^1]));
                run.Step("Ringback");
                var cpu = server.Cpu;
                rates.Ringback.Add(await ManyEndpoints.FanOutAsync(run, server, sink, backlog, stop));
                cpus.Add((server.Cpu - cpu) / run.Options.Endpoints);
                run.Found(Figures.PerSecond(rates.Ringback[^1]));
            }
        }

        Directory.Delete(folder, recursive: true);
        var name = string.Create(CultureInfo.InvariantCulture, $"fan-out to {run.Options.Endpoints:#,0}");
        return
        [
            rates.ToRow(
                name,
                string.Create(CultureInfo.InvariantCulture,
                    $"one message, each endpoint with a URL of its own; from the POST to the last delivery's record on disk; {cpus.Median():0} µs of Ringback's CPU a delivery, the bare sender's {bareCpus.Median():0} µs"),
                Target),
            new Row
            {
                Measure = "endpoints created",
                Note = string.Create(CultureInfo.InvariantCulture, $"over the API, {run.Options.Connections} connections, each durable before its 201"),
                Ringback = Figures.PerSecond(created),
                Rounds = new Dictionary<string, double[]>(StringComparer.Ordinal) { ["ringback"] = [created] },
            },
        ];
    }
}
