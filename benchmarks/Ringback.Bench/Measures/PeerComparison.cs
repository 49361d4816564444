using System.Globalization;
using Ringback.Bench.Peer;
using Ringback.Bench.Report;

namespace Ringback.Bench.Measures;

/// <summary>
/// Messages delivered a second in the long run, against what teams write themselves: Fastify, BullMQ, Redis and undici. The load is that of
/// <see cref="EndToEnd"/>, and both must deliver every message that they accepted.
/// </summary>
internal sealed class PeerComparison : IMeasure
{
    private const double Target = 4;

    public string Name => "peer";

    public string What => "messages delivered a second ÷ Fastify with BullMQ on Redis (if installed); only when named";

    public bool ByDefault => false;

    public int Steps(BenchOptions options) => 1 + 2 * options.Rounds;

    public async Task<IReadOnlyList<Row>> TakeAsync(Run run, CancellationToken stop)
    {
        run.Step("installing the peer's packages");
        if (await PeerPackages.InstallAsync(stop) is { } missing)
            return [new Row { Measure = Name, Note = $"skipped. {missing}" }];

        var rates = new Comparison();
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            run.Step("Fastify, BullMQ and Redis");
            rates.Bare.Add(await PeerAsync(run, stop));
            run.Found(Figures.PerSecond(rates.Bare[^1]));
            run.Step("Ringback");
            rates.Ringback.Add((await EndToEnd.SteadyAsync(run, stop, tellApart: true)).Rate);
            run.Found(Figures.PerSecond(rates.Ringback[^1]));
        }

        return
        [
            rates.ToRow(
                "end to end (bare: Fastify, BullMQ, Redis)",
                string.Create(CultureInfo.InvariantCulture,
                    $"{run.Options.Steady:0} s each, at most {EndToEnd.Window} on their way; Redis writes to disk before it answers; both delivered every message that they accepted"),
                Target),
        ];
    }

    private static async Task<double> PeerAsync(Run run, CancellationToken stop)
    {
        await using var sink = await SinkProcess.StartAsync(run, stop, tellApart: true);
        await using var peer = await PeerServer.StartAsync(run, sink.Url + "/", stop);
        var load = await run.LoadAsync(
            peer.Posts(run) with { Seconds = run.Options.Steady, Window = EndToEnd.Window, ArrivedFile = sink.ArrivedFile },
            stop);
        await sink.AllArrivedAsync(load.Accepted, stop);
        return load.ArrivedRate;
    }
}
